"""The database that tests run on: an embedded server for each worker, a migrated template, and a clone of it.

Workers share no server: what is read in the order of commits waits for every transaction that is under way on it.
Tests run as the app's role, so that whatever the database refuses to it is refused here too.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import translation
from psycopg import sql

from aval.kernel import database, transactions
from aval.record import guard, keys, relay

SERVER = "AVAL_TEST_SERVER"
TEMPLATE = "aval_template"
_running = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start this worker's server; the process that only hands out the tests needs none."""
    if SERVER in os.environ or (getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput")):
        return
    folder = Path(tempfile.mkdtemp(prefix="aval-tests-"))
    # One after the other: run by root, the first start makes the system user that the server runs as.
    with (Path(tempfile.gettempdir()) / "aval-tests.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        # The last to be undone: a server whose folder is gone can't be told to stop.
        _running.callback(shutil.rmtree, folder, ignore_errors=True)
        url = _running.enter_context(database.server(folder / "postgres", keep=False))
    with psycopg.connect(url, autocommit=True) as server:
        for setting in (
            "fsync = off",
            "full_page_writes = off",
            "synchronous_commit = off",
            "log_min_messages = panic",
            # A lock that never comes free is a fault with a name, not a test that never ends.
            "lock_timeout = '60s'",
        ):
            server.execute(f"ALTER SYSTEM SET {setting}")
        server.execute("SELECT pg_reload_conf()")
    os.environ[SERVER] = url
    _running.callback(os.environ.pop, SERVER, None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    _running.close()


@pytest.fixture(scope="session")
def django_db_setup(worker_name: str, django_db_blocker: Any) -> Iterator[None]:
    """Build the template, and clone it."""
    with django_db_blocker.unblock():
        _build_template()
        name = f"aval_{worker_name}"
        use_clone(name)
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Return the name of this worker, or ``main``."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def committing_db(
    django_db_setup: None, django_db_blocker: Any, worker_name: str, request: pytest.FixtureRequest
) -> Iterator[database.DatabaseUrls]:
    """Give the test a fresh database of its own, with real commits and as many connections as it wants."""
    with django_db_blocker.unblock():
        urls = use_clone(f"aval_{worker_name}_committing")
        try:
            yield urls
        finally:
            connections.close_all()
            use_clone(f"aval_{worker_name}", fresh=False)


@pytest.fixture(autouse=True)
def _deferred_constraints_are_checked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check deferred constraints where an action ends: the tests' own transaction never commits."""

    def check() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    transactions.CLOSING_CHECKS.append(check)
    relay.raise_errors()
    yield
    transactions.CLOSING_CHECKS.remove(check)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Begin in English: a page served to an earlier test may have left its reader's language behind."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _files_of_their_own(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.SITE_LOG_ROOT = tmp_path / "site-log"
    guard.forget()
    keys.forget()


@pytest.fixture
def owner_sql(django_db_blocker: Any) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """Return a function that runs SQL as the owner of the tables, on a connection of its own that commits.

    Use it with ``committing_db``: it does not see what a rolled-back test wrote.
    """
    parameters = {**connections["owner"].settings_dict}
    with psycopg.connect(
        host=parameters["HOST"], user=parameters["USER"], dbname=parameters["NAME"], autocommit=True
    ) as owner:

        def run(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
            cursor = owner.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

        yield run


def use_clone(name: str, *, fresh: bool = True) -> database.DatabaseUrls:
    """Point Django at a clone of the template, made anew unless told otherwise."""
    connections.close_all()
    with psycopg.connect(os.environ[SERVER], autocommit=True) as server:
        if fresh:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(database.OWNER_ROLE), sql.Identifier(TEMPLATE)
                )
            )
    urls = database.urls_of(os.environ[SERVER], name)
    guard.forget()
    keys.forget()
    _point_at(urls)
    return urls


def _build_template() -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            return
    _point_at(database.prepare(os.environ[SERVER], TEMPLATE))
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections.close_all()


def _point_at(urls: database.DatabaseUrls) -> None:
    connections.close_all()
    urls.to_environment()
    for alias, url in (("default", urls.app), ("owner", urls.owner)):
        parts = psycopg.conninfo.conninfo_to_dict(url)
        values = {"NAME": parts["dbname"], "USER": parts["user"], "HOST": parts.get("host", "")}
        connections[alias].settings_dict.update(values)
        settings.DATABASES[alias].update(values)
