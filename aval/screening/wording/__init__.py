"""A second opinion on a text in which nothing was found: does its wording read like a way to meet outside.

A linear model over words, beginnings of words, pairs of neighbouring beginnings, runs of word classes
(lexicon/grammar.py), and which signals (lexicon/signals.py) stand in the text together. Its weights lie beside this
file; ``python tools/learn_wording.py`` learns them from the corpus. It takes microseconds, and it can be explained: the
passage whose words weigh most is what the author is shown.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise, repeat
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading

WEIGHTS = Path(__file__).with_name("weights.json")
# A text of fewer words says too little to be judged by its wording; numbers are for those who read numbers.
WORDS_MIN = 4
CONFIDENCE = 0.6
# What of a word stays when its ending changes, by itself and beside its neighbour.
STEM, PAIRED = 5, 4
# A passage is shown with at most so much more on each side.
CLAUSE_MAX = 60
# Of the corpus's contacts that pass the threshold one in a hundred scores less by its words alone.
WORDS_ALONE_MIN = -0.3
_STOP = re.compile(r"[,;.!?](?:\s+|$)|\s*\n\s*")
_PIECE = re.compile(r"[a-z0-9']+|[@?]")
_NUMBERS = {"0" * count: f"#{min(count, 9)}" for count in range(1, 41)}
_AS_ZERO = str.maketrans("123456789", "0" * 9)
_APART = (
    {code: " " for code in range(128) if not re.match(r"[a-z']", chr(code))}
    | {ord(digit): "0" for digit in "0123456789"}
    | {ord(sign): f" {sign} " for sign in "@?"}
)
_SIGNALS = [(name, bits) for name, bits in vars(Signal).items() if name.isupper()]
# Up to how many digits a text counts as having few, some, many; above the last it has very many.
_DIGITS = (0, 3, 6, 11)
_NUMERALS_MAX = 4
_CLASSES = {word: letter for word, letter in word_classes().items() if letter != "_"}

Pair = tuple[str, str]
Run = tuple[str, ...]


class Features(NamedTuple):
    """What of a text is counted, each once."""

    words: set[str]
    stems: set[str]
    pairs: set[Pair]
    runs: set[Run]
    signs: set[str]
    size: int
    """How many pieces the text has: the longer it is, the less each of them says."""


class Weights(NamedTuple):
    """What each feature adds to the score, and the score from which on a text is refused."""

    words: dict[str, float]
    stems: dict[str, float]
    pairs: dict[Pair, float]
    runs: dict[Run, float]
    signs: dict[str, float]
    bias: float
    threshold: float


def judge(reading: Reading) -> Hit | None:
    """Return the passage that makes a text read like a way to meet outside; None if it doesn't.

    The words of the project itself never count against a text.
    """
    learned = weights()
    # Most honest texts are so far from it by their words alone that pairs and runs would not change it.
    words = sum(map(learned.words.get, reading.vocabulary, repeat(0.0)))
    words += sum(map(learned.stems.get, _stems(reading.vocabulary), repeat(0.0)))
    if words < (WORDS_ALONE_MIN - learned.bias) * sqrt(len(reading.letters)):
        return None
    pieces = pieces_of(_without_code(reading))
    features = features_of(pieces, reading)
    if sum(map(str.isalpha, pieces)) < WORDS_MIN or score(features, learned) < learned.threshold:
        return None
    if reading.subject and score(features, _without(reading.subject, learned)) < learned.threshold:
        return None
    first, last = _heaviest(_gains(pieces, learned))
    places = [match.span() for match in _PIECE.finditer(_without_code(reading))]
    start, end = _clause(reading.text, places[first][0], places[last][1])
    return Hit(start, end, "hint", CONFIDENCE, reading.folded.disguise)


def _without_code(reading: Reading) -> str:
    """The text with its code blanked out: the places of the rest stay what they are."""
    text = reading.text
    for start, end in reading.code:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def pieces_of(text: str) -> list[str]:
    """Cut a folded text into words, signs that tell something, and numbers, which count by their length alone."""
    # Cutting at every other sign is faster than looking for pieces, where all are of ASCII.
    found = text.translate(_APART).split() if text.isascii() else _PIECE.findall(text.translate(_AS_ZERO))
    return [_NUMBERS.get(piece, piece) for piece in found]


def features_of(pieces: Sequence[str], reading: Reading) -> Features:
    """Return what is counted of a text cut into pieces."""
    letters = [letter for letter in map(_CLASSES.get, pieces) if letter]
    runs: set[Run] = {*pairwise(letters), *zip(letters, letters[1:], letters[2:], strict=False)}
    words = set(pieces)
    pairs = set(pairwise([piece[:PAIRED] for piece in pieces]))
    return Features(words, _stems(words), pairs, runs, _signs(reading), len(pieces))


def _signs(reading: Reading) -> set[str]:
    names = [name for name, bits in _SIGNALS if reading.marks & bits]
    return {
        *names,
        *map(" ".join, combinations(names, 2)),
        f"digits {bisect_left(_DIGITS, reading.digits)}",
        f"numerals {min(reading.numerals, _NUMERALS_MAX)}",
    }


def score(features: Features, learned: Weights) -> float:
    """Return how much a text reads like a way to meet outside; what was never learned counts nothing."""
    none = repeat(0.0)
    total = sum(map(learned.words.get, features.words, none))
    total += sum(map(learned.stems.get, features.stems, none))
    total += sum(map(learned.pairs.get, features.pairs, none))
    total += sum(map(learned.runs.get, features.runs, none))
    total += sum(map(learned.signs.get, features.signs, none))
    return total / sqrt(features.size) + learned.bias


@cache
def weights() -> Weights:
    """Read what was learned, once."""
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(
        kept["words"],
        kept["stems"],
        {(first, second): weight for pair, weight in kept["pairs"].items() for first, second in [pair.split(" ")]},
        {tuple(run): weight for run, weight in kept["runs"].items()},
        kept["signs"],
        kept["bias"],
        kept["threshold"],
    )


def _stems(words: set[str]) -> set[str]:
    return {word[:STEM] for word in words if len(word) > STEM}


def _without(subject: frozenset[str], learned: Weights) -> Weights:
    """The weights without what the project's own words add."""
    words = {word: 0.0 for word in subject if learned.words.get(word, 0.0) > 0}
    stems = {stem: 0.0 for word in subject if learned.stems.get(stem := word[:STEM], 0.0) > 0}
    return learned._replace(words=learned.words | words, stems=learned.stems | stems)


