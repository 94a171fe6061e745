"""Statements that pass so often that they are prepared: parsed and planned once for each connection, not each time."""

from collections.abc import Sequence
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
