"""The record checked against itself: rows, tiles, heads, and what the site log holds of each contract.

A random slice every hour in the worker; all of it by ``aval audit``.
"""

import logging
import secrets
from collections.abc import Iterable, Iterator
from uuid import UUID

from aval.proofs import checkpoints, notes, tiles
from aval.proofs.checkpoints import CheckpointError
from aval.proofs.notes import NoteError
from aval.proofs.sitelog import EntryError, HeadEntry, parse_entry
from aval.proofs.tiles import Tile, TileError
from aval.proofs.tree import Frontier, leaf_hash
from aval.proofs.vouching import Standing
from aval.record import guard, keys, sitelog
from aval.record.models import Event, Head, Log, SiteHead, SiteLeaf, SiteState

logger = logging.getLogger(__name__)

SLICE_TILES = 4
SLICE_LOGS = 20


def random_slice() -> list[str]:
    """Check some tiles and some contracts, chosen so that nobody can foresee which; log and return what is wrong."""
    size = sitelog.published_size()
    bundles = -(-size // tiles.WIDTH)
    chosen = {secrets.randbelow(bundles) for _ in range(SLICE_TILES)} if bundles else set()
    found = [one for index in sorted(chosen) for one in _tile(index, size)]
    for _ in range(SLICE_LOGS if size else 0):
        row = SiteLeaf.objects.filter(position__gte=secrets.randbelow(size)).exclude(contract_id=None)
        leaf = row.order_by("position").first()
        found += _log(leaf.contract_id) if leaf is not None and leaf.contract_id else []
    for one in found:
        logger.critical("the record does not add up: %s", one)
    return found


def site_log_that_does_not_add_up() -> Iterable[str]:
    """Yield what is wrong with the site log: rows against tiles, heads against rows, files against the database."""
    state = SiteState.objects.get()
    # Up to here and no further: the sequencer may be at work meanwhile.
    heads = {head.size: head for head in SiteHead.objects.filter(size__lte=state.size).iterator()}
    frontier = Frontier()
    for leaf in SiteLeaf.objects.filter(position__lt=state.size).order_by("position").iterator():
        if leaf.position != frontier.size or leaf_hash(bytes(leaf.entry)) != bytes(leaf.leaf):
            yield f"site log entry {leaf.position}"
            return
        frontier.append(bytes(leaf.leaf))
        head = heads.pop(frontier.size, None)
        if head is not None and not _is_signed(head, frontier):
            yield f"site log head {frontier.size}"
    if frontier.size != state.size or frontier.to_bytes() != bytes(state.frontier) or heads:
        yield "the site log ends elsewhere than its head"
    size = min(sitelog.published_size(), state.size)
    for anchor in guard.anchors():
        if anchor.size > frontier.size and SiteState.objects.get().size >= anchor.size:
            continue
        known = SiteHead.objects.filter(size=anchor.size).first()
        if known is not None and anchor.root and bytes(known.root) != anchor.root:
            yield f"{anchor.source} has another root at size {anchor.size}"
        elif anchor.size > frontier.size:
            yield f"{anchor.source} has {anchor.size} entries, the database {frontier.size}"
    for index in range(-(-size // tiles.WIDTH)):
        yield from _tile(index, size)


def contracts_that_the_site_log_misstates() -> Iterable[str]:
    """Yield contracts whose entries in the site log are not their heads, under their labels, one after another."""
    for contract_id in Log.objects.values_list("id", flat=True).iterator():
        yield from _entries(contract_id)


def _tile(index: int, size: int) -> Iterator[str]:
    width = min(tiles.WIDTH, size - index * tiles.WIDTH)
    rows = SiteLeaf.objects.filter(position__gte=index * tiles.WIDTH).order_by("position")[:width]
    entries, leaves = [bytes(row.entry) for row in rows], [bytes(row.leaf) for row in rows]
    for tile, data in (
        (Tile(None, index, width), tiles.pack_entries(entries)),
        (Tile(0, index, width), b"".join(leaves)),
    ):
        try:
            if sitelog.read_tile(tile)[: len(data)] != data:
                yield f"{tile.path} is not what the database holds"
        except FileNotFoundError:
            yield f"{tile.path} is missing"
    if width == tiles.WIDTH:
        above = Tile(
            1, index // tiles.WIDTH, min(tiles.WIDTH, size // tiles.WIDTH - index // tiles.WIDTH * tiles.WIDTH)
        )
        try:
            hashes = tiles.split_hashes(sitelog.read_tile(above))
            if hashes[index % tiles.WIDTH] != tiles.tile_root(b"".join(leaves)):
                yield f"{above.path} is not the hash of the tiles below it"
        except (FileNotFoundError, TileError, IndexError):
            yield f"{above.path} is missing or too short"


def _log(contract_id: UUID) -> Iterator[str]:
    """Check one contract whole: its events, its heads, its entries."""
    log = Log.objects.get(id=contract_id)
    heads = {head.size: bytes(head.note) for head in Head.objects.filter(contract_id=contract_id)}
    frontier = Frontier()
    for event in Event.objects.filter(contract_id=contract_id, seq__lt=log.size).order_by("seq"):
        if event.seq != frontier.size or leaf_hash(bytes(event.envelope)) != bytes(event.leaf):
            yield f"{contract_id} event {event.seq}"
            return
        frontier.append(bytes(event.leaf))
        note = heads.pop(frontier.size, None)
        if note is not None and not is_head(note, log.origin, frontier):
            yield f"{contract_id} head {frontier.size}"
    if frontier.size != log.size:
        yield f"{contract_id} ends at {frontier.size}, not at {log.size}"
    yield from _entries(contract_id)


def _entries(contract_id: UUID) -> Iterator[str]:
    key = bytes(Log.objects.values_list("site_key", flat=True).get(id=contract_id))
    heads = {head.size: bytes(head.note) for head in Head.objects.filter(contract_id=contract_id)}
    last = 0
    for number, leaf in enumerate(SiteLeaf.objects.filter(contract_id=contract_id).order_by("number")):
        note = heads.get(leaf.size or 0)
        try:
            entry = parse_entry(bytes(leaf.entry))
        except EntryError:
            entry = None
        good = (
            isinstance(entry, HeadEntry)
            and note is not None
            and leaf.number == number
            and (leaf.size or 0) > last
            and entry.opens(key, number, checkpoints.parse(note))
        )
        if not good:
            yield f"{contract_id} entry {number} of the site log"
        last = leaf.size or 0


def is_head(note: bytes, origin: str, frontier: Frontier) -> bool:
    """Tell whether a note is the head of this tree, signed by a key of this site."""
    try:
        head = checkpoints.verify(note, origin=origin, verifiers=keys.verifiers())
    except (NoteError, CheckpointError):
        return False
    return head.size == frontier.size and head.root == frontier.root()


def _is_signed(head: SiteHead, frontier: Frontier) -> bool:
    note = bytes(head.note)
    if not is_head(note, keys.site_origin(), frontier) or bytes(head.root) != frontier.root():
        return False
    said = keys.statement()
    if said is None:
        return True
    verifiers = [verifier.named(keys.site_origin()) for verifier in keys.verifiers()]
    _, signed = notes.open_note(note, verifiers)
    return any(said.standing(one, head.size) in {Standing.GOOD, Standing.DOUBTFUL} for one in signed)
