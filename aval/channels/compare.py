"""Two exports of one conversation side by side, and what of a newer export is new.

Each phone writes in its own style, zone and language and calls people as its owner does, so entries are matched by
what was said and when, and names are learned from the matches. A line that one party slipped into a message reads as a
message in that party's own export only: in the other it keeps a foreign style and stays inside the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from unicodedata import normalize

from aval.channels.entry import Entry, Flag

WINDOW = 2  # minutes by which two phones may disagree on when a message was written
QUARTER = 15  # zones differ by multiples of this many minutes
TELLING = 4  # characters from which a text that occurs once is evidence
_SPACES = re.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


class Difference(NamedTuple):
    """Two entries in the same place that don't say the same; ``why`` is author, edited, deleted, lines or text.

    "lines": one text goes on where the other ends, as when a line inside a message passes for a message elsewhere.
    """

    a: Entry
    b: Entry
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome. Notices are left out: each phone words them in its own language.

    ``only_a`` and ``only_b`` carry the flag "only-one-side" where the other export covers that time. ``offset_minutes``
    is how far b's clock is ahead of a's; ``labels`` says whom b calls what.
    """

    matched: tuple[tuple[Entry, Entry], ...]
    differs: tuple[Difference, ...]
    only_a: tuple[Entry, ...]
    only_b: tuple[Entry, ...]
    offset_minutes: int
    labels: dict[str, str]


def compare(a: Iterable[Entry], b: Iterable[Entry]) -> Comparison:
    """Match two exports of one conversation entry by entry; both are held in memory."""
    left = [_Side(entry) for entry in a if entry.kind != "notice"]
    right = [_Side(entry) for entry in b if entry.kind != "notice"]
    offset = _offset(left, right)
    pairs = _match(left, right, offset)
    labels = _labels(pairs)
    matched: list[tuple[Entry, Entry]] = []
    differs: list[Difference] = []
    for one, other in pairs:
        if labels.get(one.entry.author or "") == other.entry.author:
            matched.append((one.entry, other.entry))
        else:
            differs.append(Difference(one.entry, other.entry, "author"))
    paired = {id(side) for pair in pairs for side in pair}
    rest_left = [side for side in left if id(side) not in paired]
    rest_right = [side for side in right if id(side) not in paired]
    differs += _near(rest_left, rest_right, offset, labels)
    placed = {id(entry) for difference in differs for entry in difference[:2]}
    return Comparison(
        matched=tuple(matched),
        differs=tuple(differs),
        only_a=tuple(_only(rest_left, right, -offset, placed)),
        only_b=tuple(_only(rest_right, left, offset, placed)),
        offset_minutes=offset,
        labels=labels,
    )


def not_yet_known(entries: Iterable[Entry], known: Container[str]) -> Iterator[Entry]:
    """Those entries whose fingerprint is not among the known ones: what a newer export adds to an earlier one."""
    return (entry for entry in entries if entry.fingerprint not in known)


class _Side:
    """An entry with what it is matched by."""

    __slots__ = ("entry", "key", "minute")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.minute = _minute(entry)
        text = _SPACES.sub(" ", normalize("NFC", entry.text)).strip()
        self.key = (text, bool(entry.attachments), entry.deleted)


def _minute(entry: Entry) -> int | None:
    if entry.at is not None:
        return int(entry.at.timestamp() // 60)
    if entry.at_local is not None:
        return int(datetime.fromisoformat(entry.at_local).replace(tzinfo=UTC).timestamp() // 60)
    return None


def _offset(left: Sequence[_Side], right: Sequence[_Side]) -> int:
    """How many minutes b's clock is ahead: what most texts that occur once in each export agree on."""
    once_left, once_right = _once(left), _once(right)
    votes: Counter[int] = Counter()
    for key, one in once_left.items():
        other = once_right.get(key)
        if other and one.minute is not None and other.minute is not None:
            apart = other.minute - one.minute
            near = round(apart / QUARTER) * QUARTER
            votes[near if abs(apart - near) <= WINDOW else apart] += 1
    return votes.most_common(1)[0][0] if votes else 0


def _once(sides: Sequence[_Side]) -> dict[tuple[str, bool, bool], _Side]:
    counts = Counter(side.key for side in sides)
    return {side.key: side for side in sides if counts[side.key] == 1 and len(side.key[0]) >= TELLING}


def _match(left: Sequence[_Side], right: Sequence[_Side], offset: int) -> list[tuple[_Side, _Side]]:
    """Pairs with the same content at the same time; of several, the nearest in time."""
    waiting: defaultdict[tuple[str, bool, bool], list[_Side]] = defaultdict(list)
    for side in right:
        waiting[side.key].append(side)
    pairs: list[tuple[_Side, _Side]] = []
    for one in left:
        candidates = waiting.get(one.key, [])
        best = min(candidates, key=lambda other: _apart(one, other, offset), default=None)
        if best is not None and _apart(one, best, offset) <= WINDOW:
            candidates.remove(best)
            pairs.append((one, best))
    return pairs


def _apart(one: _Side, other: _Side, offset: int) -> int:
    """Minutes between two entries once the clocks are set alike; 0 where a time is unknown."""
    if one.minute is None or other.minute is None:
        return 0
    return abs(other.minute - offset - one.minute)


def _labels(pairs: Sequence[tuple[_Side, _Side]]) -> dict[str, str]:
    """For each name in a, the name that b gives to the same person most often."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, other in pairs:
        votes[one.entry.author or ""][other.entry.author or ""] += 1
    return {label: counts.most_common(1)[0][0] for label, counts in votes.items()}


def _near(left: Sequence[_Side], right: Sequence[_Side], offset: int, labels: dict[str, str]) -> list[Difference]:
    """Entries without a match that stand in the same place: same person, same time, other content."""
    by_minute: defaultdict[int, list[_Side]] = defaultdict(list)
    for side in right:
        if side.minute is not None:
            by_minute[side.minute - offset].append(side)
    found: list[Difference] = []
    for one in left:
        if one.minute is None:
            continue
        for minute in sorted(
            range(one.minute - WINDOW, one.minute + WINDOW + 1), key=lambda m: abs(m - (one.minute or 0))
        ):
            candidates = by_minute.get(minute, [])
            same = [c for c in candidates if labels.get(one.entry.author or "", c.entry.author or "") == c.entry.author]
            best = next((c for c in same if _why(one, c) != "text"), same[0] if same else None)
            if best is not None:
                candidates.remove(best)
                found.append(Difference(one.entry, best.entry, _why(one, best)))
                break
    return found


def _why(one: _Side, other: _Side) -> str:
    if one.entry.deleted != other.entry.deleted:
        return "deleted"
    if one.entry.edited != other.entry.edited:
        return "edited"
    short, long = sorted((one.entry.text, other.entry.text), key=len)
    return "lines" if short and long.startswith(f"{short}\n") else "text"


def _only(rest: Sequence[_Side], others: Sequence[_Side], offset: int, placed: set[int]) -> Iterator[Entry]:
    """Entries that the other side lacks, flagged where it covers their time."""
    minutes = [side.minute for side in others if side.minute is not None]
    for side in rest:
        if id(side.entry) in placed:
            continue
        covered = bool(minutes) and side.minute is not None and min(minutes) <= side.minute - offset <= max(minutes)
        yield side.entry._replace(flags=(*side.entry.flags, Flag("only-one-side"))) if covered else side.entry
