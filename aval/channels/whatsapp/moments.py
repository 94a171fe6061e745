"""Times of entries, each distinct text read only once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from operator import le
from typing import NamedTuple

from aval.channels.clock import Clock
from aval.channels.entry import NOTHING, Entry, Flag
from aval.channels.summary import AMBIGUOUS, DAY_FIRST, EITHER, MONTH_FIRST
from aval.channels.whatsapp.dates import read, read_time, written
from aval.channels.whatsapp.headers import Style

_SECONDS = re.compile(r"(?<=[:.])([0-5][0-9])(\D*)$", re.ASCII)
_SECOND = frozenset(f"{second:02}" for second in range(60))
_DIGITS = re.compile(r"\d+")
MOST_CACHED = 50_000


# When an entry was written: clock time as ISO 8601, moment if the zone is known, doubts, remarks, and what identifies
# the minute for fingerprints even where the date can't be read. A plain tuple: one is made for each entry.
Moment = tuple[str | None, datetime | None, tuple[Flag, ...], Mapping[str, str], str]


class _Day(NamedTuple):
    iso: str
    numbers: tuple[int, int, int] | None
    flags: tuple[Flag, ...]
    shifts: bool
    alternatives: tuple[str, str] | None


_Time = tuple[int, int, int, str, tuple[Flag, ...]]


class Moments:
    """Reads dates and times of the entries in one style."""

    def __init__(
        self, style: Style, order: str, *, padded: bool | None, padded_hours: bool | None, clock: Clock
    ) -> None:
        """``padded`` says whether days and months below ten carry a zero in front, None if nothing shows it."""
        self._padded_hours = padded_hours
        self.style = style
        self._order = order
        self._padded = padded
        self._clock = clock
        self._zone = clock.zone
        self._days: dict[str, _Day] = {}
        self._times: dict[str, _Time] = {}
        # A day has 86,400 seconds but only 1,440 minutes: times with seconds are looked up without them, those being
        # the two digits that end ``tail`` characters before the text does (negative: there are none).
        self._tail = 0
        self._minutes: dict[str, str] = {}

    def of(self, date_text: str, time_text: str) -> Moment:
        """The moment that a header's date and time name."""
        day = self._days.get(date_text) or self._day(date_text)
        time = self._times.get(time_text)
        if time is None:
            # What _quick does, written out: nearly every entry with seconds comes by here.
            if self._zone is None and day.numbers is not None and self._minutes:
                end = len(time_text) - self._tail
                second, known = time_text[end - 2 : end], self._minutes.get(time_text[: end - 2] + time_text[end:])
                if known is not None and second in _SECOND:
                    minute = day.iso + known
                    return minute + second, None, day.flags, NOTHING, minute[:16]
            time = self._time(time_text)
        if time is None:
            return None, None, (*day.flags, Flag("impossible-time", time_text)), NOTHING, f"{date_text} {time_text}"
        if day.numbers is None:
            return self._unread(day, date_text, time[3])
        at_local = day.iso + time[3]
        flags = day.flags + time[4]
        if self._zone is None:
            return at_local, None, flags, NOTHING, at_local[:16]
        if day.shifts:
            local = datetime(*day.numbers, *time[:3])  # noqa: DTZ001 (the clock puts it into its zone)
            at, extra = self._clock.at(local)
            return at_local, at, flags, extra, at_local[:16]
        return at_local, datetime(*day.numbers, *time[:3], tzinfo=self._zone), flags, NOTHING, at_local[:16]

    def _unread(self, day: _Day, date_text: str, iso: str) -> Moment:
        """An entry whose date is ambiguous (both readings are told) or impossible."""
        extra: Mapping[str, str] = NOTHING
        if day.alternatives:
            first, second = day.alternatives
            extra = {"day_first": first + iso, "month_first": second + iso}
        return None, None, day.flags, extra, f"{date_text}{iso[:6]}"

    def _day(self, text: str) -> _Day:
        day = self._read_day(text)
        if len(self._days) < MOST_CACHED:
            self._days[text] = day
        return day

    def _read_day(self, text: str) -> _Day:
        numbers, order = written(text), self._order
        if numbers is None:
            return _Day("", None, (Flag("impossible-time", text),), shifts=False, alternatives=None)
        flags = self._style_doubt(text)
        if order == AMBIGUOUS:
            first, second = read(numbers, DAY_FIRST), read(numbers, MONTH_FIRST)
            if first and second and first != second:
                return _Day("", None, flags, shifts=False, alternatives=(iso_date(first), iso_date(second)))
            reading = first or second
        else:
            reading = read(numbers, DAY_FIRST if order == EITHER else order)
            if reading is None:
                # The only line that contradicts the file's order: typed by hand, or damaged.
                return _Day("", None, (*flags, Flag("impossible-time", text)), shifts=False, alternatives=None)
        if reading is None:
            return _Day("", None, (*flags, Flag("impossible-time", text)), shifts=False, alternatives=None)
        return _Day(iso_date(reading), reading, flags, self._clock.shifts_on(*reading), None)

    def _style_doubt(self, text: str) -> tuple[Flag, ...]:
        """A date with a zero in front where the phone writes none, or the other way round."""
        padded = self._padded
        zero, single = zeros(text, year_first=self.style.dates.startswith("Y"))
        if (padded is True and single) or (padded is False and zero):
            return (Flag("style-differs", text),)
        return ()

    def _quick(self, text: str) -> str | None:
        """The ISO form of a time whose minute was read before and is plain; None if it has to be read."""
        tail, size = self._tail, len(text)
        second = text[size - tail - 2 : size - tail]
        minute = self._minutes.get(text[: size - tail - 2] + text[size - tail :])
        return minute + second if minute is not None and second in _SECOND else None

    def _time(self, text: str) -> _Time | None:
        if known := self._quick(text):
            return int(known[1:3]), int(known[4:6]), int(known[7:]), known, ()
        reading = read_time(text)
        if reading is None:
            return None
        hour, minute, second = reading
        padded = self._padded_hours
        odd = (padded is True and is_single(text)) or (padded is False and is_padded(text) and reading[0] != 0)
        doubts = (Flag("style-differs", text),) if odd else ()
        time = (hour, minute, second, f"T{hour:02}:{minute:02}:{second:02}", doubts)
        if len(self._times) < MOST_CACHED:
            self._times[text] = time
            if not doubts:
                self._remember(text, time[3])
        return time

    def _remember(self, text: str, iso: str) -> None:
        """Keep a time about which nothing is to be said, without its seconds where it has them."""
        found = _SECONDS.search(text) if self.style.seconds else None
        if found and found.group(1) == iso[7:] and (not self._minutes or self._tail == len(found.group(2))):
            self._tail = len(found.group(2))
            self._minutes[text[: found.start(1)] + found.group(2)] = iso[:7]


