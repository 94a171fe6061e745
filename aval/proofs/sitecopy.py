"""A copy of a site log, read from its published files and checked whole: what anybody can do who doubts the site."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aval.proofs import sitelog, tiles
from aval.proofs.checkpoints import Checkpoint
from aval.proofs.policy import Judged, Policy
from aval.proofs.tiles import Tile
from aval.proofs.tree import Frontier, leaf_hash


class CopyError(ValueError):
    """The files are not those of one log: the message says which, and why."""


@dataclass(frozen=True, slots=True)
class SiteCopy:
    """A whole site log: the head as the policy judges it, and every entry below it."""

    judged: Judged
    entries: tuple[bytes, ...]

    @classmethod
    def read(cls, read: Callable[[str], bytes], policy: Policy) -> "SiteCopy":
        """Read a log by the paths of C2SP tlog-tiles, and check that its entries give the root that was signed.

        :param read: returns the file at a path below the log's prefix, or raises OSError
        :raises aval.proofs.notes.NoteError: if no log of the policy signed the head
        :raises CopyError: if an entry is missing, or the entries give another root
        """
        judged = policy.judge(read("checkpoint"))
        entries = tuple(_entries(read, judged.checkpoint))
        grown = Frontier()
        grown.extend(map(leaf_hash, entries))
        if grown.root() != judged.checkpoint.root:
            raise CopyError("the entries give another root than the one that was signed")
        return cls(judged, entries)

    def trace(self, *, origin: str, key: bytes, roots: Sequence[bytes]) -> list[sitelog.Found]:
        """Find a contract's entries; see :func:`aval.proofs.sitelog.trace`."""
        return sitelog.trace(origin=origin, key=key, roots=roots, entries=self.entries)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a dossier shows of a contract's log: its name, its key in the site log, its roots from size 1 on."""

    origin: str
    key: bytes | None
    roots: tuple[bytes, ...]

    @classmethod
    def of(cls, events: bytes, openings: bytes) -> "Shown":
        """Take it from the files of a dossier that a verifier found good.

        :raises CopyError: if events are withheld, without which the roots can't be computed
        """
        grown, roots, origin = Frontier(), [], ""
        for line in events.splitlines():
            if line.startswith((b'{"leaf"', b'{"nodes"')):
                raise CopyError("events are withheld: this needs a full dossier")
            grown.append(leaf_hash(line))
            roots.append(grown.root())
            origin = origin or json.loads(line)["log"]
        return cls(origin, _site_key(openings), tuple(roots))


def _entries(read: Callable[[str], bytes], head: Checkpoint) -> Iterator[bytes]:
    for index in range(-(-head.size // tiles.WIDTH)):
        width = min(tiles.WIDTH, head.size - index * tiles.WIDTH)
        try:
            bundle = read(Tile(None, index, width).path)
        except OSError:
            # The log has grown meanwhile, and the full bundle took the place of the partial one.
            bundle = read(Tile(None, index).path)
        found = tiles.parse_entries(bundle)
        if len(found) < width:
            raise CopyError(f"{Tile(None, index, width).path} holds {len(found)} entries")
        yield from found[:width]


def _site_key(openings: bytes) -> bytes | None:
    for line in openings.splitlines():
        opening = json.loads(line)
        if (opening["seq"], opening["n"]) == (0, "facts") and "text" in opening:
            key: str = json.loads(opening["text"]).get("site_key", "")
            return sitelog.key_from_text(key)
        if opening["seq"] > 0:
            break
    return None
