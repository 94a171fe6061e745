"""The time a client has to look at a delivery: when it ends, when reminders are due. Pure computation on moments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of ``length`` that begins at ``starts_at`` and stands still during ``pauses``.

    Only absences announced before the delivery are pauses: nobody can stall what is due already. So a window is known
    in full when it begins, and never changes.
    """

    starts_at: datetime
    length: timedelta
    pauses: Sequence[Pause] = ()

    @property
    def ends_at(self) -> datetime:
        """When all of the window has gone by."""
        return self.moment(100)

    def moment(self, percent: int) -> datetime:
        """Return when ``percent`` of the window has gone by, pauses left out."""
        left = self.length * percent / 100
        at = self.starts_at
        for begin, end in _merged(self.pauses):
            if end <= at:
                continue
            if begin > at:
                if left < begin - at:
                    break
                left -= begin - at
            at = end
        return at + left


def notice_after_last_reminder(length: timedelta, percents: Sequence[int]) -> timedelta:
    """Return how long after the last reminder was really sent the window may end at the earliest.

    Half of what the agreement leaves between the last reminder and the end. A site that was down over the whole window
    thus can't send its reminders and act on the silence in the same minute.
    """
    return length * (100 - max(percents)) / 200 if percents else timedelta(0)


def _merged(pauses: Iterable[Pause]) -> list[Pause]:
    merged: list[Pause] = []
    for begin, end in sorted(pauses):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged
