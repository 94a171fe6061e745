"""Puts the messages of one author together, as one who splits a number or an address means them to be read."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from aval.screening.lexicon.numerals import DIGITS, FILLERS, REPEATS

# A piece of an address is short; a sentence is not glued to its neighbour.
PIECE_MAX = 40
WORDS_MAX = 3
# Which of the ways to join them glues the pieces, counted from none.
GLUED = 2


def joined(messages: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    """Yield the messages as one text with the place where each begins: as lines, as one line, pieces glued.

    The digits of messages that are little else than digits are put on a line of their own.
    """
    yield _with(messages, ["\n"] * (len(messages) - 1))
    pieces = [_is_piece(message) for message in messages]
    if any(one and other for one, other in pairwise(pieces)):
        spaces = [" " if one or other else "\n" for one, other in pairwise(pieces)]
        yield _with(messages, spaces)
        glue = ["" if _glued(one, other) else "\n" for one, other in pairwise(messages)]
        yield _with(messages, glue)


def _with(messages: Sequence[str], separators: list[str]) -> tuple[str, list[int]]:
    parts: list[str] = []
    starts: list[int] = []
    size = 0
    for message, separator in zip(messages, [*separators, ""], strict=True):
        starts.append(size)
        parts += (message, separator)
        size += len(message) + len(separator)
    return "".join(parts), starts


def _is_piece(message: str) -> bool:
    if len(message) > PIECE_MAX:
        return False
    words = _WORD.findall(message.lower())
    telling = [word for word in words if word not in FILLERS]
    numbers = sum(word in DIGITS or word in REPEATS or word.isdigit() for word in telling)
    return len(telling) <= WORDS_MAX or numbers * 2 >= len(telling)


def _glued(one: str, other: str) -> bool:
    # A stop before a capital ends a sentence: "Listo." "Com certeza".
    return _is_piece(one) and _is_piece(other) and not (_STOP.search(one) and other[:1].isupper())


_WORD = re.compile(r"[^\W\d_]+|\d+")
_STOP = re.compile(r"[.!?\s]$")
