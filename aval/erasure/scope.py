"""Which contents can be erased, and what repeats them.

What agreement, money, cases and rulings rest on stays: GDPR Art. 17(3)(b) and (e), LGPD Art. 16, I. What people wrote
to one another and brought in can go.
"""

from collections.abc import Iterable
from uuid import UUID

from aval.conversation.events import MessageEdited, MessagePosted
from aval.conversation.models import Message, MessageVersion
from aval.imports.events import ArrivalHeld, EntryRecorded, ImportConfirmed, MessageArrived, MinutesWritten
from aval.imports.models import ImportedEntry
from aval.proofs.events import FACTS
from aval.record import queries as record
from aval.record.events import PartOf
from aval.record.models import Event, Payload

ERASABLE = tuple(
    event.KIND
    for event in (
        MessagePosted,
        MessageEdited,
        EntryRecorded,
        MessageArrived,
        ArrivalHeld,
        ImportConfirmed,
        MinutesWritten,
    )
)


def erasable(contract_id: UUID, seqs: Iterable[int]) -> set[int]:
    """Return which of these events hold something that can be erased and is still there."""
    kinds = Event.objects.filter(contract_id=contract_id, seq__in=list(seqs), kind__in=ERASABLE)
    with_parts = Payload.objects.filter(contract_id=contract_id, seq__in=kinds.values("seq")).exclude(part=FACTS)
    return set(with_parts.values_list("seq", flat=True))


def with_what_repeats(contract_id: UUID, seqs: Iterable[int]) -> set[int]:
    """Return these events, and those that say the same again.

    A message goes with its edits; an imported message with its other versions, with the names of the exports that hold
    it, and a mail with the note that it was waiting.
    """
    chosen = set(seqs)
    messages = Message.objects.filter(contract_id=contract_id, seq__in=chosen).values("id")
    edits = MessageVersion.objects.filter(contract_id=contract_id, message_id__in=messages)
    chosen |= set(edits.values_list("seq", flat=True))
    entries = list(ImportedEntry.objects.filter(contract_id=contract_id).only("id", "seq", "replaces", "contract_id"))
    by_id = {entry.id: entry for entry in entries}
    grew = True
    while grew:
        grew = False
        for entry in entries:
            other = by_id.get(entry.replaces) if entry.replaces else None
            if other is not None and len({entry.seq, other.seq} & chosen) == 1:
                chosen |= {entry.seq, other.seq}
                grew = True
    return chosen | _originals(contract_id, chosen)


def parts_of(contract_id: UUID, seqs: Iterable[int]) -> list[PartOf]:
    """Return the parts of these events that are still there and can go: all but the facts."""
    rows = Payload.objects.filter(contract_id=contract_id, seq__in=erasable(contract_id, seqs)).exclude(part=FACTS)
    return sorted(PartOf(seq, part) for seq, part in rows.values_list("seq", "part"))


def _originals(contract_id: UUID, seqs: set[int]) -> set[int]:
    touched = ImportedEntry.objects.filter(contract_id=contract_id, seq__in=seqs).select_related(
        "brought_by", "arrival"
    )
    sources = {entry.brought_by.source for entry in touched if entry.brought_by is not None}
    arrivals = {entry.arrival_id for entry in touched if entry.arrival_id is not None}
    kinds = [ImportConfirmed, ArrivalHeld] if sources or arrivals else []
    return {
        one.seq
        for one in (record.events(contract_id, kinds=kinds) if kinds else [])
        if (isinstance(one.event, ImportConfirmed) and one.event.source in sources)
        or (isinstance(one.event, ArrivalHeld) and one.event.arrival_id in arrivals)
    }
