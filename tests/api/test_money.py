"""Money over the API: the same verbs as the pages, with tokens, keys and problem documents."""

import hashlib
import json
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from aval.accounts.models import Account, Token
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.payments.models import Deposit, Payout
from tests.ledger_alone import ledger_alone  # noqa: F401  # fixtures
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import usd

pytestmark = pytest.mark.django_db


class Caller:
    """Somebody with a token."""

    def __init__(self, account: Account, *scopes: str) -> None:
        secret = f"secret of {account.id} {scopes}"
        Token.objects.create(
            account=account,
            name="test",
            secret_sha256=hashlib.sha256(secret.encode()).digest(),
            scopes=list(scopes or ("read", "write", "money")),
            created_at=make.NOON,
        )
        self.headers = {"authorization": f"Bearer {secret}"}

    def get(self, path: str, **query: Any) -> Any:
        return Client().get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: dict[str, Any], key: str | None = None) -> Any:
        headers = {**self.headers, **({"idempotency-key": key} if key else {})}
        return Client().post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def read(answer: Any) -> Any:
    return json.loads(answer.content)


def test_wallets_say_what_is_free_and_what_waits() -> None:
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage)
    with unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)

    (wallet,) = read(Caller(stage.professional).get("/wallets"))

    assert wallet["balance"] == {"minor": 45_000, "currency": "USD"}
    assert set(wallet) == {"balance", "available", "later"}


def test_movements_carry_their_reason_and_what_authorised_them() -> None:
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage)
    with unit():
        operation = ledger.release(make.act(stage.client), authorisation_id=leave)
    caller = Caller(stage.professional)

    (movement,) = read(caller.get("/movements"))["items"]

    assert movement["authorisation"]["id"] == str(leave)
    assert movement["authorisation"]["terms_sha256"] == make_money.TERMS.hex()
    assert movement["milestone_id"] == str(stage.hold_id)
    assert read(caller.get(f"/movements/{operation}")) == movement
    assert Caller(make.stranger()).get(f"/movements/{operation}").status_code == HTTPStatus.NOT_FOUND


def test_movements_come_in_pages() -> None:
    person = make.client()
    for _ in range(3):
        make_money.wallet(person, usd(1))
    caller = Caller(person)

    first = read(caller.get("/movements", limit=2))
    second = read(caller.get("/movements", limit=2, before=first["next"]))

    assert [one["balance"]["minor"] for one in first["items"] + second["items"]] == [3, 2, 1]
    assert second["next"] is None


def test_escrow_is_shown_to_both_sides() -> None:
    stage = make_money.held(usd(50_000))

    for side in (stage.client, stage.professional):
        (hold,) = read(Caller(side).get("/escrow"))
        assert hold["milestone_id"] == str(stage.hold_id)
        assert hold["amount"]["minor"] == 50_000
    assert read(Caller(make.stranger()).get("/escrow")) == []


def test_a_deposit_is_started_once_for_each_key() -> None:
    person = make.client()
    caller, wanted = Caller(person), {"amount": {"minor": 5_000, "currency": "USD"}}

    first = caller.post("/deposits", wanted, key="one")
    second = caller.post("/deposits", wanted, key="one")
    other = caller.post("/deposits", {"amount": {"minor": 1, "currency": "USD"}}, key="one")

    assert first.status_code == HTTPStatus.CREATED
    assert read(first) == read(second)
    assert read(first)["checkout"].endswith("/checkout/")
    assert other.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Deposit.objects.filter(account=person).count() == 1
    assert read(caller.get("/deposits"))["items"] == [read(first)]
    assert read(caller.get(f"/deposits/{read(first)['id']}")) == read(first)


def test_a_payout_of_more_than_there_is_is_a_problem_document() -> None:
    person = make_money.wallet(make.professional(), usd(100))

    answer = Caller(person).post(
        "/payouts", {"amount": {"minor": 101, "currency": "USD"}, "destination": "alias.of.mine"}, key="one"
    )

    assert answer.status_code == HTTPStatus.CONFLICT
    assert read(answer)["type"].endswith("#not-enough-money")
    assert queries.wallet_balance(person.id, "USD") == usd(100)
    assert Payout.objects.count() == 0


def test_a_payout_shows_only_the_end_of_its_destination() -> None:
    person = make_money.wallet(make.professional(), usd(100))
    caller = Caller(person)

    answer = caller.post("/payouts", {"amount": {"minor": 60, "currency": "USD"}, "destination": "alias.of.mine"})

    assert answer.status_code == HTTPStatus.CREATED
    assert read(answer)["destination_ending"] == "…mine"
    assert "alias.of.mine" not in answer.content.decode()
    assert queries.wallet_balance(person.id, "USD") == usd(40)
    assert read(caller.get(f"/payouts/{read(answer)['id']}"))["status"] == "payable"
    assert Caller(make.stranger()).get(f"/payouts/{read(answer)['id']}").status_code == HTTPStatus.NOT_FOUND


def test_moving_money_needs_its_own_scope() -> None:
    person = make_money.wallet(make.client(), usd(100))
    caller = Caller(person, "read", "write")

    for path, body in (
        ("/deposits", {"amount": {"minor": 1, "currency": "USD"}}),
        ("/payouts", {"amount": {"minor": 1, "currency": "USD"}, "destination": "alias.of.mine"}),
    ):
        assert caller.post(path, body).status_code == HTTPStatus.FORBIDDEN

    assert Payout.objects.count() == 0
    assert queries.wallet_balance(person.id, "USD") == usd(100)
