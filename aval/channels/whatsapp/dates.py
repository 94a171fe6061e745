"""Which number is the day? Decided by evidence, for each way of writing dates that the file uses.

In turn: numbers above 12, the order of the lines, dates in the names of attachments, other lines of the file. Custom
comes last and is marked as uncertain: of all short dates in CLDR 47 none has the month first with dots or dashes, and
only those of Inuktitut and Anii with a four-digit year. The language of the app decides nothing: a Spanish app on a
phone with the United States as its region writes the month first.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from aval.channels.summary import AMBIGUOUS, DAY_FIRST, EITHER, MONTH_FIRST, YEAR_FIRST, Dates
from aval.channels.whatsapp.headers import HALVES, LATIN_HALF

_NUMBERS = re.compile(r"([MTSHR]?)(\d+)")
_ERA_STARTS = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
BUDDHIST, FIRST_BUDDHIST_YEAR = 543, 2400
A_MONTH = 27  # days: reading days as months makes time jump by at least this much
MARGIN = 0.95


class Written(NamedTuple):
    """The three numbers of a date as they stand, with the era's letter or calendar's mark."""

    a: int
    b: int
    c: int
    a_digits: int
    c_digits: int
    era: str
    text: str


Reading = tuple[int, int, int]


def written(text: str) -> Written | None:
    """The numbers of a date's text, in whatever digits; None if there aren't three."""
    found = _NUMBERS.findall(text)
    if len(found) != 3:  # noqa: PLR2004
        return None
    (_, a), (_, b), (era, c) = found
    return Written(int(a), int(b), int(c), len(a), len(c), era, text)


def read(numbers: Written, order: str) -> Reading | None:
    """Year, month and day under an order; None if there is no such day."""
    if numbers.a_digits == 4:  # noqa: PLR2004
        year, month, day, digits = numbers.a, numbers.b, numbers.c, 4
    elif order == YEAR_FIRST:
        year, month, day, digits = numbers.a, numbers.b, numbers.c, numbers.a_digits
    elif order == MONTH_FIRST:
        month, day, year, digits = numbers.a, numbers.b, numbers.c, numbers.c_digits
    else:
        day, month, year, digits = numbers.a, numbers.b, numbers.c, numbers.c_digits
    year = _year(year, digits, numbers)
    if not (1 <= month <= 12 and 1970 <= year <= 2199 and 1 <= day <= monthrange(year, month)[1]):  # noqa: PLR2004
        return None
    return year, month, day


def _year(year: int, digits: int, numbers: Written) -> int:
    if numbers.era:
        return _ERA_STARTS[numbers.era] + year
    buddhist = "BE" in numbers.text or "พ" in numbers.text
    if digits <= 2:  # noqa: PLR2004
        year += 2500 if buddhist else 2000
    return year - BUDDHIST if buddhist or year > FIRST_BUDDHIST_YEAR else year


@dataclass(slots=True)
class Evidence:
    """Everything in a file that bears on the order of its dates.

    ``texts`` counts dates by the way they are written (``Style.dates``), ``sequence`` lists them in file order without
    repetition, ``named`` pairs a written date with the date in an attachment's name.
    """

    texts: dict[str, Counter[str]] = field(default_factory=dict)
    sequence: list[tuple[str, str]] = field(default_factory=list)
    named: Callable[[], Iterable[tuple[str, Reading]]] = tuple


def decide(evidence: Evidence) -> dict[str, Dates]:
    """The order for each way of writing dates; its own evidence comes before that of the rest of the file."""
    orders = {way: _by_values(way, texts) for way, texts in evidence.texts.items()}
    for rule in (_by_sequence, _by_names):
        orders = {way: (rule(way, evidence) if _open(dates) else None) or dates for way, dates in orders.items()}
    decided = {dates.order for dates in orders.values()} & {DAY_FIRST, MONTH_FIRST}
    if len(decided) == 1:
        rest = Dates(decided.pop(), "other lines of the file")
        orders = {way: rest if _open(dates) else dates for way, dates in orders.items()}
    return {way: (_by_custom(way, evidence) if _open(dates) else None) or dates for way, dates in orders.items()}


def _open(dates: Dates) -> bool:
    return dates.order == AMBIGUOUS


def _by_values(separator: str, texts: Counter[str]) -> Dates:
    """What the numbers alone allow."""
    fits: Counter[str] = Counter()
    same = True
    total = 0
    for text, count in texts.items():
        numbers = written(text)
        if numbers is None:
            continue
        if numbers.a_digits == 4:  # noqa: PLR2004
            return Dates(YEAR_FIRST, "four-digit year")
        total += count
        same = same and numbers.a == numbers.b
        for order in (DAY_FIRST, MONTH_FIRST, YEAR_FIRST):
            fits[order] += count if read(numbers, order) else 0
    if separator.strip() == "." and fits[YEAR_FIRST] == total and all(text.rstrip().endswith(".") for text in texts):
        return Dates(YEAR_FIRST, "full stop after the day")
    day, month = fits[DAY_FIRST], fits[MONTH_FIRST]
    if day == month == total:
        if same:
            return Dates(EITHER, "day and month are equal")
        return Dates(AMBIGUOUS)
    if not day and not month and fits[YEAR_FIRST]:
        return Dates(YEAR_FIRST, "no other reading")
    return _by_majority(total - day, total - month)


def _by_majority(against_day: int, against_month: int) -> Dates:
    """A day above 12 speaks against one order; a few odd lines (typed, or damaged) don't outweigh the file."""
    decisive = against_day + against_month
    if against_month >= MARGIN * decisive:
        return Dates(DAY_FIRST, "a day above 12")
    if against_day >= MARGIN * decisive:
        return Dates(MONTH_FIRST, "a day above 12")
    return Dates(AMBIGUOUS)