def _gains(pieces: Sequence[str], learned: Weights) -> list[float]:
    """What each piece adds to the score: its own weights, half of each pair's, and a share of its runs'."""
    gains = [
        learned.words.get(piece, 0.0) + (learned.stems.get(piece[:STEM], 0.0) if len(piece) > STEM else 0.0)
        for piece in pieces
    ]
    for place, pair in enumerate(pairwise([piece[:PAIRED] for piece in pieces])):
        half = learned.pairs.get(pair, 0.0) / 2
        gains[place] += half
        gains[place + 1] += half
    classed = [(place, letter) for place, piece in enumerate(pieces) if (letter := _CLASSES.get(piece))]
    for length in (2, 3):
        for at in range(len(classed) - length + 1):
            run = classed[at : at + length]
            share = learned.runs.get(tuple(letter for _, letter in run), 0.0) / length
            for place, _ in run:
                gains[place] += share
    return gains


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """A passage made whole: from where its clause begins to where it ends."""
    before = [match.end() for match in _STOP.finditer(text, max(0, start - CLAUSE_MAX), start)]
    after = _STOP.search(text, end, end + CLAUSE_MAX)
    return (before[-1] if before else start), (after.start() if after else end)


def _heaviest(gains: Sequence[float]) -> tuple[int, int]:
    """The first and last place of the run of pieces whose gains add up to most (Kadane's algorithm)."""
    best, span, running, begun = float("-inf"), (0, 0), 0.0, 0
    for place, gain in enumerate(gains):
        if running <= 0:
            running, begun = 0.0, place
        running += gain
        if running > best:
            best, span = running, (begun, place)
    return span
