"""What a contract's record lacks, why Aval thinks so, and what to do; and a party's word that nothing is missing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aval.contracts.events import (
    ContractCancelled,
    ContractCompleted,
    DeliveryAccepted,
    DisputeEnded,
    MilestoneFunded,
    MilestoneRuled,
    MilestoneSettled,
    PeriodOpened,
    RefundConsented,
    SilenceAccepted,
    WorkDelivered,
    WorkLogged,
)
from aval.conversation.models import Message, Withdrawal
from aval.imports import access
from aval.imports.events import GapDismissed
from aval.imports.mentions import CALL, MAIL, PREFILTER, mentions
from aval.imports.models import GapDismissal, ImportedEntry, Minutes
from aval.imports.refusals import DismissedAlready, NoSuchGap
from aval.imports.sources import name_of
from aval.kernel.acts import Act
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import action
from aval.record import actions as record
from aval.record import queries as recorded
from aval.record.events import Text

M = TypeVar("M", bound=Model)

COVERED_BEFORE = timedelta(days=14)
"""How long before somebody speaks of it a call or a message may lie, to be what they speak of."""
COVERED_AFTER = timedelta(days=1)
SILENCE = timedelta(days=7)
WORDS_MAX = 160
ALSO = {"messenger": ("messenger", "facebook", "instagram"), MAIL: (MAIL, "mbox", "eml", "msg")}
"""Sources that hold what people call by one name."""
SPOKEN = frozenset({"call", "transcript"})
MEETINGS = frozenset({"transcript", "zoom", "meet", "vtt", "srt", "sbv"})
BEGINS, ENDS = (
    (MilestoneFunded, PeriodOpened),
    (DeliveryAccepted, SilenceAccepted, MilestoneSettled, MilestoneRuled, RefundConsented, DisputeEnded),
)
CLOSES = (ContractCompleted, ContractCancelled)
WORKS = (WorkDelivered, WorkLogged)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the record probably lacks.

    :ivar key: the same each time, so that a word about it stays with it
    :ivar kind: call, email, app, silence or files
    :ivar why: why Aval thinks so
    :ivar advice: what to do about it
    :ivar words: what was said, where somebody spoke of it
    :ivar place: the part of the conversation's page that shows it, empty if there is none
    """

    key: str
    kind: str
    at: datetime
    why: str
    advice: str
    words: str = ""
    place: str = ""
    dismissal: GapDismissal | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has said a word about it."""
        return self.dismissal is None


def gaps(contract_id: UUID, *, at: datetime) -> list[Gap]:
    """Return what the record lacks by the present moment, by time; what a party dismissed comes with their word.

    Access is checked by the caller.
    """
    there = _There.of(contract_id)
    found = [*_spoken_of(contract_id, there), *_silences(contract_id, there, at), *_files(contract_id)]
    words = {
        row.gap: row for row in GapDismissal.objects.filter(contract_id=contract_id).select_related("dismissed_by")
    }
    return sorted((_with(gap, words.get(gap.key)) for gap in found), key=lambda gap: gap.at)


@action
def dismiss_gap(act: Act, *, contract_id: UUID, gap: str, word: str) -> GapDismissal:
    """Say why nothing is missing there. The record keeps the word; the other party reads it.

    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises GateIsClosed: if contact outside is not open yet
    :raises NoSuchGap: if the record does not lack that
    :raises DismissedAlready: if somebody said a word about it before
    :raises Invalid: if nothing is said
    """
    access.open_thread(contract_id, act.actor_id)
    if not word.strip():
        raise Invalid(gettext_lazy("Please say in a word why nothing is missing."), field="word")
    if all(one.key != gap for one in gaps(contract_id, at=act.at)):
        raise NoSuchGap
    try:
        with transaction.atomic():
            said = GapDismissal.objects.create(
                contract_id=contract_id,
                gap=gap,
                word=word.strip()[:500],
                dismissed_by_id=act.actor_id,
                dismissed_at=act.at,
            )
    except IntegrityError:
        raise DismissedAlready from None
    record.append(act, contract_id, GapDismissed(gap, Text(said.word)))
    return said


@dataclass(frozen=True, slots=True)
class _There:
    """When the record holds something from each medium."""

    moments: dict[str, list[datetime]]

    @classmethod
    def of(cls, contract_id: UUID) -> "_There":
        moments: dict[str, list[datetime]] = defaultdict(list)
        entries = ImportedEntry.objects.filter(contract_id=contract_id, at__isnull=False)
        rows = entries.values_list("at", "kind", "brought_by__source", "arrival__source")
        for at, kind, brought, arrived in rows:
            source = brought or arrived
            assert at is not None, "chosen by the filter"
            moments[source].append(at)
            if kind in SPOKEN or source in MEETINGS:
                moments[CALL].append(at)
        for began, medium in Minutes.objects.filter(contract_id=contract_id).values_list("began_at", "medium"):
            moments[CALL].append(began)
            moments[medium].append(began)
        return cls(moments)

    def covers(self, what: str, at: datetime) -> bool:
        """Whether something from this medium lies where it would be if it is what somebody speaks of at this moment."""
        names = ALSO.get(what, (what,))
        return any(
            at - COVERED_BEFORE <= moment <= at + COVERED_AFTER
            for name in names
            for moment in self.moments.get(name, ())
        )


@dataclass(frozen=True, slots=True)
class _Said:
    at: datetime
    text: str
    place: str
    source: str


def _with(gap: Gap, word: GapDismissal | None) -> Gap:
    return Gap(gap.key, gap.kind, gap.at, gap.why, gap.advice, gap.words, gap.place, word)


def _spoken_of(contract_id: UUID, there: _There) -> Iterator[Gap]:
    told: set[tuple[str, object]] = set()
    for said in sorted(_texts(contract_id), key=lambda one: one.at):
        for what, _words in mentions(said.text):
            day = said.at.date()
            if what == said.source or (what, day) in told or there.covers(what, said.at):
                continue
            told.add((what, day))
            yield _mention(what, said)


def _mention(what: str, said: _Said) -> Gap:
    words = " ".join(said.text.split())[:WORDS_MAX]
    key = f"{what}:{said.place}"
    if what == CALL:
        return Gap(
            key,
            "call",
            said.at,
            _("This speaks of a call, and the record holds no minutes of one from the two weeks before."),
            _("Write the minutes of the call, or bring in its recording, transcript or call log."),
            words,
            said.place,
        )
    if what == MAIL:
        return Gap(
            key,
            "email",
            said.at,
            _("This speaks of an e-mail, and the record holds none from the two weeks before."),
            _("Forward the e-mail to this contract's address, or bring it in as a file."),
            words,
            said.place,
        )
    name = name_of(what)
    return Gap(
        key,
        "app",
        said.at,
        _("This speaks of %(app)s, and the record holds nothing from there from the two weeks before.") % {"app": name},
        _("Export the chat in %(app)s and bring it in.") % {"app": name},
        words,
        said.place,
    )


def _texts(contract_id: UUID) -> Iterator[_Said]:
    withdrawn = Withdrawal.objects.filter(contract_id=contract_id).values("message_id")
    messages = Message.objects.filter(contract_id=contract_id).exclude(id__in=withdrawn)
    for id_, at, text in _likely(messages).values_list("id", "posted_at", "text"):
        yield _Said(at, text, f"message-{id_}", "")
    entries = ImportedEntry.objects.filter(contract_id=contract_id, at__isnull=False, deleted=False)
    rows = _likely(entries).values_list("id", "at", "text", "brought_by__source", "arrival__source")
    for id_, moment, text, brought, arrived in rows:
        assert moment is not None, "chosen by the filter"
        yield _Said(moment, text, f"entry-{id_}", brought or arrived)


def _likely(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.filter(text__iregex=PREFILTER)


def _silences(contract_id: UUID, there: _There, at: datetime) -> Iterator[Gap]:
    """Find where nobody said anything for a week and more while money was in escrow and work was due."""
    spoken = [moment for moments in there.moments.values() for moment in moments]
    spoken += Message.objects.filter(contract_id=contract_id).values_list("posted_at", flat=True)
    spoken += [one.at for one in recorded.events(contract_id, kinds=WORKS)]
    for begin, end in _due(contract_id, at):
        within = sorted(moment for moment in spoken if begin < moment < end)
        for earlier, later in pairwise([begin, *within, end]):
            if later - earlier >= SILENCE:
                yield _silence(earlier, later)


def _silence(earlier: datetime, later: datetime) -> Gap:
    days = (later - earlier).days
    return Gap(
        f"silence:{earlier:%Y%m%dT%H%M%S}",
        "silence",
        earlier,
        ngettext(
            "While work was due, nobody said or delivered anything for %(days)s day.",
            "While work was due, nobody said or delivered anything for %(days)s days.",
            days,
        )
        % {"days": days},
        _("If you spoke elsewhere in these days, bring it in; if not, say so."),
    )


def _due(contract_id: UUID, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when to when work was due: money was in escrow for a milestone and not yet away."""
    open_since: datetime | None = None
    count = 0
    for one in recorded.events(contract_id, kinds=[*BEGINS, *ENDS, *CLOSES]):
        if isinstance(one.event, BEGINS):
            count += 1
            open_since = open_since or one.at
        else:
            count = 0 if isinstance(one.event, CLOSES) else max(0, count - 1)
            if count == 0 and open_since is not None:
                yield open_since, one.at
                open_since = None
    if open_since is not None:
        yield open_since, at


