"""The one place where the wall clock is read; the domain gets its time from the Act."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment as an aware UTC time. Interfaces and jobs call it; domain actions never do."""
    return datetime.now(UTC)
