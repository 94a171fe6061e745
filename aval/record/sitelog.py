"""The sequencer of the site log: takes in the heads of contracts, writes tiles, signs, publishes. One at a time.

What is signed is durable before the signature leaves: the entries are committed, the tiles are on disk, and the size
and root are written down beside the database, all before a key is touched. Each step can run again after a crash.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from aval.kernel.acts import Act
from aval.kernel.transactions import step, unit
from aval.proofs import checkpoints, notes, tiles, vouching
from aval.proofs.checkpoints import Checkpoint
from aval.proofs.sitelog import HeadEntry, KeysEntry
from aval.proofs.tiles import Tile, TileTree
from aval.proofs.tree import HASH_SIZE, Frontier, leaf_hash
from aval.proofs.vouching import Statement
from aval.record import guard, keys
from aval.record.models import Cosignature, SiteHead, SiteLeaf

BATCH = 5_000
"""How many events are taken in at once."""

_LOCK = 4_100_827_001
"""The advisory lock of the sequencer; any number that nothing else uses."""


class SiteLogForked(RuntimeError):
    """The entries in the database are not those that were signed: nothing more is signed on them."""


@dataclass(frozen=True, slots=True)
class _State:
    size: int
    frontier: Frontier
    xid: int
    position: int


@dataclass(frozen=True, slots=True)
class _Head:
    contract_id: object
    number: int
    size: int
    entry: HeadEntry


def run_once(act: Act) -> int | None:
    """Take in what is new, and sign and publish the site log's head.

    :returns: the size that is published; None if another process is at it
    :raises aval.record.guard.RecordBehind: if the database is older than what was published
    :raises SiteLogForked: if it holds other entries than those that were signed
    """
    with _alone() as mine:
        if not mine:
            return None
        guard.require(_state().size)
        while _take_in() == BATCH:
            pass
        return _sign(act.at)


def state_keys(act: Act, note: bytes) -> Statement:
    """Keep a key statement that the root signed, and enter it in the site log.

    :raises aval.proofs.notes.NoteError: if no root of this site signed it
    :raises aval.proofs.vouching.StatementError: if it is none, or takes back what an earlier one said
    """
    said = vouching.verify(note, roots())
    earlier = keys.statement()
    if earlier is not None:
        said.check_follows(earlier)
    with alone(), unit():
        position = enter(KeysEntry.of(note).to_bytes())
        with connection.cursor() as cursor:
            cursor.execute("SELECT record_state_keys(%s, %s, %s)", [said.number, note, position])
    keys.forget()
    _write_durably(folder() / "keys", note)
    run_once(act)
    return said


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no sequencer is at work, and keep others from it meanwhile."""
    with _alone(wait=True):
        yield


@step
def enter(entry: bytes) -> int:
    """Append an entry that is no contract's head, while :func:`alone`; return its position.

    :raises aval.record.guard.RecordBehind: if the database is older than what was published
    """
    state = _state()
    guard.require(state.size)
    leaf = leaf_hash(entry)
    state.frontier.append(leaf)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_site_append(%s, %s::uuid[], %s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[],"
            " %s::bytea[], %s, %s, %s)",
            [state.size, [None], [None], [None], [None], [entry], [leaf], state.frontier.to_bytes(), state.xid,
             state.position],
        )  # fmt: skip
    return state.size


def roots() -> list[notes.Verifier]:
    """Return the offline root's keys that this installation was told of."""
    return [notes.Verifier.from_vkey(vkey) for vkey in settings.RECORD_ROOTS]


def folder() -> Path:
    """Return where the published files stand."""
    return Path(settings.SITE_LOG_ROOT)


def tree(size: int) -> TileTree:
    """Return the site log at a size, proving from the published tiles."""
    return TileTree(size, read_tile)


def read_tile(tile: Tile) -> bytes:
    """Return a published tile; the full one where the partial one is no longer kept.

    :raises FileNotFoundError: if there is neither
    """
    path = folder() / tile.path
    if tile.width < tiles.WIDTH and not path.exists():
        path = folder() / Tile(tile.level, tile.index).path
    return path.read_bytes()


def publish() -> bytes:
    """Write the newest head with the cosignatures that it has, for everybody to read; return it."""
    head = SiteHead.objects.latest("size")
    note = with_cosignatures(head)
    _write_durably(folder() / guard.PUBLISHED, note)
    return note


def published_size() -> int:
    """Return how many entries the published head covers; 0 if none is published."""
    head = _published()
    return head.size if head else 0


def with_cosignatures(head: SiteHead) -> bytes:
    """Return a head as a note that carries what witnesses answered."""
    lines = Cosignature.objects.filter(size=head.size).order_by("witness").values_list("line", flat=True)
    return bytes(head.note) + b"".join(map(bytes, lines))


def rebuild() -> int:
    """Write all tiles again from the database: for a disk that was lost. Returns the size."""
    size = _state().size
    _write_tiles(0, size)
    return size


def _state() -> _State:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, frontier, xid, position FROM record_sitestate WHERE id = 1")
        size, frontier, xid, position = cursor.fetchone()
    return _State(size, Frontier.from_bytes(bytes(frontier)), xid, position)


