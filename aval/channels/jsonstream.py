"""JSON files of any size as a stream of values, with nothing but the standard library.

The file is walked along the paths that a source names; everything off those paths is given whole. A file that is cut
off yields all that was complete before the cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from aval.channels.container import Damage, Member
from aval.channels.limits import Limits
from aval.channels.texts import decoded

Path = tuple[str, ...]
ITEM = "*"
_SPACE = re.compile(r"[ \t\r\n]*")
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")


class Value(NamedTuple):
    """A value with its path (``*`` for an item of an array) and its text in the file."""

    path: Path
    value: Any
    raw: str


class _Cut(Exception):
    """The file ends or breaks here."""


def values(member: Member, enter: Callable[[Path], bool], limits: Limits, damage: list[Damage]) -> Iterator[Value]:
    """Walk a JSON file: what ``enter`` says yes to is walked into, everything else is given as a value."""
    walker = _Walker(decoded(member, damage), limits)
    try:
        yield from walker.walk((), enter)
    except _Cut as cut:
        note = Damage("json-cut", str(cut))
        if note not in damage:
            damage.append(note)


def head(member: Member, size: int = 65_536) -> str:
    """The beginning of the file, for a look at its keys."""
    return member.head(size).decode("utf-8", "replace").removeprefix("\ufeff")


class _Walker:
    def __init__(self, chunks: Iterator[str], limits: Limits) -> None:
        self._chunks = chunks
        self._limits = limits
        self._decode = json.JSONDecoder().raw_decode
        self._text, self._at, self._ended = "", 0, False

    def walk(self, path: Path, enter: Callable[[Path], bool]) -> Iterator[Value]:
        opening = self._peek()
        if opening not in ("{", "[") or not enter(path) or len(path) >= self._limits.json_depth:
            yield self._value(path)
            return
        self._at += 1
        if self._peek() == ("}" if opening == "{" else "]"):
            self._at += 1
            return
        while True:
            inner = (*path, ITEM) if opening == "[" else (*path, self._key())
            yield from self.walk(inner, enter)
            mark = self._peek()
            self._at += 1
            if mark in ("}", "]"):
                return
            if mark != ",":
                raise _Cut(f"unexpected {mark!r}")

    def _key(self) -> str:
        if self._peek() != '"':
            raise _Cut("a key is missing")
        key = self._value(()).value
        if self._peek() != ":":
            raise _Cut("a colon is missing")
        self._at += 1
        return str(key)

    def _peek(self) -> str:
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                raise _Cut("the file ends early")

    def _value(self, path: Path) -> Value:
        self._peek()
        wanted = 0
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if isinstance(error, RecursionError):
                    raise _Cut("nested too deeply") from None
            else:
                # A number may go on in the next piece.
                if end < len(self._text) or self._ended or isinstance(value, str | list | dict):
                    raw = self._text[self._at : end]
                    self._at = end
                    return Value(path, value, raw)
            if len(self._text) - self._at > self._limits.json_value:
                raise _Cut("a value is too long or broken")
            # Double what is at hand before trying again, so that a long value costs no more than twice its length.
            wanted = max(2 * wanted, 2 * (len(self._text) - self._at))
            if not self._more(wanted):
                if self._ended:
                    raise _Cut("the file ends early")
                self._ended = True

    def _more(self, wanted: int = 0) -> bool:
        """Take in more text, at least so much that ``wanted`` characters are at hand; False at the end."""
        pieces, size = [self._text[self._at :]], len(self._text) - self._at
        before = size
        while size <= max(wanted, before):
            chunk = next(self._chunks, "")
            if not chunk:
                break
            pieces.append(chunk)
            size += len(chunk)
        self._text, self._at = "".join(pieces).removeprefix("\ufeff"), 0
        return size > before


def whole(text: str) -> str:
    """A string from JSON in which halves of surrogate pairs are joined, or replaced where they stand alone."""
    if text.isascii() or not _PAIRS.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
