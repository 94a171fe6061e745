"""A log as static files (C2SP tlog-tiles): where each tile stands, what is in it, and proofs from tiles alone.

A tile holds 256 consecutive hashes of one level; each hash of a higher level stands for a full tile below it. The
rightmost tiles of a tree are partial. Entries stand in bundles of 256, each with its length before it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aval.proofs.tree import EMPTY_ROOT, HASH_SIZE, node_hash

WIDTH = 256
ENTRY_MAX = 0xFFFF
ENTRIES = "entries"

_HEIGHT = 8
_LEVEL_MAX = 63
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]\d?)/(?P<index>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?", re.ASCII
)


class TileError(ValueError):
    """The path names no tile, or the bytes are not what such a tile holds."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One file of a log: its level (None for a bundle of entries), its index there, and how wide it is."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Return where it stands below the log's prefix."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = ENTRIES if self.level is None else str(self.level)
        return f"tile/{level}/{place}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @property
    def start(self) -> int:
        """The first of the things it holds: an entry, or a hash of its level."""
        return self.index * WIDTH


def parse_path(path: str) -> Tile:
    """Return the tile at a path below the log's prefix.

    :raises TileError: if no tile can stand there
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise TileError("not the path of a tile")
    level = None if match["level"] == ENTRIES else int(match["level"])
    width = int(match["width"] or WIDTH)
    tile = Tile(level, int(match["index"].replace("x", "").replace("/", "")), width)
    # One path for each tile: no needless groups of zeros, and a full tile is not called partial.
    if (level or 0) > _LEVEL_MAX or tile.path != path:
        raise TileError("not the path of a tile")
    return tile


def tiles_between(old_size: int, size: int) -> Iterator[Tile]:
    """Yield the tiles that a log has to write when it grows, entries first and then each level upwards.

    :param old_size: the size for which all tiles stand already
    """
    yield from _row(None, old_size, size)
    level = 0
    while size:
        yield from _row(level, old_size, size)
        level, old_size, size = level + 1, old_size // WIDTH, size // WIDTH


def _row(level: int | None, old: int, new: int) -> Iterator[Tile]:
    if new == old:
        return
    for index in range(old // WIDTH, -(-new // WIDTH)):
        yield Tile(level, index, min(WIDTH, new - index * WIDTH))


def tile_root(hashes: bytes) -> bytes:
    """Return the hash by which a full tile stands in the level above.

    :raises TileError: if it is not full
    """
    if len(hashes) != WIDTH * HASH_SIZE:
        raise TileError("only a full tile has a hash in the level above")
    return _fold(split_hashes(hashes))


def split_hashes(hashes: bytes) -> list[bytes]:
    """Return a tile's hashes one by one.

    :raises TileError: if the bytes are no tile
    """
    if not hashes or len(hashes) % HASH_SIZE or len(hashes) > WIDTH * HASH_SIZE:
        raise TileError("a tile holds 1 to 256 hashes of 32 bytes")
    return [hashes[i : i + HASH_SIZE] for i in range(0, len(hashes), HASH_SIZE)]


def pack_entries(entries: Sequence[bytes]) -> bytes:
    """Return a bundle of entries.

    :raises TileError: if one has 64 KiB or more, which its length cannot say
    """
    if any(len(entry) > ENTRY_MAX for entry in entries):
        raise TileError("an entry has less than 64 KiB")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def parse_entries(bundle: bytes) -> list[bytes]:
    """Return the entries of a bundle.

    :raises TileError: if its lengths don't add up, or it holds more than 256
    """
    entries, place = [], 0
    while place < len(bundle):
        end = place + 2 + int.from_bytes(bundle[place : place + 2])
        if place + 2 > len(bundle) or end > len(bundle):
            raise TileError("the bundle ends within an entry")
        entries.append(bundle[place + 2 : end])
        place = end
    if len(entries) > WIDTH:
        raise TileError("a bundle holds at most 256 entries")
    return entries


class TileTree:
    """A tree of a given size that proves from its tiles, of which it reads only those it needs.

    ``read`` returns the bytes of a tile; a full tile may stand in for a partial one that is no longer kept.
    """

    def __init__(self, size: int, read: Callable[[Tile], bytes]) -> None:
        """Take the size and the way to the tiles."""
        self.size = size
        self._read = read
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def leaf(self, index: int) -> bytes:
        """Return the hash of one leaf."""
        return self._node(index, index + 1)

    def root(self, size: int | None = None) -> bytes:
        """Return the root at a size (the whole tree's unless told).

        :raises IndexError: if the tree is smaller
        :raises TileError: if a tile is not what it should be
        """
        size = self._known(size)
        return self._node(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the leaf at ``index`` is in the tree of ``size``, the leaf's sibling first.

        :raises IndexError: if there is no such leaf in that tree
        """
        size = self._known(size)
        if not 0 <= index < size:
            raise IndexError(f"no leaf {index} in a tree of {size}")
        proof, low, high = [], 0, size
        while high - low > 1:
            middle = low + _left(high - low)
            if index < middle:
                proof.append(self._node(middle, high))
                high = middle
            else:
                proof.append(self._node(low, middle))
                low = middle
        return proof[::-1]

    def consistency_proof(self, old_size: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the tree of ``size`` begins with the tree of ``old_size``.

        :raises IndexError: if the sizes are out of order, or the old one is zero, for which nothing can be proved
        """
        size = self._known(size)
        if not 1 <= old_size <= size:
            raise IndexError(f"no proof from size {old_size} to {size}")
        proof, low, high = [], 0, size
        while high != old_size:
            middle = low + _left(high - low)
            if old_size <= middle:
                proof.append(self._node(middle, high))
                high = middle
            else:
                proof.append(self._node(low, middle))
                low = middle
        if low:
            proof.append(self._node(low, high))
        return proof[::-1]

    def _known(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise IndexError(f"size {size} is not within {self.size}")
        return size

    def _node(self, low: int, high: int) -> bytes:
        """Return the hash over the leaves from ``low`` up to ``high``, as RFC 6962 splits them."""
        known = self._nodes.get((low, high))
        if known is None:
            count = high - low
            if count & (count - 1):
                middle = low + _left(count)
                known = node_hash(self._node(low, middle), self._node(middle, high))
            else:
                known = self._perfect(low, count.bit_length() - 1)
            self._nodes[low, high] = known
        return known

    def _perfect(self, low: int, height: int) -> bytes:
        level, rest = divmod(height, _HEIGHT)
        start = low >> (level * _HEIGHT)
        index, offset = divmod(start, WIDTH)
        return _fold(self._hashes(level, index)[offset : offset + (1 << rest)])

    def _hashes(self, level: int, index: int) -> list[bytes]:
        known = self._tiles.get((level, index))
        if known is None:
            width = min(WIDTH, (self.size >> (level * _HEIGHT)) - index * WIDTH)
            known = split_hashes(self._read(Tile(level, index, width)))
            if len(known) < width:
                raise TileError(f"{Tile(level, index, width).path} holds {len(known)} hashes")
            self._tiles[level, index] = known
        return known


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def _left(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