@contextmanager
def _alone(*, wait: bool = False) -> Iterator[bool]:
    """Hold the sequencer's lock for a while, in this session; yield False if another process holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_lock(%s)", [_LOCK])
        mine = wait or bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.broken:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _take_in() -> int:
    """Give each contract with new events one entry; return how many events were looked at."""
    with unit():
        state = _state()
        events = _new_events(state)
        if not events:
            return 0
        heads = _heads({contract_id for _xid, _position, contract_id in events})
        entries = [head.entry.to_bytes() for head in heads]
        leaves = [leaf_hash(entry) for entry in entries]
        state.frontier.extend(leaves)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT record_site_append(%s, %s::uuid[], %s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[],"
                " %s::bytea[], %s, %s, %s)",
                [
                    state.size,
                    [head.contract_id for head in heads],
                    [head.number for head in heads],
                    [head.size for head in heads],
                    [head.entry.label for head in heads],
                    entries,
                    leaves,
                    state.frontier.to_bytes(),
                    *events[-1][:2],
                ],
            )
    return len(events)


def _new_events(state: _State) -> list[tuple[int, int, object]]:
    """Return the events since the last time, in the order of their commits, as the relay reads them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xid, position, contract_id FROM record_event WHERE (xid, position) > (%s, %s)"
            " AND (xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            " OR xid = pg_current_xact_id()::text::bigint)"
            " ORDER BY xid, position LIMIT %s",
            [state.xid, state.position, BATCH],
        )
        rows: list[tuple[int, int, object]] = cursor.fetchall()
    return rows


def _heads(contract_ids: set[object]) -> list[_Head]:
    """Return the newest heads of these contracts that the site log does not hold yet, in an order that says nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id, l.size, l.note, l.site_key, coalesce(max(s.number) + 1, 0) FROM record_log l"
            " LEFT JOIN record_siteleaf s ON s.contract_id = l.id WHERE l.id = ANY(%s)"
            " GROUP BY l.id, l.size, l.note, l.site_key HAVING l.size > coalesce(max(s.size), 0)",
            [list(contract_ids)],
        )
        rows = cursor.fetchall()
    found = []
    for contract_id, size, note, key, number in rows:
        entry = HeadEntry.of(bytes(key), number, checkpoints.parse(bytes(note)))
        found.append(_Head(contract_id, number, size, entry))
    return sorted(found, key=lambda head: head.entry.label)


def _sign(at: datetime) -> int:
    """Sign and publish the head, if it is not; return its size."""
    state = _state()
    head = Checkpoint(keys.site_origin(), state.size, state.frontier.root())
    published = _published()
    if not state.size or published == head:
        return state.size
    _write_tiles(published.size if published else 0, state.size)
    proving = tree(state.size)
    for known in (head, published, guard.last_signed()):
        if known is not None and (known.size > state.size or proving.root(known.size) != known.root):
            raise SiteLogForked(
                f"the site log was signed with another root at size {known.size}; see docs/operations.md, Recovery"
            )
    _write_durably(folder() / guard.LAST_SIGNED, head.to_text())
    note = _signed(head, at)
    with unit(), connection.cursor() as cursor:
        cursor.execute("SELECT record_site_sign(%s, %s, %s, %s)", [head.size, head.root, note, at])
    publish()
    return state.size


def _signed(head: Checkpoint, at: datetime) -> bytes:
    text = head.to_text()
    note = notes.sign_note(text, *(signer.named(head.origin) for signer in keys.signers(head.size)))
    for cosigner in keys.cosigners(head.size):
        note += cosigner.named(head.origin).cosign(text, int(at.timestamp())).to_line()
    return note


def _published() -> Checkpoint | None:
    try:
        note = (folder() / guard.PUBLISHED).read_bytes()
    except FileNotFoundError:
        return None
    return checkpoints.verify(note, origin=keys.site_origin(), verifiers=keys.verifiers())


def _write_tiles(old_size: int, size: int) -> None:
    """Write the tiles by which a log grows from a size for which they stand; superseded partial ones go."""
    leaves: dict[int, Sequence[tuple[bytes, bytes]]] = {}
    for tile in tiles.tiles_between(old_size, size):
        if tile.level is None or tile.level == 0:
            # Entries come first, and the hashes of the same leaves much later: they are read again then, which spares
            # holding a whole log in memory when it is rebuilt.
            rows = leaves.get(tile.index) or _leaves(tile)
            leaves = {tile.index: rows}
            data = (
                tiles.pack_entries([entry for entry, _leaf in rows])
                if tile.level is None
                else b"".join(leaf for _entry, leaf in rows)
            )
        else:
            below = [Tile(tile.level - 1, tile.start + i) for i in range(tile.width)]
            data = b"".join(tiles.tile_root((folder() / one.path).read_bytes()) for one in below)
        _write_durably(folder() / tile.path, data)
        if tile.width == tiles.WIDTH:
            shutil.rmtree(folder() / f"{tile.path}.p", ignore_errors=True)


def _leaves(tile: Tile) -> Sequence[tuple[bytes, bytes]]:
    rows = SiteLeaf.objects.filter(position__gte=tile.start, position__lt=tile.start + tile.width).order_by("position")
    found = [(bytes(row.entry), bytes(row.leaf)) for row in rows]
    if len(found) != tile.width or any(len(leaf) != HASH_SIZE for _entry, leaf in found):
        raise SiteLogForked(f"entries are missing from {tile.start} on; see docs/operations.md, Recovery")
    return found


def _write_durably(path: Path, data: bytes) -> None:
    """Put a file in its place whole, and have it on disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
