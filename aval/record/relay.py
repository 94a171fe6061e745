"""How upper modules hear of events: readers, each with a cursor over the events in the order of their commits.

A reader runs after the commit, in the worker, in a transaction of its own that also moves its cursor. Should that
transaction fail, the same events come again: readers make repetition harmless. Only events of transactions older than
every one still under way are read (``pg_snapshot_xmin``), for a later commit may hold earlier positions.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils.module_loading import autodiscover_modules

from aval.kernel.transactions import unit
from aval.record.events import Event
from aval.record.queries import Recorded, read

logger = logging.getLogger(__name__)

BATCH = 500

Hear = Callable[[Recorded], None]


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str
    kinds: tuple[str, ...]
    hear: Hear


_READERS: dict[str, _Reader] = {}


def reader(name: str, *kinds: type[Event]) -> Callable[[Hear], Hear]:
    """Register a function that hears events of these kinds (of all kinds, if none is named).

    :param name: under which the cursor is kept; renaming a reader makes it hear everything again
    """

    def register(hear: Hear) -> Hear:
        _READERS[name] = _Reader(name, tuple(kind.KIND for kind in kinds), hear)
        return hear

    return register


def discover() -> None:
    """Import every installed module's ``readers.py``, which register themselves."""
    autodiscover_modules("readers")


def run_once() -> int:
    """Let every reader hear what is new, and return how many events were heard in all.

    A reader that fails is logged and stays where it is; the others go on.
    """
    heard = 0
    for one in _READERS.values():
        try:
            while count := _hear_batch(one):
                heard += count
        except Exception:
            logger.exception("the reader %s failed and will be tried again", one.name)
            if _raise_errors:
                raise
    return heard


_raise_errors = False


def raise_errors(*, on: bool = True) -> None:
    """Let failing readers raise instead of being logged: for tests, where a failure must be seen."""
    global _raise_errors  # noqa: PLW0603 (a switch of the process)
    _raise_errors = on


def _hear_batch(one: _Reader) -> int:
    with unit():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO record_readercursor (reader, xid, position) VALUES (%s, 0, 0) ON CONFLICT DO NOTHING",
                [one.name],
            )
            cursor.execute("SELECT xid, position FROM record_readercursor WHERE reader = %s FOR UPDATE", [one.name])
            xid, position = cursor.fetchone()
            cursor.execute(
                "SELECT xid, position FROM record_event WHERE (xid, position) > (%s, %s)"
                " AND (xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                " OR xid = pg_current_xact_id()::text::bigint)"
                " ORDER BY xid, position LIMIT 1 OFFSET %s",
                [xid, position, BATCH - 1],
            )
            upper = cursor.fetchone()
        condition = (
            "(e.xid, e.position) > (%s, %s) AND (e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            " OR e.xid = pg_current_xact_id()::text::bigint)"
        )
        values: list[object] = [xid, position]
        if upper:
            condition += " AND (e.xid, e.position) <= (%s, %s)"
            values += upper
        count, last = 0, None
        for recorded, place in read(condition, values, order="e.xid, e.position"):
            count, last = count + 1, place
            if not one.kinds or recorded.kind in one.kinds:
                one.hear(recorded)
        if last is not None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE record_readercursor SET xid = %s, position = %s WHERE reader = %s", [*last, one.name]
                )
    return count
