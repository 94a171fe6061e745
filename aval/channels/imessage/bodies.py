"""Texts inside Apple's blobs: NSAttributedString as a typed stream, and the property list that keeps edits."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from xml.parsers.expat import ExpatError

MAGIC = b"\x04\x0bstreamtyped"
APPLE_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
ATTACHMENT = "\ufffc"  # stands in the text where a file does
_STRING = b"+"
_TRANSFER = "__kIMFileTransferGUIDAttributeName"
_TWO_BYTES, _FOUR_BYTES, _BIG, _NEWLY = 0x81, 0x82, 2**24, b"\x84\x01+"


class Body(NamedTuple):
    """The text of a typed stream, and the ids of the files it holds in the order of their marks."""

    text: str
    files: tuple[str, ...]


class Version(NamedTuple):
    """One version of an edited message; ``at`` is None where the history doesn't say."""

    part: str
    text: str
    at: datetime | None


def body_of(blob: bytes) -> Body | None:
    """What a typed stream says; None if it is none."""
    if not blob.startswith(MAGIC):
        return None
    strings = list(_strings(blob))
    if not strings:
        return None
    files = [then for name, then in pairwise(strings[1:]) if name == _TRANSFER]
    # Where the key was written before, only its value stands: a transfer's id has a shape of its own.
    files += [text for text in strings[1:] if text.startswith("at_") and text not in files]
    return Body(strings[0], tuple(dict.fromkeys(files)))


def versions_of(blob: bytes) -> list[Version]:
    """All versions that a message had, oldest first; empty if it was never edited or the blob can't be read."""
    try:
        summary = plistlib.loads(blob, fmt=plistlib.FMT_BINARY)
    except (
        plistlib.InvalidFileException,
        ExpatError,
        ValueError,
        LookupError,
        OverflowError,
        TypeError,
        RecursionError,
    ):
        return []
    except (AttributeError, MemoryError, UnicodeError):
        return []
    history = summary.get("ec") if isinstance(summary, dict) else None
    return list(_versions(history)) if isinstance(history, dict) else []


def _versions(history: dict[object, object]) -> Iterator[Version]:
    for part, versions in sorted(history.items(), key=lambda pair: str(pair[0])):
        for version in versions if isinstance(versions, list) else []:
            blob = version.get("t") if isinstance(version, dict) else None
            body = body_of(blob) if isinstance(blob, bytes) else None
            if body:
                yield Version(str(part), body.text, apple_moment(version.get("d")))


def apple_moment(value: object) -> datetime | None:
    """A moment from seconds, or nanoseconds as newer systems write, since 2001; None for 0 and for nonsense."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        return None
    try:
        seconds = value / 1_000_000_000 if value > 1_000_000_000_000 else value  # noqa: PLR2004
        return APPLE_EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def _strings(blob: bytes) -> Iterator[str]:
    """The strings of a typed stream, each after its type "+" and its length.

    The first is announced with its type; later ones are of a class that is known by then, so their type stands as a
    back reference. Both end in the mark 0x86, which tells a string from other bytes that look like one.
    """
    at = blob.find(_NEWLY)
    if at < 0:
        return
    found = _string(blob, at + len(_NEWLY))
    if found is None:
        return
    text, at = found
    yield text
    while at < len(blob):
        # Back references are bytes from 0x92 on; two of them (class and type) stand before a string.
        if blob[at] >= 0x92 and at + 1 < len(blob) and blob[at - 1 : at] >= b"\x84":  # noqa: PLR2004
            found = _string(blob, at + 1)
            if found and found[0]:
                text, at = found
                yield text
                continue
        at += 1


def _string(blob: bytes, at: int) -> tuple[str, int] | None:
    """A string with its length in front and the end mark behind; the place after it."""
    if at >= len(blob):
        return None
    size, at = blob[at], at + 1
    if size == _TWO_BYTES:
        size, at = int.from_bytes(blob[at : at + 2], "little"), at + 2
    elif size == _FOUR_BYTES:
        size, at = int.from_bytes(blob[at : at + 4], "little"), at + 4
    elif size > 0x7F:  # noqa: PLR2004
        return None
    end = at + size
    if size > _BIG or end >= len(blob) or blob[end] != 0x86:  # noqa: PLR2004
        return None
    try:
        return blob[at:end].decode(), end
    except UnicodeDecodeError:
        return None
