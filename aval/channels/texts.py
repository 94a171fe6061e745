"""Bytes to text, in pieces, for exports that are plain text."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from aval.channels.container import Damage, Member

SAMPLE = 65_536


def encoding_of(head: bytes) -> str:
    """The encoding of a text with this beginning: by its byte order mark, else UTF-8 if it holds, else Windows-1252."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        # A few bad bytes in a file that else uses UTF-8 are damage, not another encoding.
        valid = head[: error.start].decode("utf-8", "ignore")
        return "utf-8" if any(ord(character) > 127 for character in valid) else "cp1252"  # noqa: PLR2004
    return "utf-8"


def decoded(member: Member, damage: list[Damage] | None = None) -> Iterator[str]:
    """The member's text in pieces. Bytes that are no text become U+FFFD and are noted once as damage."""
    decoder = codecs.getincrementaldecoder(encoding_of(member.head(SAMPLE)))("replace")
    noted = damage is None
    for chunk in member.chunks():
        text = decoder.decode(chunk)
        if not noted and "\ufffd" in text and "\ufffd".encode() not in chunk:
            noted = True
            _note(damage, Damage("not-text", member.base_name))
        if text:
            yield text
    rest = decoder.decode(b"", final=True)
    if rest:
        _note(damage, Damage("not-text", member.base_name))
        yield rest


def lines_in(member: Member, longest: int, damage: list[Damage] | None = None) -> Iterator[str]:
    """The text in pieces that end with a line feed (the last may not); a line longer than ``longest`` is broken up."""
    rest = ""
    for text in decoded(member, damage):
        whole = rest + text
        cut = whole.rfind("\n") + 1
        if not cut and len(whole) > longest:
            cut = len(whole)
        rest = whole[cut:]
        if cut:
            yield whole[:cut]
    if rest:
        yield rest


def _note(damage: list[Damage] | None, what: Damage) -> None:
    if damage is not None and what not in damage:
        damage.append(what)
