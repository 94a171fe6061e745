"""Learns the weights of aval/screening/wording from the corpus: a linear support vector machine.

``python tools/learn_wording.py [--judge]`` writes aval/screening/wording/weights.json; the same corpus gives the same
file, but for what processors round differently. ``--judge`` first says what the wording alone is worth on texts that it
has not learned from: each part by strangers is judged by what parts of other hands taught, and so are all of our own
together.

What stands in contacts far more often than in honest texts, or the other way round, counts for more from the start
(Wang and Manning, "Baselines and Bigrams", ACL 2012: their ratio, mixed with one). The training is dual coordinate
descent for the squared hinge loss (Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent method for
large-scale linear SVM", ICML 2008, algorithm 1).
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aval.screening import measure, wording
from aval.screening.text.fold import fold
from aval.screening.text.reading import Reading

# What stands in fewer texts than this says nothing of the next one.
TEXTS_MIN = 3
# What stands in no contact, or only there, is counted as if it stood there so often.
UNSEEN = 0.5
ROUNDS = 25
# What is surely told apart is left out of the rounds that follow, up to each of these (the paper's section 3.2).
ROUNDS_LEFT_OUT = 6
COST = 1.0
# A smaller weight is not worth its place: without a quarter of all, one contact in five hundred fewer is caught.
WEIGHT_MIN = 0.05
# So large a part of the strangers' honest texts may score above the threshold, where they were not learned from. Our
# own were written to tempt: twice as many of them score as high.
REFUSED_MAX = 0.0225
OURS = "ours"
# To judge hands by what others taught, it's learned so many times.
FOLDS = 5
DIGITS = 3
SEED = 20260101

BIAS = ("bias", "")
TABLES = (
    wording.WORD,
    wording.SPELT,
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
    folded = fold(text)
    starts = [0, *accumulate(len(message) + 1 for message in sample.messages)]
    marked = [(starts[message] + start, starts[message] + end) for message, start, end in sample.marked]
    worded = wording.Worded(Reading(text, folded))
    sentences = []
    for part in worded.sentences if len(worded.sentences) > 1 else []:
        first, last = folded.original(worded.places[part.start][0], worded.places[part.stop - 1][1])
        sentences.append((_counted(worded, part), any(start < last and end > first for start, end in marked)))
    return Text(sample, _counted(worded, worded.whole), sentences)


def _counted(worded: wording.Worded, part: slice) -> Counted:
    return Counted(Counter(sorted(worded.counted(part))), max(1, worded.size(part)))


def _crossed(texts: Sequence[Text]) -> list[tuple[Text, float]]:
    """Each text with the score that it gets from what other hands' parts of the corpus taught."""
    hands = sorted({_hand(text) for text in texts})
    found = []
    for nth in range(FOLDS):
        unseen = set(hands[nth::FOLDS])
        learned = _learn([text for text in texts if _hand(text) not in unseen])
        found += [(text, _score(text, learned)) for text in texts if _hand(text) in unseen]
    return found


def _score(text: Text, learned: dict[Feature, float]) -> float:
    """Return what the judgement compares with its threshold."""
    surest = max((_sum(sentence, learned) for sentence, _ in text.sentences), default=float("-inf"))
    return max(_sum(text.whole, learned), surest - wording.sentence_surer(len(text.sentences)))


def _sum(counted: Counted, learned: dict[Feature, float]) -> float:
    total = sum(learned.get(feature, 0.0) * times for feature, times in counted.features.items())
    return float(total / counted.size**0.5 + learned[BIAS])


def _hand(text: Text) -> str:
    """Who wrote it: parts by strangers have writers of their own, all others were written together with the rules."""
    return text.sample.part if text.sample.part.startswith("strangers") else OURS


def _learn(texts: Sequence[Text]) -> dict[Feature, float]:
    """Return the weight of each feature that stands in several texts; ``BIAS`` is what all begin with."""
    lessons = [lesson for text in texts for lesson in text.lessons]
    telling = _telling(lessons)
    number = {feature: place for place, feature in enumerate((BIAS, *telling))}
    rows, values = [], []
    for counted, _ in lessons:
        known = [(feature, times) for feature, times in counted.features.items() if feature in telling]
        rows.append(np.array([0, *(number[feature] for feature, _ in known)]))
        values.append(np.array([1.0, *(telling[feature] * times * counted.size**-0.5 for feature, times in known)]))
    signs = [1.0 if contact else -1.0 for _, contact in lessons]
    solved = _solve(rows, values, signs, len(number))
    return {feature: float(solved[place]) * telling.get(feature, 1.0) for feature, place in number.items()}


def _telling(lessons: Sequence[tuple[Counted, bool]]) -> dict[Feature, float]:
    """How much each feature that stands in several lessons tells contacts from the others, by itself."""
    among = {
        kind: Counter(f for counted, contact in lessons if contact is kind for f in counted.features)
        for kind in (True, False)
    }
    many = {kind: sum(contact is kind for _, contact in lessons) for kind in among}
    return {
        feature: (1 + abs(log(_part(among[True][feature], many[True]) / _part(among[False][feature], many[False])))) / 2
        for feature in among[True] | among[False]
        if among[True][feature] + among[False][feature] >= TEXTS_MIN
    }


def _part(times: int, of: int) -> float:
    """The part of lessons in which something stands, never quite none and never quite all."""
    return (times + UNSEEN) / (of + 2 * UNSEEN)


def _solve(
    rows: list[NDArray[np.int64]], values: list[NDArray[np.float64]], signs: list[float], size: int
) -> NDArray[np.float64]:
    weights = np.zeros(size)
    alphas = [0.0] * len(rows)
    softened = 1 / (2 * COST)
    curvatures = [float(value @ value) + softened for value in values]
    everyone = list(range(len(rows)))
    asked, left_out_above = everyone, float("inf")
    shuffled = random.Random(SEED)  # noqa: S311 (no secret: the same order each time)
    for round_ in range(1, ROUNDS + 1):
        if round_ % ROUNDS_LEFT_OUT == 0:
            asked, left_out_above = everyone, float("inf")
        shuffled.shuffle(asked)
        kept, highest = [], 0.0
        for at in asked:
            row, value, sign, alpha = rows[at], values[at], signs[at], alphas[at]
            gradient = sign * float(weights[row] @ value) - 1 + softened * alpha
            if alpha == 0 and gradient > left_out_above:
                continue
            kept.append(at)
            if alpha > 0 or gradient < 0:
                highest = max(highest, gradient)
                alphas[at] = max(alpha - gradient / curvatures[at], 0.0)
                weights[row] += (alphas[at] - alpha) * sign * value
        asked, left_out_above = kept, highest or float("inf")
    return weights


def _file(learned: dict[Feature, float], threshold: float, texts: Sequence[Text]) -> str:
    tables: dict[str, dict[str, float]] = {table: {} for table in TABLES}
    for (table, key), weight in sorted(learned.items()):
        if table in tables and abs(weight) >= WEIGHT_MIN:
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
