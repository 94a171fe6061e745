"""Contracts over the API: the same verbs as the pages."""

import base64
import hashlib
import json

import pytest

from aval.contracts.states import ContractStatus, MilestoneStatus
from aval.kernel.money import Money
from aval.ledger import queries as money
from tests import make
from tests.api.test_projects import Caller

pytestmark = pytest.mark.django_db


def test_a_whole_contract_goes_over_the_api() -> None:
    sent = make.proposal()
    client, professional = Caller(sent.project.client), Caller(sent.professional)
    make.wallet(sent.project.client)

    contract = json.loads(client.send(f"/proposals/{sent.id}/choice").content)
    (version,) = client.get(f"/contracts/{contract['id']}/versions")
    assert hashlib.sha256(base64.b64decode(version["terms"])).hexdigest() == version["terms_sha256"]
    for caller in (client, professional):
        assert (
            caller.send(f"/versions/{version['id']}/signature", {"terms_sha256": version["terms_sha256"]}).status_code
            == 201
        )
    first = client.get(f"/contracts/{contract['id']}")["milestones"][0]
    assert first["actions"] == ["fund"]
    funded = json.loads(client.send(f"/milestones/{first['id']}/funding").content)
    assert funded["in_escrow"] == {"minor": 50_000, "currency": "USD"}
    delivery = json.loads(professional.send(f"/milestones/{first['id']}/deliveries", {"note": "Done"}).content)
    assert client.send(f"/deliveries/{delivery['id']}/changes", {"reasons": "Larger"}).status_code == 204
    delivery = json.loads(professional.send(f"/milestones/{first['id']}/deliveries", {"note": "Larger"}).content)
    paid = json.loads(client.send(f"/deliveries/{delivery['id']}/acceptance").content)

    assert paid["to_professional"]["minor"] == 45_000
    shown = client.get(f"/contracts/{contract['id']}")
    assert shown["status"] == ContractStatus.ACTIVE
    assert shown["milestones"][0]["status"] == MilestoneStatus.RELEASED
    assert shown["expected"][0]["side"] == "client"


def test_a_repeated_acceptance_pays_once_and_answers_the_same() -> None:
    delivery = make.delivery()
    caller = Caller(delivery.milestone.contract.client)

    answers = [caller.send(f"/deliveries/{delivery.id}/acceptance", key="once-only") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert money.wallet_balance(delivery.delivered_by_id, "USD") == Money(45_000, "USD")


def test_a_refusal_is_a_problem_document_and_changes_nothing() -> None:
    first = make.delivery()
    make.delivery(first.milestone)
    caller = Caller(first.milestone.contract.client)

    answer = caller.send(f"/deliveries/{first.id}/acceptance")

    assert answer.status_code == 409
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert make.status_of(first.milestone_id) == MilestoneStatus.DELIVERED


def test_a_wrong_value_names_its_field() -> None:
    contract = make.contract()

    answer = Caller(contract.client).send(f"/contracts/{contract.id}/versions", {"scope": " ", "milestones": []})

    assert answer.status_code == 422
    assert contract.versions.count() == 1


def test_a_stranger_finds_nothing() -> None:
    delivery = make.delivery()
    stranger = Caller(make.stranger())

    for path in (
        f"/milestones/{delivery.milestone_id}/funding",
        f"/deliveries/{delivery.id}/acceptance",
    ):
        assert stranger.send(path).status_code == 404
    assert stranger.get("/contracts") == {"items": [], "next": None}
    assert stranger.get(f"/contracts/{delivery.contract_id}")["status"] == 404


def test_an_amendment_a_refund_and_an_end_go_over_the_api() -> None:
    milestone = make.funded()
    contract = milestone.contract
    client, professional = Caller(contract.client), Caller(contract.professional)
    milestones = [
        {
            "id": str(one.id),
            "title": one.title,
            "criteria": one.criteria,
            "amount": {"minor": one.amount_minor, "currency": "USD"},
            "due_on": one.due_on.isoformat(),
        }
        for one in contract.milestones.order_by("number")
    ]

    drafted = client.send(
        f"/contracts/{contract.id}/versions",
        {"scope": "A shop", "milestones": milestones, "review_days": 7, "silence": "counts_as_acceptance"},
    )
    version = json.loads(drafted.content)
    assert professional.send(f"/versions/{version['id']}/rejection", {"reason": "No"}).status_code == 204
    assert client.send(f"/contracts/{contract.id}/end", {}).status_code == 200
    assert professional.send(f"/milestones/{milestone.id}/refund", {"reason": "Sorry"}).status_code == 201

    contract.refresh_from_db()
    assert contract.status == ContractStatus.COMPLETED
    assert money.wallet_balance(contract.client_id, "USD") == Money(100_000, "USD")
