"""What someone was told, newest first, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from aval.accounts import queries as accounts
from aval.conversation.models import Thread
from aval.kernel.ids import SITE_ID
from aval.notifications import rows
from aval.notifications.kinds import Group, hearing_of
from aval.notifications.models import MailRefusal, Notification
from aval.record import queries as record

COUNTED_MAX = 99


@dataclass(frozen=True, slots=True)
class Told:
    """A notification in the reader's language.

    :ivar who: the name of whoever did it, or of the site
    :ivar by_site: whether the site itself did it
    :ivar what: the event's sentence
    :ivar about: what the work is called
    :ivar path: the address that shows it
    """

    notification: Notification
    who: str
    by_site: bool
    what: str
    about: str
    path: str


def unread(account_id: UUID) -> int:
    """Count what the person has not read yet, up to 99."""
    return Notification.objects.filter(account_id=account_id, read_at=None)[:COUNTED_MAX].count()


def in_words(notifications: Sequence[Notification]) -> list[Told]:
    """Put notifications into words, with as many queries for many as for few; what is gone is left out."""
    said = {**_of_records(notifications), **_of_rows(notifications)}
    names = accounts.display_names({one.who for one in said.values()})
    return [
        Told(
            one,
            _("The site") if said[one.id].who == SITE_ID else names.get(said[one.id].who, _("Someone")),
            said[one.id].who == SITE_ID,
            said[one.id].what,
            said[one.id].about,
            path_of(one),
        )
        for one in notifications
        if one.id in said
    ]


def path_of(notification: Notification) -> str:
    """Return the address that shows what the notification is about."""
    source, hearing = rows.SOURCES.get(notification.kind), hearing_of(notification.kind)
    page = source.page if source else hearing.page if hearing else "people:home"
    arguments = [] if notification.target_id is None else [notification.target_id]
    return reverse(page, args=arguments)


def _of_records(notifications: Sequence[Notification]) -> dict[UUID, rows.Said]:
    keys = {(one.about_id, one.seq): one for one in notifications if one.seq is not None}
    found = record.read(
        "(e.contract_id, e.seq) IN (SELECT * FROM unnest(%s::uuid[], %s::bigint[]))",
        [[contract_id for contract_id, _seq in keys], [seq for _contract_id, seq in keys]],
        order="e.contract_id, e.seq",
    )
    threads = Thread.objects.filter(contract_id__in={contract_id for contract_id, _seq in keys})
    subjects = dict(threads.values_list("contract_id", "subject"))
    return {
        keys[event.contract_id, event.seq].id: rows.Said(
            event.actor_id, event.event.sentence(), subjects.get(event.contract_id, "")
        )
        for event, _place in found
    }


def _of_rows(notifications: Sequence[Notification]) -> dict[UUID, rows.Said]:
    said: dict[UUID, rows.Said] = {}
    for kind in {one.kind for one in notifications if one.seq is None}:
        mine = {one.about_id: one.id for one in notifications if one.kind == kind}
        source = rows.SOURCES[kind]
        said |= {mine[row_id]: source.say(row) for row_id, row in source.find(mine).items()}
    return said


def refused_groups(account_id: UUID) -> set[Group]:
    """Return the kinds of letters that the person turned down."""
    return {Group(group) for group in MailRefusal.objects.filter(account_id=account_id).values_list("group", flat=True)}
