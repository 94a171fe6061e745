"""Judges a text in which no detail was found: does its wording read like a way to meet outside.

A linear model over words (each by itself, and the runs of four letters in it), two words side by side, the kinds of
neighbours and of those with one between (the class that lexicon/grammar.py gives a word, else how it begins), and which
signals (lexicon/signals.py) stand in the text together. Its weights lie beside this file; ``python
tools/learn_wording.py`` learns them from the corpus. It takes microseconds, and it can be explained: the passage whose
words weigh most is what the author is shown.

It was taught by whole texts and by their sentences, and it is asked about both, so that honest talk around a sentence
doesn't hide it. The same score gives soft findings a second look (`doubts`): what is no sure detail stands if either
its sentence or the part of the text around it reads at all like a way to meet outside.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, reduce
from itertools import combinations, islice, pairwise, repeat
from math import sqrt
from operator import itemgetter, or_
from pathlib import Path
from string import ascii_lowercase, digits
from sys import intern
from typing import Any, NamedTuple

from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.numerals import DIGITS, FILLERS, REPEATS
from aval.screening.lexicon.signals import SIGNALS, Signal
from aval.screening.text.reading import Hit, Reading

WEIGHTS = Path(__file__).with_name("weights.json")
# A single word says nothing unless it asks, and few words say little: they must be surer by so much. Numbers are for
# those who read numbers.
WORDS_MIN, FEW_WORDS = 2, 3
FEW_SURER = 0.25
CONFIDENCE = 0.6
# A sentence says less than the whole: it must be surer too, and more so where there are many of which one may err.
# Where there are few, hardly any of them is what must be caught if the whole scores less than this.
SENTENCE_SURER = 0.2
FEW_SENTENCES, MANY_SURER = 4, 0.06
SENTENCES_MIN = -0.6
# Where fewer of the tokens are of different kinds, what is said again would weigh too much.
DIFFERENT_MIN = 0.75
# What of a word stays beside its neighbour when its ending changes, and when it's misspelt.
PAIRED, GRAM = 4, 4
# A passage is shown with at most so much more on each side.
CLAUSE_MAX = 60
# Up to how many digits a text counts as having none, few, some, many; above the last it has very many.
_DIGITS = (0, 3, 6, 11)
_NUMERALS_MAX = 4
# A number in words, and what may stand between two.
_NUMERAL, _BETWEEN = 1, -1
_TOKEN = re.compile(r"[a-z]+|[0-9]+|[?@:/$%]")
_TOKEN_OR_END = re.compile(r"[a-z]+|[0-9]+|[?@:/$%|]")
# Numbers of more digits are alike.
_LENGTHS_MAX = 8
# So many tokens are kept with what was worked out of them, none of them longer than a word.
_KEPT_MAX, _KEPT_LENGTH = 50_000, 20
_STOP = re.compile(r"[,;.!?](?:\s+|$)|\s*\n\s*")
_WITHIN_NAMES = frozenset(["da", "das", "de", "del", "do", "dos", "e", "la", "las", "los", "van", "von", "y"])
_CAPITALISED = r"[^\W\d_a-z](?:[^\W\d_]|['’-]){0,20}"
_NAME = re.compile(rf"{_CAPITALISED}(?:\s(?:(?:{'|'.join(sorted(_WITHIN_NAMES))})\s){{0,2}}{_CAPITALISED}){{1,5}}")
# Where a sentence ends among the tokens, and what of a text begins the next one.
_END = "|"
_ENDINGS = ((b". ", b" | "), (b"! ", b" | "), (b"; ", b" | "), (b"? ", b" ? | "), (b"\n", b" | "))
_SIGNS = tuple((sign, b" " + sign + b" ") for sign in (b"?", b"@", b":", b"/", b"$", b"%"))
_NAMED = [(name, bits) for name, bits in vars(Signal).items() if name.isupper()]

Pair = tuple[str, str]
# What is counted: the table it belongs to, and its key there.
WORD, SPELT = "words", "grams"
PHRASE, PAIR, SKIP, SIGN = "phrases", "pairs", "skips", "signs"


class Weights(NamedTuple):
    """What each feature adds to the score, and the score from which on a text is refused."""

    words: "Words"
    phrases: dict[Pair, float]
    pairs: dict[Pair, float]
    skips: dict[Pair, float]
    signs: "Signs"
    bias: float
    threshold: float


class Words(dict[str, float]):
    """What each token adds, for all that is counted of it; what is asked often enough is kept."""

    def __init__(self, tables: Mapping[str, Mapping[str, float]]) -> None:
        """Take the weights of what is counted of a word, by the name of the table."""
        super().__init__()
        self._tables = tables

    def __missing__(self, token: str) -> float:
        total = sum(self._tables[table].get(key, 0.0) for table, key in counted_of(token))
        if len(token) <= _KEPT_LENGTH and len(self) < _KEPT_MAX:
            self[token] = total
        return total


class Signs(dict[tuple[int, int, int], float]):
    """What the signals, digits and numerals of a text add together; what is asked often enough is kept."""

    def __init__(self, table: Mapping[str, float]) -> None:
        """Take the weights of the signs by their names."""
        super().__init__()
        self._table = table

    def __missing__(self, signs: tuple[int, int, int]) -> float:
        total = sum(self._table.get(name, 0.0) for name in _named(*signs))
        if len(self) < _KEPT_MAX:
            self[signs] = total
        return total


class Known(NamedTuple):
    """What is known of a token by itself: its kind for its neighbours, and what of it is counted with others."""

    token: str
    kind: str
    signals: int
    words: int
    digits: int
    numeral: int


class Worded:
    """The tokens of a text in order (words, numbers, and signs that say something), without its code."""

    def __init__(self, reading: Reading) -> None:
        """Take the tokens of a reading."""
        self._text = _without_code(reading)
        tokens: list[str] = []
        # The tokens of each sentence; one too short to be judged stands with the one before it.
        self.sentences: list[slice] = []
        size = 0
        for cut in _cut(self._text, with_digits=reading.digits > 0):
            first = len(tokens)
            if self.sentences and (size <= FEW_WORDS or len(cut) <= FEW_WORDS):
                first, size = self.sentences.pop().start, size + len(cut)
            else:
                size = len(cut)
            tokens += cut
            self.sentences.append(slice(first, len(tokens)))
        self.whole = slice(0, len(tokens))
        self.tokens: Sequence[str]
        self.kinds: Sequence[str]
        self._signals: Sequence[int]
        self._words: Sequence[int]
        self._digits: Sequence[int]
        known = tuple(zip(*map(_KNOWN.__getitem__, tokens), strict=True))
        self.tokens, self.kinds, self._signals, self._words, self._digits, numerals = known or _NOTHING
        # Most texts have no two numbers in words, and many none.
        said = numerals.count(_NUMERAL)
        self._numerals = _together(numerals) if said > 1 else numerals if said else ()

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each token stands in the text."""
        return [match.span() for match in _TOKEN.finditer(self._text)]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """From where to where in the text two tokens and all between them stand."""
        matches = islice(_TOKEN.finditer(self._text), first, last + 1)
        start, end = next(matches).span()
        for match in matches:
            end = match.end()
        return start, end

    def sentences_of(self, start: int, end: int) -> slice:
        """The tokens of the sentences that [start, end) of the text touches."""
        first = bisect_right(self.places, start, key=itemgetter(1))
        last = max(first, bisect_left(self.places, end, key=itemgetter(0)) - 1)
        touched = [part for part in self.sentences if part.start <= last and first < part.stop]
        return slice(touched[0].start, touched[-1].stop) if touched else self.whole

    def size(self, part: slice) -> int:
        """How many words a part has."""
        return sum(self._words[part])

    def signs(self, part: slice) -> tuple[int, int, int]:
        """The signals in a part, and how much of it is digits and numerals."""
        return (
            reduce(or_, set(self._signals[part]), 0),
            bisect_left(_DIGITS, sum(self._digits[part])),
            min(max((0, *self._numerals[part])), _NUMERALS_MAX) if self._numerals else 0,
        )

    def repeats(self, part: slice) -> bool:
        """Whether so much of a part is said again that each thing counts once there, however often it stands."""
        return bool(len(set(self.kinds[part])) < DIFFERENT_MIN * (part.stop - part.start))

    def counted(self, part: slice) -> Iterator[tuple[str, str]]:
        """Yield what is counted of a part, as often as it counts, each as its table and its key there."""
        tokens, kinds = self.tokens[part], self.kinds[part]
        counting: Callable[[Iterable[Any]], Iterable[Any]] = dict.fromkeys if self.repeats(part) else iter
        for token in counting(tokens):
            yield from counted_of(token)
        yield from ((PHRASE, " ".join(pair)) for pair in counting(pairwise(tokens)))
        yield from ((PAIR, " ".join(pair)) for pair in counting(pairwise(kinds)))
        yield from ((SKIP, " ".join(pair)) for pair in counting(zip(kinds, kinds[2:], strict=False)))
        yield from ((SIGN, sign) for sign in _named(*self.signs(part)))


