"""Folding: the same text in plain lower-case ASCII as far as it goes, with the way back to each original place."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from aval.screening.text import lookalikes
from aval.screening.verdicts import Disguise


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made plain.

    `places[i]` is the original place of `text[i]`, and `places[len(text)]` the original length; None means that
    nothing moved. `disguise` is the weightiest thing that had to be undone.
    """

    text: str
    places: list[int] | None
    disguise: Disguise

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Turn [start, end) of the plain text into [start, end) of the original."""
        if self.places is None:
            return start, end
        first = self.places[start]
        last = self.places[end - 1] if end > start else first
        # Whatever was dropped or melted into the last sign belongs to it.
        return first, max(self.places[end], last + 1)

    def plain(self, start: int, end: int) -> tuple[int, int]:
        """Turn [start, end) of the original into [start, end) of the plain text."""
        if self.places is None:
            return start, end
        return bisect_left(self.places, start), bisect_left(self.places, end)

    def part(self, start: int, end: int) -> "Folded":
        """Return [start, end) of the plain text, with the way back to the same original."""
        places = self.places[start : end + 1] if self.places is not None else list(range(start, end + 1))
        return Folded(self.text[start:end], places, self.disguise)


def fold(text: str) -> Folded:
    """Lower-case, drop accents and invisible signs, and read look-alikes as what they look like. Never fails."""
    # Most texts are ASCII, or Latin letters with accents that map one to one: then no place moves.
    try:
        latin = text.encode("latin-1")
    except UnicodeEncodeError:
        plain = text.translate(_SIMPLE)
        if not _ODD.search(plain):
            return Folded(plain.lower(), None, Disguise.NONE)
    else:
        if not latin.translate(None, _PLAIN_LATIN):
            return Folded(latin.translate(_SIMPLE_LATIN).decode("latin-1"), None, Disguise.NONE)
    parts: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        read = _READ[sign]
        parts.append(read)
        if len(read) == 1:
            places.append(place)
        else:
            places.extend([place] * len(read))
    places.append(len(text))
    return Folded("".join(parts), places, _undone(text))


def _undone(text: str) -> Disguise:
    if _INVISIBLE.search(text):
        return Disguise.INVISIBLE
    return Disguise.LOOKALIKES if _LOOKALIKE.search(text) else Disguise.NONE


class _Reader(dict[str, str]):
    """What each sign is read as, worked out when first met; the number of signs bounds it."""

    def __missing__(self, sign: str) -> str:
        read = _read(sign)
        self[sign] = read
        return read


def _read(sign: str) -> str:
    known = _TABLE.get(sign) or _TABLE.get(sign.lower())
    if known is not None:
        return known
    category = unicodedata.category(sign)
    # Marks of every kind (accents, keycaps, variation selectors), format and private controls, surrogates.
    if category in {"Mn", "Me", "Cf", "Cs", "Co"} or sign in _BLANK:
        return ""
    if category == "Cc":
        return sign if sign in "\t\n\r\v\f" else ""
    if category == "Nd":
        return str(unicodedata.digit(sign))
    if category in {"Zs", "Zl", "Zp"}:
        return "\n" if category in {"Zl", "Zp"} else " "
    folded = unicodedata.normalize("NFKD", sign).lower()
    if folded == sign:
        return sign
    return "".join(_TABLE.get(part) or (part if part.isascii() else _plain(part)) for part in folded)


def _plain(part: str) -> str:
    return "" if unicodedata.combining(part) or unicodedata.category(part) in {"Mn", "Me"} else part


# Fillers that show nothing although Unicode calls them letters.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
# Everything but printable ASCII, money, and the emoji of everyday talk.
_ODD = re.compile("[^\t-\r\x20-\x7e€£§°×…\U0001f600-\U0001f64f\U0001f389\U0001f680\U0001f44d\U0001f44c\u2705\u2728]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e0fff]|[\u0300-\u036f]{2}"
    # What joins two emoji joins no letters.
    "|(?<=[0-9A-Za-z])\u200d(?=[0-9A-Za-z])"
)
_LOOKALIKE = re.compile(
    "[\u0250-\u02af\u0370-\u058f\u1d00-\u1d7f\u20d0-\u20ff\u2070-\u209f\u2100-\u218f\u2460-\u24ff\u2776-\u2793"
    "\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff]"
)
_TABLE = lookalikes.read_as()
_READ = _Reader()

# One sign for one sign: the accents and quotes of Spanish, Portuguese and English, whose fold moves nothing.
_SIMPLE = str.maketrans(
    "áàâãäåéèêëíìîïóòôõöúùûüçñýÁÀÂÃÄÅÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑÝ’‘“”«»–—¿¡ºª\u00a0",
    'aaaaaaeeeeiiiiooooouuuucnyAAAAAAEEEEIIIIOOOOOUUUUCNY\'\'""""--  oa ',
)
# The same for the signs of one byte, in lower case, and those of them that are plain once folded.
_LATIN = [chr(code).translate(_SIMPLE) for code in range(256)]
_SIMPLE_LATIN = "".join(_LATIN).lower().encode("latin-1")
_PLAIN_LATIN = bytes(code for code, sign in enumerate(_LATIN) if not _ODD.search(sign))
