"""The case file, which writes itself from the record: every line cites the event that it rests on.

What it says is counted, not judged: what was agreed and by whom it was signed, which dates were promised and kept, what
was delivered and what changed, how fast each side answered, where there was silence, what was paid, what was brought
in from outside. The mediator judges.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aval.cases.models import Case
from aval.contracts import events as contract
from aval.contracts.models import Milestone
from aval.conversation.events import MessagePosted
from aval.kernel.wording import day_text
from aval.record import queries as record
from aval.record.queries import Recorded

SILENCE_MIN = timedelta(days=3)
"""From how long on a pause between the two sides' acts is worth a line."""

CLIENT, PROFESSIONAL = "client", "professional"

SHOWN_ELSEWHERE = ("imports.entry-recorded.", "imports.entry-matched.", "imports.message-arrived.")
"""Single messages: they are in the conversation, each with its grade."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of fact, with the events it rests on."""

    text: str
    cites: tuple[int, ...]
    at: datetime | None = None
    detail: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the case file."""

    key: str
    title: object
    lines: Sequence[Line]


@dataclass(slots=True)
class _Answers:
    """How long one side took to answer the other."""

    times: list[timedelta] = field(default_factory=list)
    cites: list[int] = field(default_factory=list)


def case_file(case: Case) -> list[Section]:
    """Return the chapters of a case's file, from the whole of its contract's record."""
    events = record.events(case.contract_id)
    milestones = {milestone.id: milestone for milestone in case.contract.milestones.all()}
    return [
        Section("agreed", gettext_lazy("What was agreed"), list(_agreed(events))),
        Section("dates", gettext_lazy("Dates promised and kept"), list(_dates(events, milestones))),
        Section("deliveries", gettext_lazy("Deliveries and changes"), list(_deliveries(events))),
        Section("answers", gettext_lazy("How fast each side answered"), list(_answers(events))),
        Section("silences", gettext_lazy("Silences"), list(_silences(events))),
        Section("money", gettext_lazy("Money"), list(_money(events))),
        Section("outside", gettext_lazy("Brought in from outside"), list(_outside(events))),
        Section(
            "case", gettext_lazy("This case"), list(_said(event for event in events if event.kind.startswith("cases.")))
        ),
    ]


def _agreed(events: Iterable[Recorded]) -> Iterator[Line]:
    kinds = (contract.VersionDrafted, contract.VersionSigned, contract.VersionInForce, contract.VersionRejected)
    yield from _said(one for one in events if isinstance(one.event, kinds))


def _dates(events: Sequence[Recorded], milestones: dict[UUID, Milestone]) -> Iterator[Line]:
    first: dict[UUID, Recorded] = {}
    for one in events:
        if isinstance(one.event, contract.WorkDelivered):
            first.setdefault(one.event.milestone_id, one)
    for milestone in sorted(milestones.values(), key=lambda each: each.number):
        delivered = first.get(milestone.id)
        values = {"number": milestone.number, "title": milestone.title, "due": day_text(milestone.due_on)}
        if delivered is None:
            yield Line(_("Milestone %(number)s, “%(title)s”: due %(due)s, nothing delivered.") % values, ())
            continue
        due = datetime.combine(milestone.due_on, time.max, tzinfo=UTC)
        late = (delivered.at - due).days + 1 if delivered.at > due else 0
        values |= {"on": day_text(delivered.at.date()), "late": late}
        text = (
            ngettext(
                "Milestone %(number)s, “%(title)s”: due %(due)s, first delivered %(on)s, %(late)s day late.",
                "Milestone %(number)s, “%(title)s”: due %(due)s, first delivered %(on)s, %(late)s days late.",
                late,
            )
            if late
            else _("Milestone %(number)s, “%(title)s”: due %(due)s, first delivered %(on)s, on time.")
        )
        yield Line(text % values, (delivered.seq,), delivered.at)


def _deliveries(events: Iterable[Recorded]) -> Iterator[Line]:
    kinds = (
        contract.WorkDelivered,
        contract.ChangesRequested,
        contract.DeliveryAccepted,
        contract.SilenceAccepted,
        contract.WorkLogged,
        contract.ReviewReminderSent,
        contract.ReviewRanOut,
    )
    for one in events:
        if isinstance(one.event, kinds):
            detail = getattr(one.event, "note", None) or getattr(one.event, "reasons", None) or ""
            yield Line(one.event.sentence(), (one.seq,), one.at, str(detail), one.role)


def _answers(events: Sequence[Recorded]) -> Iterator[Line]:
    sides = {CLIENT: _Answers(), PROFESSIONAL: _Answers()}
    for before, after in pairwise(one for one in events if one.role in sides):
        if before.role != after.role:
            sides[after.role].times.append(after.at - before.at)
            sides[after.role].cites.append(after.seq)
    for role, answers in sides.items():
        if not answers.times:
            continue
        slowest = max(range(len(answers.times)), key=answers.times.__getitem__)
        values = {
            "count": len(answers.times),
            "median": _span(timedelta(seconds=median(span.total_seconds() for span in answers.times))),
            "longest": _span(answers.times[slowest]),
        }
        text = (
            _("The client answered %(count)s times, within %(median)s at the median, %(longest)s at the longest.")
            if role == CLIENT
            else _(
                "The professional answered %(count)s times, "
                "within %(median)s at the median, %(longest)s at the longest."
            )
        )
        yield Line(text % values, (answers.cites[slowest],))


def _silences(events: Sequence[Recorded]) -> Iterator[Line]:
    acts = [one for one in events if one.role in {CLIENT, PROFESSIONAL}]
    for before, after in pairwise(acts):
        if after.at - before.at >= SILENCE_MIN:
            values = {
                "from": day_text(before.at.date()),
                "to": day_text(after.at.date()),
                "span": _span(after.at - before.at),
            }
            yield Line(
                _("Nobody did anything from %(from)s to %(to)s (%(span)s).") % values,
                (before.seq, after.seq),
                before.at,
            )


def _money(events: Iterable[Recorded]) -> Iterator[Line]:
    kinds = (
        contract.MilestoneFunded,
        contract.DeliveryAccepted,
        contract.SilenceAccepted,
        contract.RefundConsented,
        contract.MilestoneSettled,
        contract.MilestoneRuled,
        contract.PeriodNotFunded,
    )
    yield from _said(one for one in events if isinstance(one.event, kinds))


def _outside(events: Iterable[Recorded]) -> Iterator[Line]:
    """Imports and minutes; the entries themselves are in the conversation, each with its grade."""
    yield from _said(
        one for one in events if one.kind.startswith("imports.") and not one.kind.startswith(SHOWN_ELSEWHERE)
    )


def _said(events: Iterable[Recorded]) -> Iterator[Line]:
    for one in events:
        yield Line(one.event.sentence(), (one.seq,), one.at, role=one.role)


def messages_of(case: Case) -> int:
    """Return how many messages the two wrote each other here."""
    return sum(isinstance(one.event, MessagePosted) for one in record.events(case.contract_id))


def _span(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours >= 48:  # noqa: PLR2004 (two days: from then on days say more than hours)
        return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
    if hours >= 1:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    minutes = int(span.total_seconds() // 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