class Weighed:
    """What each token of a text adds to its score, by itself and with its neighbours."""

    def __init__(self, worded: Worded, learned: Weights, *, leaving_out: frozenset[str] = frozenset()) -> None:
        """Look up each token and each pair once; what was never learned, or is to be left out, counts nothing."""
        self.worded = worded
        self._learned = learned
        self._left_out = (
            [place for place, token in enumerate(worded.tokens) if token in leaving_out] if leaving_out else []
        )
        tokens, kinds, none = worded.tokens, worded.kinds, repeat(0.0)
        self._alone = list(map(learned.words.__getitem__, tokens))
        self._beside = list(map(learned.phrases.get, pairwise(tokens), none))
        self._alike = list(map(learned.pairs.get, pairwise(kinds), none))
        self._across = list(map(learned.skips.get, zip(kinds, kinds[2:], strict=False), none))
        for place in self._left_out:
            for weights_of_pairs, apart in self._tables:
                # A pair that ends with the token is none either.
                for first in range(place - apart, place + 1, apart or 1):
                    if 0 <= first < len(weights_of_pairs):
                        weights_of_pairs[first] = 0.0

    @property
    def _tables(self) -> tuple[tuple[list[float], int], ...]:
        """What each token adds, alone and with the one so many tokens after it."""
        return (self._alone, 0), (self._beside, 1), (self._alike, 1), (self._across, 2)

    def size(self, part: slice) -> int:
        """How many words of a part count."""
        return self.worded.size(part) - len([place for place in self._left_out if part.start <= place < part.stop])

    def score(self, part: slice) -> float:
        """Return how much a part reads like a way to meet outside."""
        total = self._learned.signs[self.worded.signs(part)]
        if self.worded.repeats(part):
            total += self._each_once(part)
        else:
            # Pairs that begin with the last token reach beyond the part.
            beside = slice(part.start, max(part.start, part.stop - 1))
            across = slice(part.start, max(part.start, part.stop - 2))
            total += sum(self._alone[part]) + sum(self._beside[beside]) + sum(self._alike[beside])
            total += sum(self._across[across])
        return total / sqrt(self.size(part) or 1) + self._learned.bias

    def _each_once(self, part: slice) -> float:
        """What the tokens of a part and their pairs add if each counts once."""
        tokens, kinds, first = self.worded.tokens[part], self.worded.kinds[part], part.start
        kept = (
            dict(zip(tokens, self._alone[first:], strict=False)),
            dict(zip(pairwise(tokens), self._beside[first:], strict=False)),
            dict(zip(pairwise(kinds), self._alike[first:], strict=False)),
            dict(zip(zip(kinds, kinds[2:], strict=False), self._across[first:], strict=False)),
        )
        return sum(sum(weights_of.values()) for weights_of in kept)

    def gains(self, part: slice) -> list[float]:
        """What each token of a part adds: its own weights, and half of those of the pairs that it stands in."""
        gains = self._alone[part]
        for weights_of_pairs, apart in self._tables[1:]:
            # Most pairs are none that was learned.
            inside = slice(part.start, max(part.start, part.stop - apart))
            for place, weight in enumerate(weights_of_pairs[inside]):
                if weight:
                    gains[place] += weight / 2
                    gains[place + apart] += weight / 2
        return gains