def _files(contract_id: UUID) -> Iterator[Gap]:
    """Find files that messages announce and that did not come along, for each import or message that arrived."""
    missing: dict[UUID, list[ImportedEntry]] = defaultdict(list)
    rows = ImportedEntry.objects.filter(contract_id=contract_id, missing_files__gt=0)
    for entry in rows.select_related("brought_by", "arrival").order_by("seq"):
        missing[entry.brought_by_id or entry.id].append(entry)
    for id_, entries in missing.items():
        count = sum(entry.missing_files for entry in entries)
        first = entries[0]
        when = first.at or (first.brought_by.confirmed_at if first.brought_by else None)
        assert when is not None, "what is in the record has a moment"
        yield Gap(
            f"files:{id_}",
            "files",
            when,
            ngettext(
                "%(count)s file was announced in %(app)s and did not come along.",
                "%(count)s files were announced in %(app)s and did not come along.",
                count,
            )
            % {"count": count, "app": name_of(first.source)},
            _("Export again with the media, or add the files to a message."),
            place=f"entry-{first.id}",
        )


def open_gaps(contract_id: UUID, *, at: datetime) -> list[Gap]:
    """Return what the record lacks and nobody has said a word about."""
    return [gap for gap in gaps(contract_id, at=at) if gap.is_open]
