"""Judges a text in which no detail was found: does its wording read like a way to meet outside.

A linear model over words (each by itself, how it begins, the runs of four letters in it, and the class that
lexicon/grammar.py gives it), two words side by side, the kinds of neighbours and of those with one between (the class,
else how the word begins), and which signals (lexicon/signals.py) stand in the text together. Its weights lie beside
this file; ``python tools/learn_wording.py`` learns them from the corpus. It takes microseconds, and it can be
explained: the passage whose words weigh most is what the author is shown.

It was taught by whole texts and by their sentences, and it is asked about both, so that honest talk around a sentence
doesn't hide it. The same score gives soft findings a second look (`doubts`): what is no sure detail stands if either
its sentence or the part of the text around it reads at all like a way to meet outside.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import combinations, pairwise, repeat
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.signals import Signal
from aval.screening.text.fold import Folded
from aval.screening.text.reading import Hit, Reading

WEIGHTS = Path(__file__).with_name("weights.json")
# A single word says nothing unless it asks, and few words say little: they must be surer by so much. Numbers are for
# those who read numbers.
WORDS_MIN, FEW_WORDS = 2, 3
FEW_SURER = 0.25
CONFIDENCE = 0.6
# A sentence says less than the whole, and there are many: it must be surer too. Of texts in which one is, hardly
# any scores less than this as a whole; of the corpus's honest ones nearly all do.
SENTENCE_SURER = 0.2
SENTENCES_MIN = -0.6
# What of a word stays when its ending changes, by itself and beside its neighbour; and when it's misspelt.
STEM, PAIRED, GRAM = 5, 4, 4
# A passage is shown with at most so much more on each side.
CLAUSE_MAX = 60
# Up to how many digits a text counts as having none, few, some, many; above the last it has very many.
_DIGITS = (0, 3, 6, 11)
_NUMERALS_MAX = 4
_TOKEN = re.compile(r"[a-z]+|[0-9]+|[?@:/$%]")
_LETTERS = re.compile(r"[a-z]+")
# Numbers of more digits are alike.
_LENGTHS_MAX = 8
# So many tokens are kept with what was worked out of them, none of them longer than a word.
_KEPT_MAX, _KEPT_LENGTH = 50_000, 20
_STOP = re.compile(r"[,;.!?](?:\s+|$)|\s*\n\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_SIGNALS = [(name, bits) for name, bits in vars(Signal).items() if name.isupper()]

Pair = tuple[str, str]
# What is counted: the table it belongs to, and its key there.
WORD, STEMMED, SPELT, CLASS = "words", "stems", "grams", "classes"
PHRASE, PAIR, SKIP, SIGN = "phrases", "pairs", "skips", "signs"


class Weights(NamedTuple):
    """What each feature adds to the score, and the score from which on a text is refused."""

    words: "Words"
    phrases: dict[Pair, float]
    pairs: dict[Pair, float]
    skips: dict[Pair, float]
    signs: dict[str, float]
    bias: float
    threshold: float


class Words(dict[str, float]):
    """What each word adds, for all that is counted of it; what is asked often enough is kept."""

    def __init__(self, tables: Mapping[str, Mapping[str, float]]) -> None:
        """Take the weights of what is counted of a word, by the name of the table."""
        super().__init__()
        self._tables = tables

    def __missing__(self, word: str) -> float:
        total = sum(self._tables[table].get(key, 0.0) for table, key in counted_of(word))
        if len(word) <= _KEPT_LENGTH and len(self) < _KEPT_MAX:
            self[word] = total
        return total


class Worded:
    """The words of a text and what is counted of them, each once; code is left out."""

    def __init__(self, reading: Reading, *, leaving_out: frozenset[str] = frozenset()) -> None:
        """Take the words of a reading but those to be left out."""
        self._reading = reading
        self._text = _without_code(reading)
        self._leaving_out = leaving_out
        cut = _LETTERS.findall(self._text) if reading.code else reading.letters
        self.words = [word for word in cut if word not in leaving_out] if leaving_out else cut
        self.vocabulary = set(self.words) if reading.code or leaving_out else reading.vocabulary

    @cached_property
    def tokens(self) -> list[re.Match[str]]:
        """Its words, numbers, and signs that say something, in order."""
        return list(_TOKEN.finditer(self._text))

    @cached_property
    def written(self) -> list[str]:
        """Its tokens as they are written."""
        tokens = _TOKEN.findall(self._text)
        return [token for token in tokens if token not in self._leaving_out] if self._leaving_out else tokens

    @cached_property
    def kinds(self) -> list[str]:
        """What each token is for its neighbours: the class of a word, else how it begins; how long a number is."""
        return [_KINDS[token] for token in self.written]

    @property
    def phrases(self) -> set[Pair]:
        """The tokens that stand side by side."""
        return set(pairwise(self.written))

    @property
    def pairs(self) -> set[Pair]:
        """The kinds that stand side by side."""
        return set(pairwise(self.kinds))

    @property
    def skips(self) -> set[Pair]:
        """The kinds that stand on both sides of another."""
        return set(zip(self.kinds, self.kinds[2:], strict=False))

    @property
    def signs(self) -> tuple[str, ...]:
        """Which signals stand in it, alone and by two, and how much of it is digits and numerals."""
        return _signs(self._reading.marks & _ANY_SIGNAL, self._reading.digits, self._reading.numerals)


def judge(reading: Reading) -> Hit | None:
    """Return the passage that makes a text read like a way to meet outside; None if it doesn't.

    The words of the project itself never count against a text.
    """
    worded, learned = Worded(reading), weights()
    if not worded.words or (len(worded.words) < WORDS_MIN and "?" not in reading.text):
        return None
    needed = learned.threshold + (FEW_SURER if len(worded.words) <= FEW_WORDS else 0)
    whole = score(worded, learned)
    if whole >= needed and _is_more_than_its_subject(reading, learned, needed):
        return _hit(reading, worded, learned)
    if whole < SENTENCES_MIN:
        return None
    needed = learned.threshold + SENTENCE_SURER
    for sentence, start in _sentences(reading):
        worded = Worded(sentence)
        if len(worded.words) <= FEW_WORDS or score(worded, learned) < needed:
            continue
        if _is_more_than_its_subject(sentence, learned, needed):
            return _hit(sentence, worded, learned, start)
    return None


def doubts(reading: Reading, below: float) -> bool:
    """Whether a text scores less than this as a way to meet outside; of too few words nothing can be said."""
    worded = Worded(reading)
    return len(worded.words) > FEW_WORDS and score(worded, weights()) < below


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text's sentences; one too short to be judged stands with the one before it."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise((0, *ends, len(text))):
        if spans and min(len(text[start:end].split()), len(text[slice(*spans[-1])].split())) <= FEW_WORDS:
            spans[-1] = (spans[-1][0], end)
        elif end > start:
            spans.append((start, end))
    return spans


def score(worded: Worded, learned: Weights) -> float:
    """Return how much a text reads like a way to meet outside; what was never learned counts nothing."""
    none = repeat(0.0)
    total = sum(map(learned.words.__getitem__, worded.vocabulary))
    total += sum(map(learned.phrases.get, worded.phrases, none))
    total += sum(map(learned.pairs.get, worded.pairs, none))
    total += sum(map(learned.skips.get, worded.skips, none))
    total += sum(map(learned.signs.get, worded.signs, none))
    return total / sqrt(len(worded.words) or 1) + learned.bias


def counted_of(word: str) -> Iterator[tuple[str, str]]:
    """Yield what is counted of a word, each as its table and its key there."""
    yield WORD, word
    if len(word) > STEM:
        yield STEMMED, word[:STEM]
    if len(word) >= GRAM:
        whole = f"^{word}$"
        yield from (
            (SPELT, gram) for gram in dict.fromkeys(whole[at : at + GRAM] for at in range(len(whole) - GRAM + 1))
        )
    if word in _CLASSES:
        yield CLASS, _CLASSES[word]


@cache
def weights() -> Weights:
    """Read what was learned, once."""
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(
        Words({table: kept[table] for table in (WORD, STEMMED, SPELT, CLASS)}),
        _paired(kept[PHRASE]),
        _paired(kept[PAIR]),
        _paired(kept[SKIP]),
        kept[SIGN],
        kept["bias"],
        kept["threshold"],
    )


def _paired(kept: dict[str, float]) -> dict[Pair, float]:
    return {(first, second): weight for pair, weight in kept.items() for first, second in [pair.split(" ")]}


class _Kinds(dict[str, str]):
    """The kind of each token: its class if it has one; what is asked often enough is kept."""

    def __missing__(self, token: str) -> str:
        kind = f"#{min(len(token), _LENGTHS_MAX)}" if token.isdigit() else token[:PAIRED]
        if len(token) <= _KEPT_LENGTH and len(self) < _KEPT_MAX:
            self[token] = kind
        return kind


_CLASSES = {word: letter for word, letter in word_classes().items() if letter != "_"}
_KINDS = _Kinds(_CLASSES)
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


def _sentences(reading: Reading) -> Iterator[tuple[Reading, int]]:
    """Yield each sentence of a text, if it has several, with the place where it begins."""
    spans = sentence_spans(reading.text)
    if len(spans) == 1:
        return
    for start, end in spans:
        code = [
            (max(0, first - start), min(last, end) - start)
            for first, last in reading.code
            if first < end and last > start
        ]
        # Nobody asks a sentence for the way back to its original.
        plain = Folded(reading.text[start:end], None, reading.folded.disguise)
        yield Reading(reading.source, plain, subject=reading.subject, code=code), start


def _is_more_than_its_subject(reading: Reading, learned: Weights, needed: float) -> bool:
    if not reading.subject:
        return True
    rest = Worded(reading, leaving_out=reading.subject)
    # What is left of a sentence says even less than a short one.
    return len(rest.words) > FEW_WORDS + 1 and score(rest, learned) >= needed


def _hit(reading: Reading, worded: Worded, learned: Weights, begins: int = 0) -> Hit:
    start, end = _passage(reading, worded, learned)
    return Hit(begins + start, begins + end, "invitation", CONFIDENCE, reading.folded.disguise)


def _passage(reading: Reading, worded: Worded, learned: Weights) -> tuple[int, int]:
    """The place of the tokens that weigh most together, with the rest of their clause."""
    first, last = _heaviest(_gains(worded, learned))
    start, end = worded.tokens[first].start(), worded.tokens[last].end()
    before = [match.end() for match in _STOP.finditer(reading.text, max(0, start - CLAUSE_MAX), start)]
    after = _STOP.search(reading.text, end, end + CLAUSE_MAX)
    return (before[-1] if before else start), (after.start() if after else end)


def _gains(worded: Worded, learned: Weights) -> list[float]:
    """What each token adds to the score: its own weights, and half of those of the pairs that it stands in."""
    gains = [learned.words[word] if word.isalpha() else 0.0 for word in worded.written]
    tables = ((learned.phrases, worded.written, 1), (learned.pairs, worded.kinds, 1), (learned.skips, worded.kinds, 2))
    for table, tokens, apart in tables:
        for place, pair in enumerate(zip(tokens, tokens[apart:], strict=False)):
            half = table.get(pair, 0.0) / 2
            gains[place] += half
            gains[place + apart] += half
    return gains


def _heaviest(gains: Sequence[float]) -> tuple[int, int]:
    """The first and last place of the run of tokens whose gains add up to most (Kadane's algorithm)."""
    best, span, running, begun = float("-inf"), (0, 0), 0.0, 0
    for place, gain in enumerate(gains):
        if running <= 0:
            running, begun = 0.0, place
        running += gain
        if running > best:
            best, span = running, (begun, place)
    return span
