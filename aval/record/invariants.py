"""What must always hold of the record, re-derived from the stored bytes."""

from collections.abc import Iterable

from aval.kernel.invariants import Invariant
from aval.proofs import checkpoints
from aval.proofs.notes import NoteError
from aval.proofs.tree import Frontier, leaf_hash
from aval.record import keys
from aval.record.models import Event, Head, Log


def logs_that_do_not_add_up() -> Iterable[str]:
    """Yield logs whose events are not the tree that was signed: each head is checked at its size."""
    for log in Log.objects.iterator():
        heads = {head.size: bytes(head.note) for head in Head.objects.filter(contract_id=log.id)}
        frontier = Frontier()
        for number, event in enumerate(Event.objects.filter(contract_id=log.id).order_by("seq").iterator()):
            if event.seq != number or leaf_hash(bytes(event.envelope)) != bytes(event.leaf):
                yield f"{log.id} event {event.seq}"
                break
            frontier.append(bytes(event.leaf))
            note = heads.pop(frontier.size, None)
            if note is not None and not _signed(note, log.origin, frontier):
                yield f"{log.id} head {frontier.size}"
        if frontier.to_bytes() != bytes(log.frontier) or heads:
            yield f"{log.id} ends elsewhere than its head"


def _signed(note: bytes, origin: str, frontier: Frontier) -> bool:
    try:
        head = checkpoints.verify(note, origin=origin, verifiers=[keys.signer().verifier])
    except (NoteError, checkpoints.CheckpointError):
        return False
    return head.size == frontier.size and head.root == frontier.root()


INVARIANTS = (
    Invariant("every event is in the tree that was signed", 7, find=logs_that_do_not_add_up),
    Invariant(
        "every event has its place and its bytes",
        4,
        """
        SELECT l.id, l.size, count(e.seq) FROM record_log l LEFT JOIN record_event e ON e.contract_id = l.id
        GROUP BY l.id, l.size HAVING count(e.seq) <> l.size OR coalesce(max(e.seq), -1) <> l.size - 1
        """,
    ),
    Invariant(
        "every payload belongs to a part of its event",
        4,
        """
        SELECT p.contract_id, p.seq, p.part FROM record_payload p
        JOIN record_event e ON e.contract_id = p.contract_id AND e.seq = p.seq
        WHERE NOT EXISTS (
            SELECT FROM jsonb_array_elements(convert_from(e.envelope, 'UTF8')::jsonb -> 'parts') AS parts (said)
            WHERE said ->> 'n' = p.part AND said ->> 'c' = encode(sha256(
                convert_to('aval/commit/v1', 'UTF8') || '\\x00'::bytea || p.salt
                || CASE WHEN p.body IS NULL THEN decode(p.file_sha256, 'hex') ELSE sha256(p.body) END), 'base64'))
        """,
    ),
)
