"""Statements that pass so often that they are prepared: parsed and planned once for each connection, not each time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from select import select
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from aval.kernel.postgresql.base import DatabaseWrapper


def run(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement, its values bound by the server, and return its rows, if it has any.

    Inside the transaction under way, like any statement of Django's; only query logs don't see it. Values are written
    ``%s``, or ``%b`` to be sent in the database's own form.

    :raises django.db.Error: what the database refuses, as from any of Django's cursors
    """
    link = _link()
    with link.wrap_database_errors:
        return link.run(statement, values)


def hold(statement: str, values: Sequence[Any]) -> None:
    """Run a statement of which nobody needs the rows in the next round trip, which may be the commit's.

    What the database refuses is raised there, so it is for what stands at an action's end.
    """
    _link().hold(statement, values)


def follow(statement: str, values: Sequence[Any]) -> None:
    """Run a statement after the commit, by itself and in the commit's round trip; never if all is rolled back.

    What is done is not undone by its failure, which the log tells.
    """
    _link().follow(statement, values)


@contextmanager
def ahead() -> Iterator[Callable[[str, Sequence[Any]], None]]:
    """Yield a function that sends a statement without waiting: the database works while the caller goes on.

    All have been carried out when the context has ended; meanwhile nothing else may use the connection. Values are
    sent in the database's own form (``%b``), if the statement says so.

    :raises django.db.Error: at the end, or at a later call, what the database refuses
    """
    link = _link()
    link.flush()
    raw = link.connection
    with link.wrap_database_errors, raw.pipeline(), psycopg.Cursor(raw) as cursor:

        def send(statement: str, values: Sequence[Any]) -> None:
            # Not prepared: psycopg would forget with a rollback what is prepared here, and what others prepared too.
            cursor.execute(statement, values)
            # Until the last byte is out the database waits for it instead of working.
            while raw.pgconn.flush():
                select([], [raw.pgconn.socket], [])

        yield send


def _link() -> DatabaseWrapper:
    link = cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])
    link.ensure_connection()
    link.validate_no_broken_transaction()
    return link
