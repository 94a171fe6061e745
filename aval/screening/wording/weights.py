"""What was learned: how much each thing that is counted of a text makes it read like a way to meet outside."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from sys import intern
from typing import NamedTuple

from aval.screening.wording.tokens import (
    KEPT_LENGTH,
    KEPT_MAX,
    PAIR,
    PHRASE,
    SIGN,
    SKIP,
    SPELT,
    WORD,
    counted_of,
    names_of_signs,
)

WEIGHTS = Path(__file__).with_name("weights.json")

Pair = tuple[str, str]


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
        if len(token) <= KEPT_LENGTH and len(self) < KEPT_MAX:
            self[token] = total
        return total


class Signs(dict[tuple[int, int, int], float]):
    """What the signals, digits and numerals of a text add together; what is asked often enough is kept."""

    def __init__(self, table: Mapping[str, float]) -> None:
        """Take the weights of the signs by their names."""
        super().__init__()
        self._table = table

    def __missing__(self, signs: tuple[int, int, int]) -> float:
        total = sum(self._table.get(name, 0.0) for name in names_of_signs(*signs))
        if len(self) < KEPT_MAX:
            self[signs] = total
        return total


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
