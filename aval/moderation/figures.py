"""How often screening is wrong on this installation, from what people decided about what it held back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from aval.moderation.models import LOOKED_AT_WITHIN, FileResult, RefusedText, ReviewRequest
from aval.screening.files import FileVerdict, Outcome


@dataclass(slots=True)
class Count:
    """How many texts were held back, and what people said of those that they looked at."""

    refused: int = 0
    reviewed: int = 0
    allowed: int = 0
    """Let through by a person: screening was wrong."""
    deliberate: int = 0

    @property
    def upheld(self) -> int:
        """How many a person held back as well."""
        return self.reviewed - self.allowed

    @property
    def share(self) -> int | None:
        """How many of a hundred that were looked at had been held back wrongly."""
        return round(100 * self.allowed / self.reviewed) if self.reviewed else None


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it: as a whole, by what was found, by place, and by month (as "2026-11"), the newest first."""

    whole: Count
    by_kind: dict[str, Count]
    by_place: dict[str, Count]
    by_month: dict[str, Count]
    asked: int
    """Reviews that were asked for and decided."""
    in_time: int
    """Those of them that were decided within 24 hours."""
    files: dict[str, int]
    """How many files were allowed, found to hold something, and left for a person."""
    file_seconds: float
    """The processor time a file took, at the median."""


def figures() -> Figures:
    """Count. Nothing in it says who wrote what."""
    whole = Count()
    by_kind: dict[str, Count] = defaultdict(Count)
    by_place: dict[str, Count] = defaultdict(Count)
    by_month: dict[str, Count] = defaultdict(Count)
    rows = RefusedText.objects.values_list(
        "findings", "doubts", "place", "refused_at", "decision__allowed", "decision__deliberate"
    )
    for findings, doubts, place, refused_at, allowed, deliberate in rows.iterator():
        kinds = {found["kind"] for found in findings} | ({"unchecked"} if doubts else set())
        places = [whole, by_place[place], by_month[f"{refused_at:%Y-%m}"], *(by_kind[kind] for kind in kinds)]
        _add(places, allowed=allowed, deliberate=bool(deliberate))
    asked, in_time = _in_time()
    files, seconds = _files()
    return Figures(
        whole,
        _sorted(by_kind),
        _sorted(by_place),
        dict(sorted(by_month.items(), reverse=True)),
        asked,
        in_time,
        files,
        seconds,
    )


def _add(counts: Iterable[Count], *, allowed: bool | None, deliberate: bool) -> None:
    for count in counts:
        count.refused += 1
        if allowed is not None:
            count.reviewed += 1
            count.allowed += allowed
            count.deliberate += deliberate


def _sorted(counts: dict[str, Count]) -> dict[str, Count]:
    return dict(sorted(counts.items(), key=lambda one: -one[1].refused))


def _in_time() -> tuple[int, int]:
    decided = ReviewRequest.objects.exclude(refused__decision=None)
    times = list(decided.values_list("asked_at", "refused__decision__decided_at"))
    return len(times), sum(at - asked <= LOOKED_AT_WITHIN for asked, at in times)


def _files() -> tuple[dict[str, int], float]:
    tally = dict.fromkeys(Outcome, 0)
    seconds = []
    for verdict in FileResult.objects.values_list("verdict", flat=True).iterator():
        read = FileVerdict.from_json(verdict)
        tally[read.outcome] += 1
        seconds.append(read.seconds)
    return {str(outcome): count for outcome, count in tally.items()}, sorted(seconds)[
        len(seconds) // 2
    ] if seconds else 0.0
