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
from functools import cache, cached_property
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
# Of texts that pass the threshold one in twenty scores less by its words alone, of honest ones three in four do.
WORDS_ALONE_MIN = -0.85
# What of a word stays when its ending changes, by itself and beside its neighbour.
STEM, PAIRED = 5, 4
# A passage is shown with at most so much more on each side.
CLAUSE_MAX = 60
# Up to how many digits a text counts as having none, few, some, many; above the last it has very many.
_DIGITS = (0, 3, 6, 11)
_NUMERALS_MAX = 4
_LETTERS = re.compile(r"[a-z]+")
_STOP = re.compile(r"[,;.!?](?:\s+|$)|\s*\n\s*")
_SIGNALS = [(name, bits) for name, bits in vars(Signal).items() if name.isupper()]
_CLASSES = {word: letter for word, letter in word_classes().items() if letter != "_"}

Pair = tuple[str, str]
Run = tuple[str, ...]


class Weights(NamedTuple):
    """What each feature adds to the score, and the score from which on a text is refused."""

    words: dict[str, float]
    stems: dict[str, float]
    pairs: dict[Pair, float]
    runs: dict[Run, float]
    signs: dict[str, float]
    bias: float
    threshold: float


class Worded:
    """The words of a text and what is counted of them, each once; code is left out."""

    def __init__(self, reading: Reading) -> None:
        """Take the words of a reading."""
        self._reading = reading
        self.words = _LETTERS.findall(_without_code(reading)) if reading.code else reading.letters
        self.vocabulary = set(self.words) if reading.code else reading.vocabulary

    @cached_property
    def stems(self) -> set[str]:
        """The beginnings of its longer words."""
        return {word[:STEM] for word in self.vocabulary if len(word) > STEM}

    @cached_property
    def pairs(self) -> set[Pair]:
        """The beginnings of words that stand side by side."""
        return set(pairwise([word[:PAIRED] for word in self.words]))

    @cached_property
    def runs(self) -> set[Run]:
        """Two and three classes of words in a row, words of no class left out."""
        letters = [letter for letter in map(_CLASSES.get, self.words) if letter]
        return {*pairwise(letters), *zip(letters, letters[1:], letters[2:], strict=False)}

    @property
    def signs(self) -> tuple[str, ...]:
        """Which signals stand in it, alone and by two, and how much of it is digits and numerals."""
        return _signs(self._reading.marks & _ANY_SIGNAL, self._reading.digits, self._reading.numerals)


def judge(reading: Reading) -> Hit | None:
    """Return the passage that makes a text read like a way to meet outside; None if it doesn't.

    The words of the project itself never count against a text.
    """
    worded, learned = Worded(reading), weights()
    if len(worded.words) < WORDS_MIN or score(worded, learned) < learned.threshold:
        return None
    if reading.subject and score(worded, _without(reading.subject, learned)) < learned.threshold:
        return None
    start, end = _passage(reading, worded.words, learned)
    return Hit(start, end, "hint", CONFIDENCE, reading.folded.disguise)


def score(worded: Worded, learned: Weights) -> float:
    """Return how much a text reads like a way to meet outside; what was never learned counts nothing."""
    none, size = repeat(0.0), sqrt(len(worded.words))
    total = sum(map(learned.words.get, worded.vocabulary, none)) + sum(map(learned.stems.get, worded.stems, none))
    # Most honest texts are so far from it by their words alone that nothing else would change it.
    if total < (WORDS_ALONE_MIN - learned.bias) * size:
        return total / size + learned.bias
    total += sum(map(learned.pairs.get, worded.pairs, none))
    total += sum(map(learned.runs.get, worded.runs, none))
    total += sum(map(learned.signs.get, worded.signs, none))
    return total / size + learned.bias


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


_ANY_SIGNAL = sum(bits for _, bits in _SIGNALS)


@cache
def _signs(signals: int, digits: int, numerals: int) -> tuple[str, ...]:
    names = [name for name, bits in _SIGNALS if signals & bits]
    return (
        *names,
        *map(" ".join, combinations(names, 2)),
        f"digits {bisect_left(_DIGITS, digits)}",
        f"numerals {min(numerals, _NUMERALS_MAX)}",
    )


def _without_code(reading: Reading) -> str:
    """The text with its code blanked out: the places of the rest stay what they are."""
    text = reading.text
    for start, end in reading.code:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _without(subject: frozenset[str], learned: Weights) -> Weights:
    """The weights without what the project's own words add."""
    words = {word: 0.0 for word in subject if learned.words.get(word, 0.0) > 0}
    stems = {stem: 0.0 for word in subject if learned.stems.get(stem := word[:STEM], 0.0) > 0}
    return learned._replace(words=learned.words | words, stems=learned.stems | stems)


def _passage(reading: Reading, words: Sequence[str], learned: Weights) -> tuple[int, int]:
    """The place of the words that weigh most together, with the rest of their clause."""
    first, last = _heaviest(_gains(words, learned))
    places = [match.span() for match in _LETTERS.finditer(_without_code(reading))]
    start, end = places[first][0], places[last][1]
    before = [match.end() for match in _STOP.finditer(reading.text, max(0, start - CLAUSE_MAX), start)]
    after = _STOP.search(reading.text, end, end + CLAUSE_MAX)
    return (before[-1] if before else start), (after.start() if after else end)


def _gains(words: Sequence[str], learned: Weights) -> list[float]:
    """What each word adds to the score: its own weights, half of each pair's, and a share of its runs'."""
    gains = [
        learned.words.get(word, 0.0) + (learned.stems.get(word[:STEM], 0.0) if len(word) > STEM else 0.0)
        for word in words
    ]
    for place, pair in enumerate(pairwise([word[:PAIRED] for word in words])):
        half = learned.pairs.get(pair, 0.0) / 2
        gains[place] += half
        gains[place + 1] += half
    classed = [(place, letter) for place, word in enumerate(words) if (letter := _CLASSES.get(word))]
    for length in (2, 3):
        for at in range(len(classed) - length + 1):
            run = classed[at : at + length]
            share = learned.runs.get(tuple(letter for _, letter in run), 0.0) / length
            for place, _ in run:
                gains[place] += share
    return gains


def _heaviest(gains: Sequence[float]) -> tuple[int, int]:
    """The first and last place of the run of words whose gains add up to most (Kadane's algorithm)."""
    best, span, running, begun = float("-inf"), (0, 0), 0.0, 0
    for place, gain in enumerate(gains):
        if running <= 0:
            running, begun = 0.0, place
        running += gain
        if running > best:
            best, span = running, (begun, place)
    return span
