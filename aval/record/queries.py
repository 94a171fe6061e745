"""Reading a record back: events with their texts and files, receipts, and heads."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from aval.proofs import checkpoints, receipts
from aval.proofs.events import FACTS, Envelope, parse_envelope
from aval.proofs.intents import STATEMENT, WEIGHTY_KINDS, Key
from aval.proofs.tree import Tree
from aval.record.actions import Receipt, receipts_of
from aval.record.events import Event, FileRef, KeyBound, kind_of
from aval.record.models import ErasedPart, Log, Payload
from aval.record.models import Event as EventRow

__all__ = ["Receipt", "Recorded", "erased", "events", "fingerprint", "head", "read", "receipt", "receipts_of", "walk"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in a contract's log, with who did it and when.

    :ivar key: the number of the event that binds the passkey which signed this one; None if none did
    :ivar statement: the words that it signed; empty if none did, or they were erased
    """

    contract_id: UUID
    seq: int
    kind: str
    at: datetime
    actor_id: UUID
    role: str
    via: str
    event: Event
    leaf: bytes
    key: int | None = None
    statement: str = ""

    @property
    def is_weighty(self) -> bool:
        """Tell whether a passkey's signature is asked for at this act."""
        return self.kind in WEIGHTY_KINDS


SPAN = 2_000
"""How many events are read at a time where all are."""

# Each event's payloads are looked up by its number: a join that begins at the log's first one, which the planner may
# prefer, would make reading by spans take the square of the log's length.
_COLUMNS = """
    SELECT e.contract_id, e.seq, e.kind, e.at, a.account_id, a.role, e.envelope, e.leaf,
           p.part, p.media, p.name, p.body, p.file_sha256, e.xid, e.position
    FROM record_event e
    JOIN record_logactor a ON a.contract_id = e.contract_id AND a.pseudonym = e.pseudonym
    LEFT JOIN LATERAL (SELECT * FROM record_payload p WHERE p.contract_id = e.contract_id AND p.seq = e.seq OFFSET 0)
        AS p ON true
"""


def events(
    contract_id: UUID, *, after: int = -1, kinds: Sequence[type[Event]] = (), limit: int | None = None
) -> list[Recorded]:
    """Return a log's events in order.

    :param after: only those with a higher number
    :param kinds: only these classes; all unless told
    :param limit: at most so many, the latest ones
    """
    conditions = "e.contract_id = %s AND e.seq > %s"
    values: list[Any] = [contract_id, after]
    if kinds:
        conditions += " AND e.kind = ANY(%s)"
        values.append([kind.KIND for kind in kinds])
    if limit is not None:
        latest = f"SELECT seq FROM record_event e WHERE {conditions} ORDER BY seq DESC LIMIT %s"  # noqa: S608 (ours)
        conditions += f" AND e.seq >= coalesce((SELECT min(seq) FROM ({latest}) AS latest), 0)"  # noqa: S608 (ours)
        values = [*values, *values, limit]
    return [recorded for recorded, _order in read(conditions, values, order="e.seq")]


def walk(contract_id: UUID) -> Iterator[Recorded]:
    """Yield all events of a log in order, of which few are in memory at a time."""
    for start in range(0, Log.objects.get(id=contract_id).size, SPAN):
        condition = "e.contract_id = %s AND e.seq >= %s AND e.seq < %s"
        for recorded, _order in read(condition, [contract_id, start, start + SPAN], order="e.seq"):
            yield recorded


def event(contract_id: UUID, seq: int) -> Recorded:
    """Return one event.

    :raises EventRow.DoesNotExist: if the log has none at this place
    """
    found = read("e.contract_id = %s AND e.seq = %s", [contract_id, seq], order="e.seq")
    for recorded, _order in found:
        return recorded
    raise EventRow.DoesNotExist


