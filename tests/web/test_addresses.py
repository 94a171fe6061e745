"""Every address is tried as every role, on the objects of one contract with a case."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import get_resolver

from aval.accounts import actions as accounts
from aval.record import guard
from tests import make
from tests.architecture.test_tables import KEPT, RIGHTS
from tests.web import addresses
from tests.web.addresses import (
    BY_LINK,
    FOR_OPERATORS,
    FOR_REVIEWERS,
    OPEN_TO_ALL,
    PAGES,
    PUBLIC,
    READ,
    SIGNED_IN,
    api_path,
    body_for,
    library_pages,
    operations,
    pages,
)
from tests.web.world import ROLES, World, build

pytestmark = pytest.mark.django_db

GUARDED = sorted(table for table in RIGHTS if table.split("_")[0] in KEPT - {"files"})


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, made once for all tests here; each undoes what it did."""
    stage = transaction.atomic()
    stage._from_testcase = True  # type: ignore[attr-defined]  # lets actions open their own inside, as in any test
    files = override_settings(
        FILES_ROOT=tmp_path_factory.mktemp("files"), SITE_LOG_ROOT=tmp_path_factory.mktemp("site-log")
    )
    guard.forget()
    with django_db_blocker.unblock(), files, stage:
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_their_own() -> None:
    """Leave the files where the world has them."""


def browser(world: World, role: str) -> Client:
    """Return a browser in which this role is signed in; a visitor is not."""
    made = Client(raise_request_exception=False)
    account = world.account(role)
    if account is not None:
        made.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return made


def program(world: World, role: str) -> Client:
    """Return a program with this role's token, which allows everything; a visitor has none."""
    account = world.account(role)
    if account is None:
        return Client(raise_request_exception=False)
    secret = accounts.create_token(make.act(account), name="walker", scopes=["read", "write", "money"]).secret
    return Client(raise_request_exception=False, headers={"authorization": f"Bearer {secret}"})


def outcome(answer: Any) -> str:
    """Return the status, or where the answer leads: to the sign-in or elsewhere."""
    if answer.status_code in {301, 302}:
        return "login" if "/accounts/login/" in answer.url else "elsewhere"
    if answer.streaming:
        assert b"".join(answer.streaming_content)
        for close in answer._resource_closers:  # and not the answer itself, which would close the connection too
            close()
    return str(answer.status_code)


