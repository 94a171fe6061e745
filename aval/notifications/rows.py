"""What is told although no record holds it: moments before there is a relation, or that concern one person alone.

Modules below write rows and know nothing of notifications; a job looks for those that nobody was told of yet.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.kernel.ids import SITE_ID
from aval.moderation.models import AppealDecision, Measure, ReviewDecision
from aval.notifications.kinds import Group
from aval.notifications.models import Notification
from aval.projects.models import Answer, Invitation, Question
from aval.projects.states import ProjectStatus
from aval.search.models import Alert


@dataclass(frozen=True, slots=True)
class Said:
    """A row in words: who did what, and what it is about."""

    who: UUID
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of row that somebody is told of.

    :ivar kind: as it stands in the notification
    :ivar page: the name of the address that shows it; it takes the row's ``target``
    :ivar rows: those that may be told, with what :attr:`say` needs
    :ivar account: where the row names whom to tell, as a path of fields
    :ivar at: its moment, as a path of fields
    :ivar target: the id that the page takes, as a path of fields; empty if it takes none
    """

    kind: str
    group: Group
    page: str
    rows: Callable[[], QuerySet[Any]]
    account: str
    at: str
    target: str
    say: Callable[[Any], Said]

    def untold(self, since: datetime) -> Iterable[tuple[UUID, UUID, datetime, UUID | None]]:
        """Yield row id, account id, moment and target of what nobody was told of yet."""
        told = Notification.objects.filter(kind=self.kind, about_id=OuterRef("pk"))
        fresh = self.rows().filter(~Exists(told), **{f"{self.at}__gte": since})
        for row in fresh.annotate(_account=F(self.account), _target=F(self.target or "pk")).order_by(self.at):
            yield row.pk, row._account, getattr(row, self.at), row._target if self.target else None  # noqa: SLF001 (our own annotations)

    def find(self, ids: Iterable[UUID]) -> dict[UUID, Model]:
        """Return these rows by their ids."""
        return {row.pk: row for row in self.rows().filter(pk__in=list(ids))}


def _answered(row: Answer) -> Said:
    return Said(row.question.project.client_id, _("answered your question"), row.question.project.title)


def _decided(row: ReviewDecision) -> Said:
    what = _("looked at your text and let it through") if row.allowed else _("looked at your text: it stays held back")
    return Said(SITE_ID, what, row.refused.get_place_display())


def _found(row: Alert) -> Said:
    what = ngettext("found %(n)s new match", "found %(n)s new matches", row.total) % {"n": row.total}
    return Said(SITE_ID, what, row.search.name)


SOURCES: dict[str, Source] = {
    source.kind: source
    for source in (
        Source(
            "projects.invited",
            Group.PROPOSALS,
            "projects:detail",
            lambda: Invitation.objects.select_related("project").filter(project__status=ProjectStatus.PUBLISHED),
            "professional_id",
            "invited_at",
            "project_id",
            lambda row: Said(row.project.client_id, _("invited you to a project"), row.project.title),
        ),
        Source(
            "projects.asked",
            Group.PROPOSALS,
            "projects:detail",
            lambda: Question.objects.select_related("project"),
            "project__client_id",
            "asked_at",
            "project_id",
            lambda row: Said(row.asked_by_id, _("asked a question about your project"), row.project.title),
        ),
        Source(
            "projects.answered",
            Group.PROPOSALS,
            "projects:detail",
            lambda: Answer.objects.select_related("question__project"),
            "question__asked_by_id",
            "answered_at",
            "question__project_id",
            _answered,
        ),
        Source(
            "moderation.decided",
            Group.REVIEWS,
            "moderation:text",
            lambda: ReviewDecision.objects.select_related("refused"),
            "refused__author_id",
            "decided_at",
            "refused_id",
            _decided,
        ),
        Source(
            "moderation.measure-taken",
            Group.REVIEWS,
            "moderation:mine",
            Measure.objects.all,
            "account_id",
            "taken_at",
            "",
            lambda row: Said(SITE_ID, _("took a measure after texts that were held back"), row.get_rung_display()),
        ),
        Source(
            "moderation.appeal-decided",
            Group.REVIEWS,
            "moderation:mine",
            lambda: AppealDecision.objects.select_related("appeal__measure"),
            "appeal__measure__account_id",
            "decided_at",
            "",
            lambda row: Said(SITE_ID, _("decided on your appeal"), row.appeal.measure.get_rung_display()),
        ),
        Source(
            "search.found",
            Group.SEARCHES,
            "projects:searches",
            lambda: Alert.objects.select_related("search"),
            "search__account_id",
            "at",
            "",
            _found,
        ),
    )
}
