"""Between which moments an event was made, from its log and from stamps, without believing the site's clock.

An event is not older than a stamp whose hash stands in the head of the site log that it, or an event before it in its
log, names as ``after``. It is not younger than the first stamp of a head of the site log that holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aval.proofs.events import After


@dataclass(frozen=True, slots=True)
class Stamp:
    """A good stamp: its time, the size of the head that it is of, and the position of its own hash in the site log."""

    at: datetime
    size: int
    position: int


@dataclass(frozen=True, slots=True)
class Window:
    """Not before, not after; None where no stamp says so."""

    not_before: datetime | None
    not_after: datetime | None

    def allows(self, claimed: datetime) -> bool:
        """Tell whether a claimed time lies in the window; authorities' clocks are believed to the second."""
        return (self.not_before is None or claimed.replace(microsecond=999_999) >= self.not_before) and (
            self.not_after is None or claimed.replace(microsecond=0) <= self.not_after
        )


def windows(afters: Sequence[After | None], places: Sequence[tuple[int, int]], stamps: Sequence[Stamp]) -> list[Window]:
    """Return the window of each event of a log.

    :param afters: what each event names, in order
    :param places: position in the site log and size of each of the log's heads that stands there, in order
    :param stamps: good ones, of heads and with positions that were checked
    """
    found, bound = [], 0
    for seq, after in enumerate(afters):
        bound = max(bound, after.size if after else 0)
        position = next((position for position, size in places if size > seq), None)
        found.append(
            Window(
                max((stamp.at for stamp in stamps if stamp.position < bound), default=None),
                min((s.at for s in stamps if position is not None and s.size > position), default=None),
            )
        )
    return found
