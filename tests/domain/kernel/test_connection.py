"""A kept connection: asked seldom whether it lives, and asked at once after a failure."""

import pytest
from django.db import DatabaseError, connection

from aval.kernel import statements

pytestmark = pytest.mark.committing


@pytest.fixture(autouse=True)
def _fresh(committing_db: object) -> None:
    connection.close()
    connection.ensure_connection()


def test_a_connection_that_answered_just_now_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "django.db.backends.postgresql.base.DatabaseWrapper.is_usable", lambda _self: pytest.fail("asked")
    )

    assert connection.is_usable()


def test_after_a_failure_it_is_asked_and_made_anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
    with pytest.raises(DatabaseError):
        statements.run("SELECT pg_terminate_backend(pg_backend_pid())", [])

    connection.close_if_unusable_or_obsolete()

    assert statements.run("SELECT %s::int + 1", [41]) == [(42,)]


def test_what_the_database_refuses_comes_as_djangos_own_error() -> None:
    with pytest.raises(DatabaseError):
        statements.run("SELECT 1 / %s::int", [0])


def test_a_statement_is_parsed_and_planned_once_for_each_connection() -> None:
    for number in range(3):
        statements.run("SELECT %s::int * 2", [number])

    prepared = statements.run(
        "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
        ["SELECT $1::int * 2"],
    )
    assert prepared == [(3,)]
