"""Two exports of one conversation, one from each party, compared entry by entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from uuid import UUID

from aval.conversation.models import Thread
from aval.imports import queries
from aval.imports.models import Attestation, ImportedEntry
from aval.imports.queries import Shown, Whole
from aval.imports.sources import name_of

MINUTE = timedelta(minutes=1)
NEAR = timedelta(minutes=2)
ALIKE = 0.5
"""From which likeness on two texts are taken for one message that differs."""
COMPARED_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A message as each party's export has it; None where an export does not hold it."""

    at: datetime
    client: Shown | None
    professional: Shown | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the two exports of one app agree on, in the time that both cover, and where they differ."""

    source: str
    since: datetime
    until: datetime
    agreed: int
    differences: Sequence[Difference]

    @property
    def source_name(self) -> str:
        """What people call the app."""
        return name_of(self.source)


def comparisons(thread: Thread) -> list[Comparison]:
    """Return one comparison for each app of which both parties brought in an export that left nothing out."""
    spans = queries.whole_spans(thread.contract_id)
    found = []
    for source in sorted({span.source for span in spans}):
        client = _stretch(spans, source, thread.client_id)
        professional = _stretch(spans, source, thread.professional_id)
        if client and professional:
            since, until = max(client[0], professional[0]), min(client[1], professional[1])
            if since <= until:
                found.append(_compare(thread, source, since, until))
    return found


def _stretch(spans: Sequence[Whole], source: str, account_id: UUID) -> tuple[datetime, datetime] | None:
    own = [span for span in spans if span.source == source and span.account_id == account_id]
    return (min(span.since for span in own), max(span.until for span in own)) if own else None


def _compare(thread: Thread, source: str, since: datetime, until: datetime) -> Comparison:
    # One phone writes seconds, the other only minutes: at the two ends they may agree on what is just outside.
    rows = ImportedEntry.objects.filter(
        contract_id=thread.contract_id, brought_by__source=source, at__gte=since - MINUTE, at__lte=until + MINUTE
    )
    rows = rows.select_related("brought_by", "arrival").order_by("at", "seq")
    held: dict[UUID, set[UUID]] = {}
    attested = Attestation.objects.filter(contract_id=thread.contract_id, entry_id__in=rows.values("id"))
    for entry_id, account_id in attested.values_list("entry_id", "account_id"):
        held.setdefault(entry_id, set()).add(account_id)
    alone = [row for row in rows if len(held.get(row.id, ())) == 1 and row.at and since <= row.at <= until]
    shown = {one.id: one for one in queries.shown(thread.contract_id, alone)}
    mine = [shown[row.id] for row in alone if thread.client_id in held[row.id]]
    theirs = [shown[row.id] for row in alone if thread.professional_id in held[row.id]]
    agreed = sum(len(accounts) > 1 for accounts in held.values())
    return Comparison(source, since, until, agreed, _side_by_side(mine, theirs))


def _side_by_side(client: list[Shown], professional: list[Shown]) -> list[Difference]:
    """Put beside each other what is one message with two texts: by the same person, at about the same time, alike."""
    free = list(professional)
    found = []
    for one in client:
        best = max((other for other in free if _may_be(one, other)), key=lambda other: _alike(one, other), default=None)
        if best is not None and _alike(one, best) >= ALIKE:
            free.remove(best)
            found.append(Difference(_at(one), one, best))
        else:
            found.append(Difference(_at(one), one, None))
    found += [Difference(_at(one), None, one) for one in free]
    return sorted(found, key=lambda difference: difference.at)


def _may_be(one: Shown, other: Shown) -> bool:
    return one.side == other.side and abs(_at(one) - _at(other)) <= NEAR


def _alike(one: Shown, other: Shown) -> float:
    a, b = one.text[:COMPARED_CHARACTERS], other.text[:COMPARED_CHARACTERS]
    if a and b and (a.startswith(b) or b.startswith(a)):
        return 1.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _at(one: Shown) -> datetime:
    assert one.at is not None, "only what has a moment is compared"
    return one.at
