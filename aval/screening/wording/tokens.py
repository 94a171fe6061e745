"""What of a text is counted: tokens (words, numbers, and signs that say something), their kinds, and signals."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import combinations, islice, pairwise
from operator import itemgetter, or_
from string import ascii_lowercase, digits
from sys import intern
from typing import Any, NamedTuple

from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.numerals import DIGITS, FILLERS, REPEATS
from aval.screening.lexicon.signals import SIGNALS, Signal
from aval.screening.text.reading import Reading

# What of a word stays beside its neighbour when its ending changes, and when it's misspelt.
PAIRED, GRAM = 4, 4
# Where fewer of the tokens are of different kinds, what is said again would weigh too much.
DIFFERENT_MIN = 0.75
# Few words say little: what has no more of them is no sentence of its own.
FEW_WORDS = 3
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
KEPT_MAX, KEPT_LENGTH = 50_000, 20
# Where a sentence ends among the tokens, and what of a text begins the next one.
_END = "|"
_ENDINGS = ((b". ", b" | "), (b"! ", b" | "), (b"; ", b" | "), (b"? ", b" ? | "), (b"\n", b" | "))
_SIGNS = tuple((sign, b" " + sign + b" ") for sign in (b"?", b"@", b":", b"/", b"$", b"%"))
_NAMED = [(name, bits) for name, bits in vars(Signal).items() if name.isupper()]

# What is counted: the table it belongs to, and its key there.
WORD, SPELT = "words", "grams"
PHRASE, PAIR, SKIP, SIGN = "phrases", "pairs", "skips", "signs"


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
        yield from ((SIGN, sign) for sign in names_of_signs(*self.signs(part)))


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


class _Known(dict[str, Known]):
    """What is known of each token; what is asked often enough is kept."""

    def __missing__(self, token: str) -> Known:
        known = _known(token)
        if len(token) <= KEPT_LENGTH and len(self) < KEPT_MAX:
            self[token] = known
        return known


def _known(token: str) -> Known:
    if token.isdigit():
        return Known(intern(token), intern(f"#{min(len(token), _LENGTHS_MAX)}"), 0, 0, len(token), 0)
    numeral = _NUMERAL if token in DIGITS else _BETWEEN if token in FILLERS or token in REPEATS else 0
    kind = intern(CLASSES.get(token, token[:PAIRED]))
    return Known(intern(token), kind, SIGNALS.get(token, 0), token.isalpha(), 0, numeral)


def names_of_signs(signals: int, digits: int, numerals: int) -> Iterator[str]:
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


CLASSES = {word: letter for word, letter in word_classes().items() if letter != "_"}
_KNOWN = _Known()
# All but letters, digits, signs and what ends a sentence is space; then what ends one and doesn't here is too.
_SPACED = bytes(code if chr(code) in f"{ascii_lowercase}{digits}?@:/$%.!;\n" else ord(" ") for code in range(256))
_WITHOUT_STOPS = bytes(ord(" ") if chr(code) in ".!;" else code for code in range(256))
_NOTHING: tuple[tuple[Any, ...], ...] = ((),) * len(Known._fields)