def judge(reading: Reading) -> Hit | None:
    """Return the passage that makes a text read like a way to meet outside; None if it doesn't.

    The words of the project itself never count against a text.
    """
    if not _may_say_something(len(reading.letters), reading) or _is_name(reading):
        return None
    worded, learned = Worded(reading), weights()
    size = worded.size(worded.whole)
    if not _may_say_something(size, reading):
        return None
    weighed = Weighed(worded, learned)
    needed = learned.threshold + (FEW_SURER if size <= FEW_WORDS else 0)
    whole = weighed.score(worded.whole)
    if whole >= needed and _is_more_than_its_subject(reading, worded, worded.whole, needed):
        return _hit(reading, weighed, worded.whole)
    sentences = len(worded.sentences)
    if sentences == 1 or (sentences <= FEW_SENTENCES and whole < SENTENCES_MIN):
        return None
    needed = learned.threshold + sentence_surer(sentences)
    for sentence in worded.sentences:
        if worded.size(sentence) <= FEW_WORDS or weighed.score(sentence) < needed:
            continue
        if _is_more_than_its_subject(reading, worded, sentence, needed):
            return _hit(reading, weighed, sentence)
    return None


def sentence_surer(sentences: int) -> float:
    """How much surer than a whole text one of so many sentences must be."""
    return SENTENCE_SURER + MANY_SURER * sqrt(max(0, sentences - FEW_SENTENCES))


