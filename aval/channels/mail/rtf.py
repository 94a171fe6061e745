"""Outlook's compressed RTF (MS-OXRTFCP): unpacked, and its words taken out."""

from __future__ import annotations

import re
import struct

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW, MOST = 4096, 16 * 1024 * 1024
_SKIPPED = frozenset(("fonttbl", "colortbl", "stylesheet", "info", "pict", "htmltag", "mhtmltag", "generator", "*"))
_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-z])|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
_BREAKS = {"par": "\n", "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•"}


def words_of_rtf(packed: bytes) -> str:
    """The plain words of a compressed RTF body; "" if it can't be unpacked."""
    return _words(unpacked(packed).decode("cp1252", "replace")).strip()


def unpacked(packed: bytes) -> bytes:
    """The RTF itself, as far as the data reaches."""
    if len(packed) < 16:  # noqa: PLR2004
        return b""
    _, size, kind = struct.unpack_from("<III", packed)
    if kind == 0x414C454D:  # noqa: PLR2004 ("MELA": not compressed)
        return packed[16 : 16 + size]
    if kind != 0x75465A4C:  # noqa: PLR2004 ("LZFu")
        return b""
    return _Inflate(min(size, MOST)).run(packed)


class _Inflate:
    """A window of 4 KiB that begins with what every RTF holds; tokens point into it."""

    def __init__(self, most: int) -> None:
        self._window = bytearray(_START.ljust(_WINDOW, b"\0"))
        self._write = len(_START)
        self._most = most
        self.out = bytearray()

    def run(self, packed: bytes) -> bytes:
        at = 16
        while at < len(packed) and len(self.out) < self._most:
            control, at = packed[at], at + 1
            for bit in range(8):
                width = 2 if control >> bit & 1 else 1
                token, at = packed[at : at + width], at + width
                if len(token) < width or not self._take(token):
                    return bytes(self.out)
        return bytes(self.out)

    def _take(self, token: bytes) -> bool:
        """A byte as it stands, or a piece of the window; False at the end mark, which points to where it would go."""
        if len(token) == 1:
            self._put(token[0])
            return True
        number = token[0] << 8 | token[1]
        place, length = number >> 4, (number & 15) + 2
        if place == self._write % _WINDOW:
            return False
        for step in range(length):
            self._put(self._window[(place + step) % _WINDOW])
        return True

    def _put(self, byte: int) -> None:
        self.out.append(byte)
        self._window[self._write % _WINDOW] = byte
        self._write += 1


def _words(rtf: str) -> str:
    """Text of the groups that hold words."""
    reader = _Reader()
    for token in _TOKEN.finditer(rtf):
        reader.take(token)
    return "".join(reader.shown).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Reader:
    def __init__(self) -> None:
        self.shown: list[str] = []
        self._skipping = [False]
        self._fresh = False  # the group has just begun
        self._follow = 0  # characters that stand in for the Unicode one before them

    def take(self, token: re.Match[str]) -> None:
        if token["brace"] == "{":
            self._skipping.append(self._skipping[-1])
            self._fresh = True
            return
        if token["brace"]:
            del self._skipping[max(1, len(self._skipping) - 1) :]
        elif token["word"]:
            self._word(token["word"], token["number"])
        elif token["sign"] == "*" and self._fresh:
            self._skipping[-1] = True
        elif not self._skipping[-1]:
            code = bytes.fromhex(token["hex"]).decode("cp1252", "replace") if token["hex"] else ""
            text = token["text"] or code or (token["sign"] if token["sign"] and token["sign"] in "\\{}" else "")
            self.shown.append(text[self._follow :])
            self._follow = 0
        self._fresh = False

    def _word(self, word: str, number: str | None) -> None:
        if (self._fresh and word in _SKIPPED) or word == "htmltag":
            self._skipping[-1] = True
        elif not self._skipping[-1]:
            if word == "u" and number:
                self.shown.append(chr(int(number) % 65536))
                self._follow = 1
            self.shown.append(_BREAKS.get(word, ""))
