"""Statements that pass so often that they are prepared: parsed and planned once for each connection, not each time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from select import select
from typing import Any

import psycopg
from django.db import connection


def run(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement, its values bound by the server, and return its rows, if it has any.

    Inside the transaction under way, like any statement of Django's; only query logs don't see it.

    :raises django.db.Error: what the database refuses, as from any of Django's cursors
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        result = cursor.pgresult
        return cursor.fetchall() if result is not None and result.nfields else []


@contextmanager
def ahead() -> Iterator[Callable[[str, Sequence[Any]], None]]:
    """Yield a function that sends a statement without waiting: the database works while the caller goes on.

    All have been carried out when the context has ended; meanwhile nothing else may use the connection. Values are
    sent in the database's own form (``%b``), if the statement says so.

    :raises django.db.Error: at the end, or at a later call, what the database refuses
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw = connection.connection
    with connection.wrap_database_errors, raw.pipeline(), psycopg.Cursor(raw) as cursor:

        def send(statement: str, values: Sequence[Any]) -> None:
            cursor.execute(statement, values, prepare=True)
            # Until the last byte is out the database waits for it instead of working.
            while raw.pgconn.flush():
                select([], [raw.pgconn.socket], [])

        yield send