def state(tables: list[str] = GUARDED) -> dict[str, object]:
    """Return how many rows each table has that money, record and work live in, and every balance."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        found: dict[str, object] = dict(cursor.fetchall())
        cursor.execute("SELECT purse_id, minor FROM ledger_balance ORDER BY purse_id")
        found["balances"] = cursor.fetchall()
        cursor.execute(
            "SELECT id, status FROM contracts_milestone UNION ALL SELECT id, status FROM cases_case ORDER BY 1"
        )
        found["states"] = cursor.fetchall()
    return found


def test_every_address_has_its_line_in_the_table() -> None:
    found = {address.name for address in pages()}

    assert found - set(PAGES) == set()
    assert set(PAGES) - found == set()
    assert {path for method, path, _said in operations() if method == "GET"} == set(READ)
    assert {f"{method} {path}" for method, path, _said in operations()} >= OPEN_TO_ALL | BY_LINK


def test_no_address_is_declared_twice() -> None:
    routes = Counter(
        address.route for address in addresses._walk(get_resolver()) if not address.name.startswith("api:")
    )

    assert [route for route, times in routes.items() if times > 1] == []


def test_every_page_answers_each_role_as_the_table_says(world: World) -> None:
    before = state()

    wrong = {}
    for number, role in enumerate(ROLES):
        reader = browser(world, role)
        for address in pages():
            found = outcome(reader.get(address.path(world)))
            if found != PAGES[address.name][number]:
                wrong[address.name, role] = f"{found}, not {PAGES[address.name][number]}"

    assert wrong == {}
    # To look is to change nothing, but for the look of a mediator, which is an event.
    after = state()
    assert {table for table in before if before[table] != after[table]} <= {
        "record_event", "record_logactor",
    }  # fmt: skip


def test_pages_of_the_libraries_never_fail(world: World) -> None:
    failed = [
        (address.name, role)
        for role in ("visitor", "stranger", "operator")
        for reader in [browser(world, role)]
        for address in library_pages()
        if reader.get("/" + address.route).status_code >= 500
    ]

    assert failed == []


@pytest.mark.parametrize("role", ["visitor", "stranger", "operator"])
def test_nobody_without_a_part_in_it_changes_anything_by_a_form(world: World, role: str) -> None:
    before, reader, wrong = state(), browser(world, role), {}

    for address in pages():
        found, expected = outcome(reader.post(address.path(world))), PAGES[address.name][ROLES.index(role)]
        let_in = found.startswith("2") and expected in {"404", "login"}
        if found.startswith("5") or let_in or (expected == "login" != found):
            wrong[address.name] = found

    assert wrong == {}
    assert state() == before


def test_an_empty_form_of_a_party_or_mediator_is_an_answer_and_no_failure(world: World) -> None:
    failed = {}
    theirs = [address for address in pages() if PAGES[address.name] not in (PUBLIC, SIGNED_IN)]

    for role in ("mediator", "professional", "client"):
        reader = browser(world, role)
        for address in theirs:
            found = outcome(reader.post(address.path(world)))
            if found.startswith("5"):
                failed[address.name, role] = found

    assert failed == {}


def test_reading_the_api_gives_each_role_what_the_table_says(world: World) -> None:
    before = state()

    wrong = {}
    for number, role in enumerate(ROLES):
        caller = program(world, role)
        for method, path, _said in operations():
            if method == "GET":
                found = outcome(caller.get(api_path(world, path)))
                if found != READ[path][number]:
                    wrong[path, role] = f"{found}, not {READ[path][number]}"

    assert wrong == {}
    assert state()["balances"] == before["balances"]


def test_nothing_is_written_over_the_api_without_a_token(world: World) -> None:
    before, caller = state(), program(world, "visitor")

    wrong = {}
    for method, path, said in operations():
        if method != "GET":
            body = body_for(world, said)
            answer = caller.generic(method, api_path(world, path), encoded(body), content_type="application/json")
            if answer.status_code != 401 or answer["Content-Type"] != "application/problem+json":
                wrong[f"{method} {path}"] = answer.status_code

    assert wrong == {}
    assert state() == before


@pytest.mark.parametrize("role", ["stranger", "operator"])
def test_a_well_formed_write_of_nobody_concerned_is_refused(world: World, role: str) -> None:
    before, caller = state(), program(world, role)

    wrong: dict[str, object] = {}
    for method, path, said in operations():
        if method == "GET" or f"{method} {path}" in OPEN_TO_ALL | BY_LINK:
            continue
        if role == "operator" and f"{method} {path}" in FOR_OPERATORS:
            continue
        for body in (body_for(world, said), None):
            answer = caller.generic(method, api_path(world, path), encoded(body), content_type="application/json")
            if not 400 <= answer.status_code < 500 or answer["Content-Type"] != "application/problem+json":
                wrong[f"{method} {path}"] = answer.status_code
            elif role == "operator" and f"{method} {path}" in FOR_REVIEWERS:
                continue
            elif body is not None and answer.status_code not in {403, 404, 409}:
                wrong[f"{method} {path}"] = (answer.status_code, answer.content.decode()[:300])

    assert wrong == {}
    assert state() == before


def test_what_is_open_to_all_never_fails_and_moves_no_money(world: World) -> None:
    caller, balances = program(world, "stranger"), state()["balances"]

    failed = {}
    for method, path, said in operations():
        if f"{method} {path}" in OPEN_TO_ALL | BY_LINK:
            bodies: tuple[Any, ...] = (body_for(world, said), {}, None)
            for body in bodies:
                answer = caller.generic(method, api_path(world, path), encoded(body), content_type="application/json")
                if answer.status_code >= 500:
                    failed[f"{method} {path}"] = answer.content.decode()[:300]

    assert failed == {}
    assert state()["balances"] == balances


def test_letters_that_left_are_shown_in_demonstrations_only(world: World, settings: Any) -> None:
    settings.DEMO = settings.DEBUG = False

    for role in ("visitor", "operator"):
        reader = browser(world, role)
        for name in ("notifications:outbox", "notifications:mail", "demo:door"):
            address = next(one for one in pages() if one.name == name)
            assert reader.get(address.path(world)).status_code == 404, (name, role)
        assert reader.post("/demo/session/", {"email": "lucia@demo.aval"}).status_code == 404


def encoded(body: Any) -> str:
    return "" if body is None else json.dumps(body)
