"""From the clock on a phone's wall to a moment: zones, and the hours that clocks skip or repeat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aval.channels.entry import NOTHING
from aval.channels.refusals import UnknownZone

SKIPPED: Mapping[str, str] = MappingProxyType({"clock": "skipped"})
REPEATED: Mapping[str, str] = MappingProxyType({"clock": "repeated"})
A_DAY = timedelta(days=1)


class Clock:
    """The zone of the phone that made an export, or none when nobody said."""

    def __init__(self, zone: str | None) -> None:
        """:raises UnknownZone: if there is no zone of this name."""
        self.name = zone
        self.zone: ZoneInfo | None = None
        if zone is not None:
            try:
                self.zone = ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise UnknownZone(zone) from None

    def shifts_on(self, year: int, month: int, day: int) -> bool:
        """Whether clocks are put forward or back on this day."""
        if self.zone is None or (year, month, day) >= (9999, 12, 30):
            return False
        start = datetime(year, month, day, tzinfo=self.zone)
        return start.utcoffset() != (start + A_DAY + A_DAY / 8).utcoffset()

    def at(self, local: datetime) -> tuple[datetime | None, Mapping[str, str]]:
        """The moment of a naive local time, and a remark when clocks skipped or repeated it (then its first pass)."""
        if self.zone is None:
            return None, NOTHING
        at = local.replace(tzinfo=self.zone)
        if at.utcoffset() == at.replace(fold=1).utcoffset():
            return at, NOTHING
        back = at.astimezone(UTC).astimezone(self.zone)
        return (at, REPEATED) if back.replace(tzinfo=None) == local else (back, SKIPPED)