def zeros(text: str, *, year_first: bool) -> tuple[bool, bool]:
    """Whether a day or month in a date's text carries a zero in front, and whether one stands alone below ten."""
    numbers = _DIGITS.findall(text)
    of_interest = numbers[1:] if year_first else numbers[:2]
    return any(len(n) == 2 and int(n) < 10 for n in of_interest), any(len(n) == 1 for n in of_interest)  # noqa: PLR2004


def is_padded(time: str) -> bool:
    """Whether a time begins with a zero before another digit."""
    return time[:1] == "0" and time[1:2].isdigit()


def is_single(time: str) -> bool:
    """Whether a time begins with a single digit."""
    return time[:1].isdigit() and not time[1:2].isdigit()


def iso_date(reading: tuple[int, int, int]) -> str:
    """Year, month and day as ISO 8601."""
    return "{:04}-{:02}-{:02}".format(*reading)


def doubt_order(batches: Iterator[list[Entry]], tolerance: float) -> Iterator[list[Entry]]:
    """Flag entries whose time does not fit between their neighbours by more than ``tolerance`` seconds.

    One step back has two explanations: the entry before is dated too late, or this one too early. Where the entry
    before that doesn't settle it, both are flagged. Notices are left out: the app itself dates them loosely.
    """
    waiting: list[Entry] = []  # the last message so far, whose neighbour is still to come, and the notices after it
    before = ""  # time of the message before it
    for fresh in batches:
        batch = waiting + fresh
        times = [entry.at_local for entry in batch if entry.author is not None and entry.at_local is not None]
        if not all(map(le, times, times[1:])):
            batch = _doubted(batch, before, tolerance)
        last = next((at for at in range(len(batch) - 1, -1, -1) if _is_dated(batch[at])), len(batch))
        waiting, before = batch[last:], times[-2] if len(times) > 1 else before
        yield batch[:last]
    yield waiting


def _is_dated(entry: Entry) -> bool:
    return entry.author is not None and entry.at_local is not None


def _doubted(batch: list[Entry], before: str, tolerance: float) -> list[Entry]:
    """The batch with flags where time goes back."""
    held = -1  # place of the message before
    held_local = ""
    for place, entry in enumerate(batch):
        local = entry.at_local
        if local is None or entry.author is None:
            continue
        if held >= 0:
            if local < held_local and _apart(held_local, local) > tolerance:
                flag = Flag("time-goes-back", f"{held_local} → {local}")
                batch[place] = entry._replace(flags=(*entry.flags, flag))
                if before <= local:
                    batch[held] = batch[held]._replace(flags=(*batch[held].flags, flag))
            before = held_local
        held, held_local = place, local
    return batch


def _apart(later: str, earlier: str) -> float:
    """Seconds between two clock times."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
