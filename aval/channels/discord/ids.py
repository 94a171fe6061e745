"""Discord's ids hold the millisecond in which they were made."""

from __future__ import annotations

from datetime import datetime, timedelta

from aval.channels.entry import Flag
from aval.channels.structured import moment

EPOCH_MS = 1_420_070_400_000  # 2015-01-01, where Discord's ids begin to count
SNOWFLAKE, LONGEST = 10**16, 20  # ids below this don't hold a moment
CLOSE = timedelta(seconds=60)


def made_at(own_id: str) -> datetime | None:
    """When an id was made; None for what is no such id."""
    if not (own_id.isascii() and own_id.isdecimal()) or len(own_id) > LONGEST or int(own_id) < SNOWFLAKE:
        return None
    return moment((int(own_id) >> 22) + EPOCH_MS)


def contradiction(own_id: str, at: datetime | None) -> tuple[Flag, ...]:
    """A doubt when the id was made at another time than the message claims."""
    made = made_at(own_id)
    if at is None or made is None or abs(made - at) <= CLOSE:
        return ()
    return (Flag("id-contradicts-time", f"{made.isoformat(timespec='seconds')} / {at.isoformat(timespec='seconds')}"),)
