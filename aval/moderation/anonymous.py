"""Takes what identifies anybody out of a reviewed text, and keeps its shape: the corpus needs the shape alone."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from aval.moderation.models import RefusedText

OPEN, CLOSE = "[[", "]]"
"""Around what was found, in the text that a reviewer reads once more."""
_NAMES = ("Rocío Vidal", "Bruno Salles", "Carmen Ortiz", "Davi Prado", "Elena Ríos", "Fábio Nunes")
_LETTERS = "abcdefghijklmnoprstuv"
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-()/]{0,2}\d){4,}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WORDS = {
    word: words
    for words in (
        ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
        ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"],
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    )
    for word in words
}
# What a provider or a network is called tells of nobody, and is what screening has to know.
_KEPT = frozenset(
    {
        "com",
        "net",
        "org",
        "ar",
        "br",
        "mx",
        "co",
        "es",
        "uy",
        "cl",
        "pe",
        "www",
        "http",
        "https",
        "mailto",
        "gmail",
        "hotmail",
        "outlook",
        "yahoo",
        "icloud",
        "arroba",
        "punto",
        "ponto",
        "dot",
        "at",
        "wa",
        "me",
        "instagram",
        "facebook",
        "telegram",
        "whatsapp",
        "skype",
        "linkedin",
        "discord",
        "signal",
        "tiktok",
        "pix",
        "zoom",
        "meet",
        "google",
        "user",
    }
)


def marked(refused: RefusedText, names: Iterable[str]) -> str:
    """Return the text with invented values for what was found, for numbers and for these names; spans are marked."""
    spans = sorted((found["start"], found["end"]) for found in refused.findings)
    seed = refused.id.bytes
    parts, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        parts += [_plain(refused.text[at:start], seed, names), OPEN, _invented(refused.text[start:end], seed), CLOSE]
        at = end
    return "".join([*parts, _plain(refused.text[at:], seed, names)])


def taken_apart(text: str) -> tuple[str, list[list[int]]]:
    """Return a marked text without its marks, and the spans in it.

    :raises ValueError: if a mark is missing
    """
    plain, spans, start = "", [], None
    for piece in re.split(r"(\[\[|\]\])", text):
        if piece == OPEN and start is None:
            start = len(plain)
        elif piece == CLOSE and start is not None:
            spans.append([start, len(plain)])
            start = None
        elif piece in {OPEN, CLOSE}:
            raise ValueError("a mark is missing")
        else:
            plain += piece
    if start is not None:
        raise ValueError("a mark is missing")
    return plain, spans


def still_there(refused: RefusedText, text: str, names: Sequence[str]) -> list[str]:
    """Return what of the original's findings, numbers and names a text still holds."""
    told = [refused.text[found["start"] : found["end"]] for found in refused.findings]
    told += [*_LONG_NUMBER.findall(refused.text), *_ADDRESS.findall(refused.text), *names]
    here = _squeezed(text)
    return [
        one
        for one in told
        if any(char.isdigit() for char in one) or "@" in one or one in names
        if _squeezed(one) in here
    ]


def _plain(text: str, seed: bytes, names: Iterable[str]) -> str:
    """Replace numbers and addresses that nobody marked, and the parties' names."""
    for pattern in (_ADDRESS, _LONG_NUMBER):
        text = pattern.sub(lambda found: _invented(found[0], seed), text)
    for place, name in enumerate(names):
        for part in (name, *name.split()):
            instead = _NAMES[(seed[0] + place) % len(_NAMES)]
            instead = instead if part == name else instead.split()[0]
            text = re.sub(rf"\b{re.escape(part)}\b", instead, text, flags=re.IGNORECASE)
    return text


def _invented(text: str, seed: bytes) -> str:
    """Return a value of the same shape: other digits, other letters, the same signs and well-known words."""
    return re.sub(r"[^\W\d_]+|\d", lambda found: _other(found[0], found.start(), seed), text)


def _other(piece: str, at: int, seed: bytes) -> str:
    drawn = hashlib.sha256(seed + at.to_bytes(4, "big")).digest()
    if piece.isdigit():
        return str(drawn[0] % 10) if piece.isascii() else chr(ord(piece) - int(piece) + drawn[0] % 10)
    if piece.lower() in _WORDS:
        return _WORDS[piece.lower()][drawn[0] % 10]
    if piece.lower() in _KEPT or len(piece) == 1:
        return piece
    letters = "".join(_LETTERS[drawn[place % 32] % len(_LETTERS)] for place in range(len(piece)))
    return letters.capitalize() if piece[0].isupper() else letters


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