def familiar(reading: Reading) -> int:
    """How many of the words of a text stand side by side as was learned."""
    return sum(map(weights().phrases.__contains__, pairwise(reading.letters)))


def doubts(reading: Reading, start: int, end: int, below: float) -> bool:
    """Whether both a text and the sentences around [start, end) of it score less than this as a way to meet outside.

    Of too few words nothing can be said.
    """
    worded = Worded(reading)
    weighed = Weighed(worded, weights())
    return all(
        worded.size(part) > FEW_WORDS and weighed.score(part) < below
        for part in (worded.whole, worded.sentences_of(start, end))
    )


def counted_of(word: str) -> Iterator[tuple[str, str]]:
    """Yield what is counted of a word, each as its table and its key there; of numbers and signs, nothing is."""
    if not word.isalpha():
        return
    yield WORD, word
    if len(word) >= GRAM:
        whole = f"^{word}$"
        yield from (
            (SPELT, gram) for gram in dict.fromkeys(whole[at : at + GRAM] for at in range(len(whole) - GRAM + 1))
        )


@cache
def weights() -> Weights:
    """Read what was learned, once."""
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"), parse_float=cache(float))
    return Weights(
        Words({table: kept[table] for table in (WORD, SPELT)}),
        _paired(kept[PHRASE]),
        _paired(kept[PAIR]),
        _paired(kept[SKIP]),
        Signs(kept[SIGN]),
        kept["bias"],
        kept["threshold"],
    )


def _paired(kept: dict[str, float]) -> dict[Pair, float]:
    # What is kept once is compared at a glance.
    return {
        (intern(first), intern(second)): weight for pair, weight in kept.items() for first, second in [pair.split(" ")]
    }


class _Known(dict[str, Known]):
    """What is known of each token; what is asked often enough is kept."""

    def __missing__(self, token: str) -> Known:
        known = _known(token)
        if len(token) <= _KEPT_LENGTH and len(self) < _KEPT_MAX:
            self[token] = known
        return known


