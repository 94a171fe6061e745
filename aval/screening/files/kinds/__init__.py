"""Readers of each kind of file, and which of them a file's own bytes ask for; the name only refines that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from aval.screening.files.kinds import archives, markup, office, pdf, pictures, plain, rtf, sound
from aval.screening.files.verdicts import Doubt

if TYPE_CHECKING:
    from aval.screening.files.reading import Reading, Source


class Kind(Protocol):
    """A module that knows a kind of file."""

    def is_one(self, start: bytes, source: Source) -> bool:
        """Tell by its first bytes whether a file is of this kind."""

    def read(self, reading: Reading, source: Source) -> None:
        """Say to the reading what the file says."""


# In this order: what is told apart by its first bytes comes first, text last.
KINDS: tuple[Kind, ...] = (pdf, office, archives, pictures, sound, rtf, markup, plain)
START_BYTES = 4_096


def read(reading: Reading, source: Source) -> None:
    """Read a file by the first reader that knows it; one that nobody knows is left for a person."""
    start = source.start(START_BYTES)
    if not start:
        return
    for kind in KINDS:
        if kind.is_one(start, source):
            with reading.doubting():
                kind.read(reading, source)
            break
    else:
        reading.doubt(Doubt.UNKNOWN)
    if not archives.is_zip(start) and archives.has_zip_at_its_end(source):
        # Two files in one: a picture to one program, an archive to another.
        with reading.doubting():
            archives.read_zip(reading, source)
