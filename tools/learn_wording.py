"""Learns the weights of aval/screening/wording from the corpus: a linear support vector machine.

``python tools/learn_wording.py [--judge]`` writes aval/screening/wording/weights.json; the same corpus gives the same
file, but for what processors round differently. ``--judge`` first says what the wording alone is worth on texts that it
has not learned from: each part by strangers is judged by what the other parts taught, and so are all of our own
together.

The training is dual coordinate descent for the squared hinge loss (Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual
coordinate descent method for large-scale linear SVM", ICML 2008, algorithm 1).
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aval.screening import measure, wording
from aval.screening.text.fold import fold
from aval.screening.text.reading import Reading

# What stands in fewer texts than this says nothing of the next one.
TEXTS_MIN = 3
ROUNDS = 25
COST = 0.5
# So large a part of the strangers' honest texts may score above the threshold, where they were not learned from. Our
# own were written to tempt: twice as many of them score as high.
REFUSED_MAX = 0.02
OURS = "ours"
DIGITS = 3
SEED = 20260101

BIAS = ("bias", "")
TABLES = (
    wording.WORD,
    wording.STEMMED,
    wording.SPELT,
    wording.CLASS,
    wording.PHRASE,
    wording.PAIR,
    wording.SKIP,
    wording.SIGN,
)

# Which table it belongs to, and its key there.
Feature = tuple[str, str]


class Counted(NamedTuple):
    """What stands in a text and how often, and of how many words it is."""

    features: Counter[Feature]
    size: int


class Text(NamedTuple):
    """A sample of the corpus as it is counted: the whole, and each sentence with whether it is what must be caught."""

    sample: measure.Sample
    whole: Counted
    sentences: list[tuple[Counted, bool]]

    @property
    def lessons(self) -> Iterator[tuple[Counted, bool]]:
        """What it teaches. Of a contact's sentences only those that hold it do: of the rest nobody said what it is."""
        yield self.whole, self.sample.contact
        yield from ((sentence, marked) for sentence, marked in self.sentences if marked or not self.sample.contact)


def main() -> None:
    """Learn, and write the weights."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--judge", action="store_true", help="say what the wording is worth on unseen parts")
    judged = options.parse_args().judge
    texts = [_text(sample) for sample in measure.samples()]
    unseen = _crossed(texts)
    foreign = [(text, score) for text, score in unseen if _hand(text) != OURS]
    honest = sorted((score for text, score in foreign if not text.sample.contact), reverse=True)
    threshold = round(float(honest[int(REFUSED_MAX * len(honest))]), DIGITS)
    if judged:
        caught = [score > threshold for text, score in foreign if text.sample.contact]
        print(f"{len(texts):,} texts; unseen ones by strangers: {sum(caught) / len(caught):.3f} of the contacts by")
        print(f"wording alone, with {REFUSED_MAX:.2%} of the honest texts refused; threshold {threshold}")
    learned = _learn(texts)
    wording.WEIGHTS.write_text(_file(learned, threshold, texts), encoding="utf-8")
    print(f"{len(learned) - 1:,} weights from {len(texts):,} texts")


def _text(sample: measure.Sample) -> Text:
    text = "\n".join(sample.messages)
    starts = [0, *accumulate(len(message) + 1 for message in sample.messages)]
    marked = [(starts[message] + start, starts[message] + end) for message, start, end in sample.marked]
    spans = wording.sentence_spans(text)
    sentences = [
        (_counted(text[first:last]), any(start < last and end > first for start, end in marked))
        for first, last in spans
        if len(spans) > 1
    ]
    return Text(sample, _counted(text), sentences)


def _counted(text: str) -> Counted:
    worded = wording.Worded(Reading(text, fold(text)))
    features = Counter(feature for word in worded.vocabulary for feature in wording.counted_of(word))
    features.update((wording.PHRASE, " ".join(pair)) for pair in worded.phrases)
    features.update((wording.PAIR, " ".join(pair)) for pair in worded.pairs)
    features.update((wording.SKIP, " ".join(pair)) for pair in worded.skips)
    features.update((wording.SIGN, sign) for sign in worded.signs)
    return Counted(Counter(dict(sorted(features.items()))), max(1, len(worded.words)))


def _crossed(texts: Sequence[Text]) -> list[tuple[Text, float]]:
    """Each text with the score that it gets from what the other hands' parts of the corpus taught."""
    found = []
    for hand in sorted({_hand(text) for text in texts}):
        learned = _learn([text for text in texts if _hand(text) != hand])
        found += [(text, _score(text, learned)) for text in texts if _hand(text) == hand]
    return found