def _by_sequence(separator: str, evidence: Evidence) -> Dates | None:
    """The wrong order makes time jump back by a month or more where days follow each other."""
    back = dict.fromkeys((DAY_FIRST, MONTH_FIRST), 0)
    for order in back:
        before: date | None = None
        for text, its_separator in evidence.sequence:
            if its_separator != separator:
                continue
            numbers = written(text)
            reading = read(numbers, order) if numbers else None
            if reading is None:
                continue
            day = date(*reading)
            if before and (before - day).days >= A_MONTH:
                back[order] += 1
            before = day
    if back[MONTH_FIRST] and not back[DAY_FIRST]:
        return Dates(DAY_FIRST, "order of lines")
    if back[DAY_FIRST] and not back[MONTH_FIRST]:
        return Dates(MONTH_FIRST, "order of lines")
    return None


def _by_custom(separator: str, evidence: Evidence) -> Dates | None:
    """What nearly every locale does; uncertain, since some phones let people choose."""
    if separator in (".", "-"):
        return Dates(DAY_FIRST, "dots" if separator == "." else "dashes", certain=False)
    numbers = written(next(iter(evidence.texts[separator]), ""))
    if numbers and numbers.c_digits == 4:  # noqa: PLR2004
        return Dates(DAY_FIRST, "four-digit year at the end", certain=False)
    return None


def _by_names(separator: str, evidence: Evidence) -> Dates | None:
    """Names of attachments hold their date with the year first."""
    votes: Counter[str] = Counter()
    for text, reading in evidence.named():
        numbers = written(text)
        if numbers is None or text not in evidence.texts[separator]:
            continue
        fits = [order for order in (DAY_FIRST, MONTH_FIRST) if _near(read(numbers, order), reading)]
        if len(fits) == 1:
            votes[fits[0]] += 1
    for order in (DAY_FIRST, MONTH_FIRST):
        if votes[order] and votes[order] >= MARGIN * votes.total():
            return Dates(order, "names of files")
    return None


def _near(one: Reading | None, other: Reading) -> bool:
    return one is not None and abs((date(*one) - date(*other)).days) <= 1


_HALF = re.compile(
    rf"{LATIN_HALF}|" + "|".join(re.escape(word) for pair in HALVES for word in sorted(pair, key=len, reverse=True))
)
_PLAIN_TIME = re.compile(r"\d\d?[:.]\d\d(?:[:.]\d\d)?")
_AFTER_NOON = frozenset(pair[1] for pair in HALVES)


def read_time(text: str) -> tuple[int, int, int] | None:
    """Hour (0 to 23), minute and second of a time's text; "00:08 a.m." and "23:59 PM" mean what they can only mean."""
    half = None
    if _PLAIN_TIME.fullmatch(text):
        numbers = list(map(int, text.replace(".", ":").split(":")))
    else:
        numbers = [int(digits) for _, digits in _NUMBERS.findall(_HALF.sub(" ", text))]
        half = _HALF.search(text)
    hour, minute, second = (*numbers, 0)[:3]
    if half:
        word = half.group()
        after = word in _AFTER_NOON or (word[0] in "Pp" and word not in {pair[0] for pair in HALVES})
        if after and hour < 12:  # noqa: PLR2004
            hour += 12
        elif not after and hour == 12:  # noqa: PLR2004
            hour = 0
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None  # noqa: PLR2004
