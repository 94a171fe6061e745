"""The one connection on which this process hears PostgreSQL's notifications."""

import asyncio
import logging

import psycopg

from aval.live.hub import Hub

logger = logging.getLogger(__name__)

CHANNEL = "aval_live"
PAUSE_FIRST, PAUSE_LAST = 0.2, 10.0


def topic_of(payload: str) -> tuple[str, int]:
    """Read a notification: ``<contract id>:<event number>``, or ``<kind>/<id>:<number>`` for anything else.

    >>> topic_of("0190c0de:7")
    ('contract/0190c0de', 7)
    >>> topic_of("account/42:0")
    ('account/42', 0)
    """
    name, _colon, number = payload.rpartition(":")
    name = name or payload
    return (name if "/" in name else f"contract/{name}"), int(number) if number.isdecimal() else 0


async def listen(hub: Hub, conninfo: str, ready: asyncio.Event) -> None:
    """Pass notifications on until cancelled; a lost connection is made anew, and everybody told to look again."""
    pause = PAUSE_FIRST
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                if ready.is_set():
                    hub.tell_all()
                ready.set()
                pause = PAUSE_FIRST
                async for notification in connection.notifies():
                    hub.tell(*topic_of(notification.payload))
        except psycopg.OperationalError as error:
            logger.warning("lost the database, trying again in %.1f s: %s", pause, error)
        await asyncio.sleep(pause)
        pause = min(pause * 2, PAUSE_LAST)
