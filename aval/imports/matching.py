"""Telling which entries of an export are there already: brought in before, or by the other party."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

TOLERANCE = timedelta(seconds=90)
"""One export has seconds, another only minutes, and the two phones' clocks differ a little."""
QUARTER = timedelta(minutes=15)
TELLING_LENGTH = 8
"""A text of fewer characters ("ok") says nothing about how far two clocks lie apart."""


@dataclass(frozen=True, slots=True)
class Said:
    """What tells one message from another: who said it, when, and in which words."""

    side: str
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """A message that is in the record already."""

    id: UUID
    said: Said


def words(text: str, files: Iterable[str | None] = ()) -> str:
    """Return the text without what apps and phones change in it: marks, widths and spacing."""
    plain = text or " ".join(name or "file" for name in files)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
        plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    return " ".join(plain.split()).casefold()


def match(new: Sequence[Said], known: Sequence[Known]) -> Mapping[int, UUID]:
    """Return, by place in ``new``, which known message each one is. Each known message is used once.

    Two exports of one chat may differ by a whole number of quarter hours, where one of the two zones was named wrongly.
    """
    offset = _offset(new, known)
    waiting: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for item in known:
        waiting[item.said.side, item.said.words].append(item)
    found: dict[int, UUID] = {}
    for place, said in enumerate(new):
        candidates = waiting.get((said.side, said.words), [])
        fitting = next((item for item in candidates if _near(said.at, item.said.at, offset)), None)
        if fitting is not None:
            candidates.remove(fitting)
            found[place] = fitting.id
    return found


def _near(one: datetime | None, other: datetime | None, offset: timedelta) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other - offset) <= TOLERANCE


def _offset(new: Sequence[Said], known: Sequence[Known]) -> timedelta:
    """Return how far the new export's clock is from the known one: the most common distance of texts said once."""
    once_new = _said_once(new)
    once_known = _said_once([item.said for item in known])
    distances = Counter(
        round((once_new[key] - once_known[key]) / QUARTER) for key in once_new.keys() & once_known.keys()
    )
    if not distances:
        return timedelta()
    quarters, count = distances.most_common(1)[0]
    return quarters * QUARTER if count * 2 > distances.total() else timedelta()


def _said_once(all_said: Iterable[Said]) -> dict[tuple[str, str], datetime]:
    times: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for said in all_said:
        if said.at is not None and len(said.words) >= TELLING_LENGTH:
            times[said.side, said.words].append(said.at)
    return {key: moments[0] for key, moments in times.items() if len(moments) == 1}