def _score(text: Text, learned: dict[Feature, float]) -> float:
    """Return what the judgement compares with its threshold."""
    surest = max((_sum(sentence, learned) for sentence, _ in text.sentences), default=float("-inf"))
    return max(_sum(text.whole, learned), surest - wording.SENTENCE_SURER)


def _sum(counted: Counted, learned: dict[Feature, float]) -> float:
    total = sum(learned.get(feature, 0.0) * times for feature, times in counted.features.items())
    return float(total / counted.size**0.5 + learned[BIAS])


def _hand(text: Text) -> str:
    """Who wrote it: parts by strangers have writers of their own, all others were written together with the rules."""
    return text.sample.part if text.sample.part.startswith("strangers") else OURS


def _learn(texts: Sequence[Text]) -> dict[Feature, float]:
    """Return the weight of each feature that stands in several texts; ``BIAS`` is what all begin with."""
    lessons = [lesson for text in texts for lesson in text.lessons]
    stands_in = Counter(feature for counted, _ in lessons for feature in counted.features)
    number: dict[Feature, int] = {BIAS: 0}
    for feature, count in stands_in.items():
        if count >= TEXTS_MIN:
            number[feature] = len(number)
    rows, values = [], []
    for counted, _ in lessons:
        known = [(number[feature], times) for feature, times in counted.features.items() if feature in number]
        rows.append(np.array([0, *(place for place, _ in known)]))
        values.append(np.array([1.0, *(times * counted.size**-0.5 for _, times in known)]))
    signs = [1.0 if contact else -1.0 for _, contact in lessons]
    solved = _solve(rows, values, signs, len(number))
    return {feature: float(solved[place]) for feature, place in number.items()}


def _solve(
    rows: list[NDArray[np.int64]], values: list[NDArray[np.float64]], signs: list[float], size: int
) -> NDArray[np.float64]:
    weights = np.zeros(size)
    alphas = [0.0] * len(rows)
    softened = 1 / (2 * COST)
    curvatures = [float(value @ value) + softened for value in values]
    order = list(range(len(rows)))
    shuffled = random.Random(SEED)  # noqa: S311 (no secret: the same order each time)
    for _round in range(ROUNDS):
        shuffled.shuffle(order)
        for at in order:
            row, value, sign, alpha = rows[at], values[at], signs[at], alphas[at]
            gradient = sign * float(weights[row] @ value) - 1 + softened * alpha
            if alpha > 0 or gradient < 0:
                alphas[at] = max(alpha - gradient / curvatures[at], 0.0)
                weights[row] += (alphas[at] - alpha) * sign * value
    return weights


def _file(learned: dict[Feature, float], threshold: float, texts: Sequence[Text]) -> str:
    tables: dict[str, dict[str, float]] = {table: {} for table in TABLES}
    for (table, key), weight in sorted(learned.items()):
        if table in tables and round(weight, DIGITS):
            tables[table][key] = round(weight, DIGITS)
    head = {
        "corpus": measure.digest(),
        "texts": len(texts),
        "threshold": threshold,
        "bias": round(learned[BIAS], DIGITS),
    }
    return json.dumps(head | tables, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    main()
