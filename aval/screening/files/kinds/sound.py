"""Audio and video: what is said in them, only a person can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aval.screening.files.verdicts import Doubt

if TYPE_CHECKING:
    from aval.screening.files.reading import Reading, Source

_BEGINS = (
    b"OggS", b"ID3", b"fLaC", b"\x1aE\xdf\xa3", b"FLV", b"FORM", b"MThd", b"#!AMR", b"caff", b"\x30\x26\xb2\x75",
    b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3",
)  # fmt: skip
_ENDINGS = (".mp3", ".m4a", ".aac", ".wav", ".ogg", ".opus", ".oga", ".flac", ".amr", ".wma", ".mp4", ".m4v", ".mov",
            ".avi", ".mkv", ".webm", ".3gp", ".mpg", ".mpeg", ".wmv", ".flv", ".mid", ".aiff")  # fmt: skip


def is_one(start: bytes, source: Source) -> bool:
    """Whether it begins like sound or video, or is called so."""
    boxed = start[4:8] == b"ftyp" or (start[:4] == b"RIFF" and start[8:12] in {b"WAVE", b"AVI "})
    return start.startswith(_BEGINS) or boxed or source.name.lower().endswith(_ENDINGS)


def read(reading: Reading, source: Source) -> None:
    """Leave it for a person."""
    del source
    reading.doubt(Doubt.SOUND)
