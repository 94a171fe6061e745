"""A database in which the ledger stands alone: without the rule of contracts and cases that each authorisation has a
source row of theirs. Modules that test the ledger itself import both fixtures; journeys test the two together.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections

from aval.kernel.database import DatabaseUrls
from tests.conftest import use_clone

__all__ = ["committing_db", "ledger_alone"]

_UPPER = """SELECT tgname, tgrelid::regclass::text FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'ledger\\_%' AND tgname NOT LIKE 'ledger\\_%'"""


@pytest.fixture(scope="module", autouse=True)
def ledger_alone(django_db_setup: None, django_db_blocker: Any, worker_name: str) -> Iterator[None]:
    """Run the whole module on a clone of its own."""
    with django_db_blocker.unblock():
        _drop_upper_rules(use_clone(f"aval_{worker_name}_ledger"))
        yield
        connections.close_all()
        use_clone(f"aval_{worker_name}", fresh=False)


@pytest.fixture
def committing_db(ledger_alone: None, django_db_blocker: Any, worker_name: str) -> Iterator[DatabaseUrls]:
    """Give the test a fresh database with real commits, in which the ledger stands alone."""
    with django_db_blocker.unblock():
        urls = use_clone(f"aval_{worker_name}_committing")
        _drop_upper_rules(urls)
        try:
            yield urls
        finally:
            connections.close_all()
            use_clone(f"aval_{worker_name}_ledger", fresh=False)


def _drop_upper_rules(urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        for name, table in owner.execute(_UPPER).fetchall():
            owner.execute(f"DROP TRIGGER {name} ON {table}")
