"""What an export holds, for the preview that a person confirms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aval.channels.container import Damage

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day-first", "month-first", "year-first"
EITHER, AMBIGUOUS, ABSOLUTE, NONE = "either", "ambiguous", "absolute", "none"


@dataclass(frozen=True, slots=True)
class Dates:
    """In which order days, months and years stand, and how that is known.

    ``order`` is day-first, month-first, year-first, either (every date reads the same both ways), ambiguous,
    absolute (the export holds exact moments) or none (it holds no dates). ``by`` names the evidence: "a day above 12",
    "four-digit year", "order of lines", "names of files", "dots", "told", …. ``alternatives`` are the two readings of
    the first entry, day first and month first, when ambiguous. ``certain`` is False where only custom speaks ("dots",
    "dashes", "four-digit year at the end"): worth a look by the person, whose ``day_first`` then counts more.
    """

    order: str
    by: str = ""
    alternatives: tuple[str, str] | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who wrote; ``first`` and ``last`` are clock times, or UTC where only that is known."""

    label: str
    entries: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class FileTally:
    """Announced files that came along, those that did not, and those that came unannounced; at most 100 names each."""

    present: int = 0
    missing: int = 0
    unannounced: int = 0
    missing_names: tuple[str, ...] = ()
    unannounced_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole export at a glance; ``entries`` counts all, ``messages`` only what people wrote or did themselves."""

    source: str
    name: str
    conversations: tuple[str, ...]
    entries: int
    messages: int
    kinds: Mapping[str, int]
    participants: tuple[Participant, ...]
    first: str | None
    last: str | None
    earliest: str | None
    latest: str | None
    dates: Dates
    zone: str | None
    zone_needed: bool
    platform: str | None
    style: str | None
    language: str | None
    files: FileTally
    flagged: Mapping[str, int]
    damage: tuple[Damage, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        values = asdict(self)
        values["damage"] = [{"code": damage.code, "detail": damage.detail} for damage in self.damage]
        return values
