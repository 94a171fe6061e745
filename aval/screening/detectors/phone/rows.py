"""Rows of numbers that are matter of the work: tables, scores, years, what adds up."""

# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from itertools import pairwise

from aval.screening.text.numbers import Run

# Fewer digits than this are no phone anywhere that we serve.
DIGITS_MIN = 7
DIGITS_MAX = 15
# So many years, scores or numbers in a line make a row, and so many lines alike a table.
YEARS_MIN, SCORES_MIN = 3, 6
COLUMNS_MIN, ROWS_MIN = 3, 3
# Two lines are enough where each is as long as this.
LONG_MIN = 5
FIRST_YEAR, LAST_YEAR = 1400, 2100


def is_row(run: Run) -> bool:
    """Whether a number that no word speaks of is several: years, scores, an order, what adds up."""
    return _are_years(run.groups) or _are_scores(run) or _is_an_order(run.groups) or _adds_up(run)


def ascending(groups: list[str], *, spelled: bool = False) -> bool:
    """Whether the groups count up or down, or are all the same step apart: 1 2 3 4, 10 20 30."""
    numbers = [int(group) for group in groups]
    # "from ten: ten, nine": said twice, counted once.
    steps = {after - before for before, after in pairwise(numbers) if len(groups) < 5 or after != before}
    if len(groups) < 3 or not steps:
        return False
    return len(steps) == 1 or (not spelled and (min(steps) > 0 or max(steps) < 0) and len(groups) >= 4)


def _are_years(groups: list[str]) -> bool:
    years = [int(group) for group in groups if len(group) == 4]
    return (
        len(years) == len(groups) >= YEARS_MIN
        and years[0] >= FIRST_YEAR
        and years[-1] < LAST_YEAR
        and years == sorted(years)
    )


def _are_scores(run: Run) -> bool:
    """Whether they stand in pairs: 21-18 16-21 15-12."""
    return (
        len(run.groups) >= SCORES_MIN
        and max(map(len, run.groups)) <= 2
        and all(gap == "-" for gap in run.gaps[::2])
        and all(gap.strip(" ,;/") == "" and gap != "" for gap in run.gaps[1::2])
    )


def _is_an_order(groups: list[str]) -> bool:
    """Whether each figure from 1 on stands there once: the order of songs, a square, a puzzle's line."""
    return len(groups) == 9 and sorted(groups) == list("123456789")


def _adds_up(run: Run) -> bool:
    """Whether the last is the sum of the others: 4 5 3 4 = 16."""
    *added, total = map(int, run.groups)
    return len(added) > 1 and run.gaps[-1].strip() == "=" and sum(added) == total


def is_in_a_table(run: Run, text: str) -> bool:
    """Whether the lines around have as many numbers each, and some of more than one figure."""
    if "\n" not in text:
        return False
    at = text.count("\n", 0, run.start)
    rows = [_NUMBER.findall(line) for line in text.split("\n")]
    alike = _around(list(map(len, rows)), at)
    tall = len(rows[at]) >= COLUMNS_MIN and alike >= ROWS_MIN
    wide = len(rows[at]) >= LONG_MIN and alike > 1
    return (tall or wide) and any(len(number) > 1 for number in rows[at])


def _around(values: list[int], at: int) -> int:
    """How many values next to each other, with the one at this place among them, are the same."""
    first = last = at
    while first > 0 and values[first - 1] == values[at]:
        first -= 1
    while last + 1 < len(values) and values[last + 1] == values[at]:
        last += 1
    return last - first + 1


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
