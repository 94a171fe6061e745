"""The judgement: how much a text, or a sentence of it, reads like a way to meet outside, and what in it does so."""

import re
from collections.abc import Sequence
from itertools import pairwise, repeat
from math import sqrt

from aval.screening.lexicon.signals import SIGNALS
from aval.screening.text.lookalikes import hides_letters
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise
from aval.screening.wording.tokens import CLASSES, FEW_WORDS, Worded
from aval.screening.wording.weights import Weights, weights

# A single word says nothing unless it asks, and few words say little: they must be surer by so much. Numbers are for
# those who read numbers.
WORDS_MIN = 2
FEW_SURER = 0.2
CONFIDENCE = 0.6
# Who hides letters of a text has a reason.
HIDING_LESS_SURE = 0.6
# A sentence says less than the whole: it must be surer too, and more so where there are many of which one may err.
# Where there are few, hardly any of them is what must be caught if the whole scores less than this.
SENTENCE_SURER = 0.2
FEW_SENTENCES, MANY_SURER = 4, 0.06
SENTENCES_MIN = -0.6
# A passage is shown with at most so much more on each side.
CLAUSE_MAX = 60
_HIDDEN = frozenset({Disguise.LOOKALIKES, Disguise.INVISIBLE})
_STOP = re.compile(r"[,;.!?](?:\s+|$)|\s*\n\s*")
_WITHIN_NAMES = frozenset(["da", "das", "de", "del", "do", "dos", "e", "la", "las", "los", "van", "von", "y"])
_CAPITALISED = r"[^\W\d_a-z](?:[^\W\d_]|['’-]){0,20}"
_NAME = re.compile(rf"{_CAPITALISED}(?:\s(?:(?:{'|'.join(sorted(_WITHIN_NAMES))})\s){{0,2}}{_CAPITALISED}){{1,5}}")


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
    threshold = learned.threshold
    if reading.folded.disguise in _HIDDEN and hides_letters(reading.source):
        threshold -= HIDING_LESS_SURE
    needed = threshold + (FEW_SURER if size <= FEW_WORDS else 0)
    whole = weighed.score(worded.whole)
    if whole >= needed and _is_more_than_its_subject(reading, worded, worded.whole, needed):
        return _hit(reading, weighed, worded.whole)
    sentences = len(worded.sentences)
    if sentences == 1 or (sentences <= FEW_SENTENCES and whole < SENTENCES_MIN):
        return None
    needed = threshold + sentence_surer(sentences)
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


def _may_say_something(words: int, reading: Reading) -> bool:
    return words >= WORDS_MIN or (words > 0 and "?" in reading.text)


def _is_name(reading: Reading) -> bool:
    """Whether a text is nothing but what somebody or something is called: capitals, and no word that says anything."""
    return _NAME.fullmatch(reading.source) is not None and not any(
        word in CLASSES or word in SIGNALS for word in reading.letters if word not in _WITHIN_NAMES
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
