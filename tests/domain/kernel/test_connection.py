"""A kept connection: asked seldom whether it lives, and asked at once after a failure."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from aval.kernel import statements

pytestmark = pytest.mark.committing

MARK = "INSERT INTO marks VALUES (%s)"


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


@pytest.fixture
def _marks(_fresh: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE marks (word text PRIMARY KEY, xid xid8 DEFAULT pg_current_xact_id())")
    yield
    connection.close()


def _commit(held: Sequence[tuple[str, list[Any]]], *, follows: str, values: list[Any]) -> None:
    with transaction.atomic():
        for statement, bound in held:
            statements.hold(statement, bound)
        statements.follow(follows, values)


def _words() -> list[str]:
    return [word for (word,) in statements.run("SELECT word FROM marks ORDER BY word", [])]


@pytest.mark.usefixtures("_marks")
def test_what_is_held_is_there_for_the_next_statement_whoever_sends_it() -> None:
    with transaction.atomic():
        statements.hold(MARK, ["one"])
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO marks SELECT word || ' more' FROM marks")
        statements.hold(MARK, ["two"])

        assert _words() == ["one", "one more", "two"]


@pytest.mark.usefixtures("_marks")
def test_what_is_held_is_committed_and_what_follows_has_a_transaction_of_its_own() -> None:
    _commit([(MARK, ["held"])], follows=MARK, values=["followed"])

    assert _words() == ["followed", "held"]
    assert statements.run("SELECT count(DISTINCT xid) FROM marks", []) == [(2,)]


@pytest.mark.usefixtures("_marks")
def test_what_the_database_refuses_of_what_is_held_undoes_all_and_nothing_follows() -> None:
    with pytest.raises(IntegrityError):
        _commit([(MARK, ["same"]), (MARK, ["same"])], follows=MARK, values=["followed"])

    assert _words() == []


@pytest.mark.usefixtures("_marks")
def test_what_a_rollback_takes_back_is_neither_held_nor_followed_later() -> None:
    with transaction.atomic():
        statements.hold(MARK, ["held"])
        statements.follow(MARK, ["followed"])
        transaction.set_rollback(True)
    with transaction.atomic():
        statements.run(MARK, ["other"])

    assert _words() == ["other"]


@pytest.mark.usefixtures("_marks")
def test_what_follows_may_fail_and_the_log_tells(caplog: pytest.LogCaptureFixture) -> None:
    _commit([(MARK, ["held"])], follows="SELECT 1 / %s::int", values=[0])

    assert _words() == ["held"]
    assert "failed after the commit" in caplog.text


@pytest.mark.usefixtures("_marks")
def test_a_deferred_constraint_that_fails_at_the_commit_lets_nothing_follow() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE late (word text UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    late = "INSERT INTO late VALUES (%s)"

    with pytest.raises(IntegrityError):
        _commit([(late, ["same"]), (late, ["same"])], follows=MARK, values=["followed"])

    assert _words() == []


@pytest.mark.usefixtures("_marks")
def test_a_connection_lost_in_a_round_trip_is_made_anew() -> None:
    lost = "SELECT pg_terminate_backend(pg_backend_pid())"

    with pytest.raises(DatabaseError):
        _commit([(lost, []), (MARK, ["held"])], follows=MARK, values=["followed"])
    connection.close_if_unusable_or_obsolete()

    assert statements.run("SELECT 41 + 1", []) == [(42,)]
