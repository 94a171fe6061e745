"""Tickets for live events: a page names what it wants to hear of, and the live process need ask nobody whether it may.

A ticket is the topic's own name in the stream, so it stays the same for as long as it can: it ends with a period of
six hours, at least one period from now, and a page that is drawn anew within one period carries the same ticket.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

PERIOD = timedelta(hours=6)
SALT = "aval.live"


def issue(topic: str, *, account_id: UUID, at: datetime, key: str) -> str:
    """Return a ticket that lets an account hear of a topic such as ``contract/<id>`` for six to twelve hours.

    The caller has checked that the account may see what the topic is about.

    :param key: the site's secret key
    """
    ends = (int(at.timestamp()) // _seconds() + 2) * _seconds()
    return _signer(key).sign(f"{topic}~{account_id.hex}~{ends}")


def read(ticket: str, *, at: datetime, key: str) -> str | None:
    """Return the topic that a ticket is for, or None if it is not one of ours or is over."""
    try:
        topic, _account, ends = _signer(key).unsign(ticket).split("~")
    except (BadSignature, ValueError):
        return None
    return topic if at < datetime.fromtimestamp(int(ends), tz=UTC) else None


def _seconds() -> int:
    return int(PERIOD.total_seconds())


def _signer(key: str) -> Signer:
    # Everything is given, so that this works in a process that has not set Django up.
    return Signer(key=key, salt=SALT, fallback_keys=[], sep=".")