def _known(token: str) -> Known:
    if token.isdigit():
        return Known(intern(token), intern(f"#{min(len(token), _LENGTHS_MAX)}"), 0, 0, len(token), 0)
    numeral = _NUMERAL if token in DIGITS else _BETWEEN if token in FILLERS or token in REPEATS else 0
    kind = intern(_CLASSES.get(token, token[:PAIRED]))
    return Known(intern(token), kind, SIGNALS.get(token, 0), token.isalpha(), 0, numeral)


_CLASSES = {word: letter for word, letter in word_classes().items() if letter != "_"}
_KNOWN = _Known()
# All but letters, digits, signs and what ends a sentence is space; then what ends one and doesn't here is too.
_SPACED = bytes(code if chr(code) in f"{ascii_lowercase}{digits}?@:/$%.!;\n" else ord(" ") for code in range(256))
_WITHOUT_STOPS = bytes(ord(" ") if chr(code) in ".!;" else code for code in range(256))
_NOTHING: tuple[tuple[Any, ...], ...] = ((),) * len(Known._fields)


def _named(signals: int, digits: int, numerals: int) -> Iterator[str]:
    """Yield the names of signals, of each two of them together, and of how much is digits and numerals."""
    names = [name for name, bits in _NAMED if signals & bits]
    yield from names
    yield from map(" ".join, combinations(names, 2))
    yield f"digits {digits}"
    yield f"numerals {numerals}"


def _together(numerals: Sequence[int]) -> list[int]:
    """How many number words stand together up to each token, words that join them left aside."""
    found, together = [], 0
    for numeral in numerals:
        if numeral == _NUMERAL:
            together += 1
        elif numeral != _BETWEEN:
            together = 0
        found.append(together)
    return found


def _cut(text: str, *, with_digits: bool) -> Iterator[list[str]]:
    """Yield the tokens of each sentence of a text."""
    # Replacing in bytes is several times as fast as looking for each token.
    plain = text.encode(errors="surrogatepass").translate(_SPACED)
    for ending, ended in _ENDINGS:
        plain = plain.replace(ending, ended)
    if with_digits:
        tokens = _TOKEN_OR_END.findall(plain.decode())
    else:
        for sign, apart in _SIGNS:
            plain = plain.replace(sign, apart)
        tokens = plain.translate(_WITHOUT_STOPS).decode().split()
    first = 0
    for _end in range(tokens.count(_END)):
        last = tokens.index(_END, first)
        if last > first:
            yield tokens[first:last]
        first = last + 1
    if len(tokens) > first:
        yield tokens[first:]


def _without_code(reading: Reading) -> str:
    """The text with its code blanked out: the places of the rest stay what they are."""
    text = reading.text
    for start, end in reading.code:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _may_say_something(words: int, reading: Reading) -> bool:
    return words >= WORDS_MIN or (words > 0 and "?" in reading.text)


def _is_name(reading: Reading) -> bool:
    """Whether a text is nothing but what somebody or something is called: capitals, and no word that says anything."""
    return _NAME.fullmatch(reading.source) is not None and not any(
        word in _CLASSES or word in SIGNALS for word in reading.letters if word not in _WITHIN_NAMES
    )


def _is_more_than_its_subject(reading: Reading, worded: Worded, part: slice, needed: float) -> bool:
    """Whether a part scores enough without the words of the project too."""
    if not reading.subject:
        return True
    rest = Weighed(worded, weights(), leaving_out=reading.subject)
    # What is left says even less than a sentence does.
    return rest.size(part) > FEW_WORDS + 1 and rest.score(part) >= needed + SENTENCE_SURER


def _hit(reading: Reading, weighed: Weighed, part: slice) -> Hit:
    """The tokens of a part that weigh most together, with the rest of their clause."""
    first, last = _heaviest(weighed.gains(part))
    start, end = weighed.worded.span(part.start + first, part.start + last)
    before = [match.end() for match in _STOP.finditer(reading.text, max(0, start - CLAUSE_MAX), start)]
    after = _STOP.search(reading.text, end, end + CLAUSE_MAX)
    return Hit(
        before[-1] if before else start,
        after.start() if after else end,
        "invitation",
        CONFIDENCE,
        reading.folded.disguise,
    )


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