def read(condition: str, values: Sequence[Any], *, order: str) -> Iterator[tuple[Recorded, tuple[int, int]]]:
    """Yield the events that meet a condition of ours (never a caller's), each with its place in commit order."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_COLUMNS} WHERE {condition} ORDER BY {order}, p.part", values)
        rows = cursor.fetchall()
    for _key, group in groupby(rows, key=lambda row: (row[0], row[1])):
        parts = list(group)
        yield _recorded(parts), (parts[0][13], parts[0][14])


def _recorded(parts: list[tuple[Any, ...]]) -> Recorded:
    contract_id, seq, kind, at, account_id, role, envelope, leaf = parts[0][:8]
    # The stored bytes were checked when they were written, here and by the database.
    said = orjson.loads(envelope)
    facts: dict[str, Any] = {}
    texts: dict[str, str] = {}
    files: dict[str, FileRef] = {}
    for row in parts:
        part, media, name, body, sha256 = row[8:13]
        if part is None:
            continue
        if part == FACTS:
            facts = orjson.loads(body)
        elif sha256:
            files[part] = FileRef(sha256, name, media, 0)
        else:
            texts[part] = bytes(body).decode()
    refs = {name: value for name, value in said.get("refs", {}).items() if not isinstance(value, str)}
    restored = kind_of(kind).restore(facts, texts, files, refs)
    return Recorded(
        contract_id,
        seq,
        kind,
        at,
        account_id,
        role,
        said["actor"]["via"],
        restored,
        bytes(leaf),
        refs.get("key") if "intent" in said else None,
        texts.get(STATEMENT, ""),
    )


def head(contract_id: UUID) -> bytes:
    """Return the latest signed head of a log: a checkpoint that both parties may keep.

    :raises Log.DoesNotExist: if there is no such log
    """
    return bytes(Log.objects.values_list("note", flat=True).get(id=contract_id))


def receipt(contract_id: UUID, seq: int) -> bytes:
    """Return the receipt of one event under the log's latest head, as text.

    :raises Log.DoesNotExist: if there is no such log
    :raises EventRow.DoesNotExist: if the log has no such event
    """
    log = Log.objects.get(id=contract_id)
    if not 0 <= seq < log.size:
        raise EventRow.DoesNotExist
    leaves = [
        bytes(leaf)
        for leaf in EventRow.objects.filter(contract_id=contract_id, seq__lt=log.size)
        .order_by("seq")
        .values_list("leaf", flat=True)
    ]
    proof = Tree(leaves).inclusion_proof(seq)
    return receipts.build(index=seq, proof=proof, checkpoint=bytes(log.note))


def envelope(contract_id: UUID, seq: int) -> Envelope:
    """Return one event's envelope.

    :raises EventRow.DoesNotExist: if the log has no such event
    """
    return parse_envelope(
        bytes(EventRow.objects.values_list("envelope", flat=True).get(contract_id=contract_id, seq=seq))
    )


def extension(contract_id: UUID, size: int) -> tuple[bytes, list[bytes] | None]:
    """Return the latest signed head of a log, and the proof that it extends what the log was at ``size``.

    There is nothing to prove from size 0; the proof is None if the log is shorter than that.

    :raises Log.DoesNotExist: if there is no such log
    """
    log = Log.objects.get(id=contract_id)
    if size > log.size:
        return bytes(log.note), None
    if not size:
        return bytes(log.note), []
    leaves = EventRow.objects.filter(contract_id=contract_id, seq__lt=log.size).order_by("seq")
    tree = Tree([bytes(leaf) for leaf in leaves.values_list("leaf", flat=True)])
    return bytes(log.note), tree.consistency_proof(size)


def fingerprint(contract_id: UUID) -> str:
    """Return the short form of event 0's leaf, which both parties should see alike: four groups of four."""
    leaf = bytes(EventRow.objects.values_list("leaf", flat=True).get(contract_id=contract_id, seq=0)).hex().upper()
    return "-".join(leaf[start : start + 4] for start in range(0, 16, 4))


def latest(contract_id: UUID, kind: type[Event], **facts: object) -> int:
    """Return the number of a log's last event of a kind whose facts have these values.

    :raises EventRow.DoesNotExist: if there is none
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(e.seq) FROM record_event e JOIN record_payload p USING (contract_id, seq)"
            " WHERE e.contract_id = %s AND e.kind = %s AND p.part = %s"
            " AND convert_from(p.body, 'UTF8')::jsonb @> %s::jsonb",
            [contract_id, kind.KIND, FACTS, orjson.dumps({name: str(value) for name, value in facts.items()}).decode()],
        )
        (seq,) = cursor.fetchone()
    if seq is None:
        raise EventRow.DoesNotExist
    return int(seq)


def keys_of(contract_id: UUID) -> dict[int, Key]:
    """Return the keys that a log binds to its actors, by the number of the event that does."""
    return {
        one.seq: Key(one.event.algorithm, base64.b64decode(one.event.public_key), one.event.rp_id)
        for one in events(contract_id, kinds=[KeyBound])
        if isinstance(one.event, KeyBound) and one.event.public_key
    }


def payload_texts(contract_id: UUID, seq: int) -> dict[str, str]:
    """Return what people wrote in one event, by part."""
    rows = Payload.objects.filter(contract_id=contract_id, seq=seq, file_sha256="").exclude(part=FACTS)
    return {row.part: bytes(row.body or b"").decode() for row in rows}


def erased(contract_id: UUID, seqs: Iterable[int] | None = None) -> dict[int, list[ErasedPart]]:
    """Return what was erased from a log, by the number of the event that held it.

    :param seqs: of these events only; of all unless told
    """
    rows = ErasedPart.objects.filter(contract_id=contract_id).order_by("seq", "part")
    if seqs is not None:
        rows = rows.filter(seq__in=list(seqs))
    return {seq: list(parts) for seq, parts in groupby(rows, key=lambda row: row.seq)}


def checkpoint_size(note: bytes) -> int:
    """Return how many events a head covers."""
    return checkpoints.parse(note).size
