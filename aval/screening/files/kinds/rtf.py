"""Rich Text Format: its words, its links and the pictures in it."""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from aval.screening.files.verdicts import Where

if TYPE_CHECKING:
    from aval.screening.files.reading import Reading, Source

_PICTURE = re.compile(rb"\\pict\b([^{}]*?)((?:[0-9a-fA-F]{2}\s*){40,})")
_TOKEN = re.compile(r"\\u(-?\d{1,6})\s?\??|\\'([0-9a-fA-F]{2})|\\([a-z]+)(-?\d+)? ?|\\([^a-z])|[{}\r\n]", re.IGNORECASE)
_BREAKS = frozenset({"par", "line", "cell", "row", "tab", "sect", "page"})


def is_one(start: bytes, source: Source) -> bool:
    """Whether it begins as every such file does."""
    del source
    return start.lstrip().startswith(b"{\\rtf")


def read(reading: Reading, source: Source) -> None:
    """Say all its words, its properties and hidden ones among them, then read its pictures."""
    body = source.whole()
    pictures = [bytes(found[2]) for found in _PICTURE.finditer(body)]
    words = _TOKEN.sub(_plain, _PICTURE.sub(b" ", body).decode("cp1252", "replace"))
    reading.say(Where.TEXT, words, source)
    for hexadecimal in pictures:
        reading.read_packed(source, "picture", binascii.unhexlify(re.sub(rb"\s", b"", hexadecimal)))


def _plain(token: re.Match[str]) -> str:
    letter, byte, word, _number, sign = token.groups()
    if letter is not None:
        return chr(int(letter) % 0x10000)
    if byte is not None:
        return bytes.fromhex(byte).decode("cp1252", "replace")
    if word is not None:
        return "\n" if word in _BREAKS else ""
    return {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\"}.get(sign or "", "")
