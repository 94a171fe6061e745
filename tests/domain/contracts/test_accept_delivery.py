"""Accepting a delivery releases its milestone's escrow, once, to the right people."""

from datetime import timedelta

import pytest

from aval.contracts import actions as contracts
from aval.contracts.events import DeliveryAccepted
from aval.contracts.models import Acceptance, Delivery
from aval.contracts.states import ContractStatus, MilestoneStatus
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove
from aval.ledger import queries as money
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db


def test_accepting_pays_the_professional_less_the_commission() -> None:
    delivery = make.delivery()

    acceptance = contracts.accept_delivery(make.act(delivery.milestone.contract.client), delivery_id=delivery.id)

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.RELEASED
    assert money.hold_balance(delivery.milestone_id) == Money(0, "USD")
    assert money.wallet_balance(delivery.delivered_by_id, "USD") == Money(45_000, "USD")
    assert acceptance.commission == Money(5_000, "USD")
    assert bytes(acceptance.terms_hash) == bytes(delivery.version.terms_hash)


def test_the_record_tells_what_was_accepted_and_paid() -> None:
    delivery = make.delivery()

    contracts.accept_delivery(make.act(delivery.milestone.contract.client), delivery_id=delivery.id)

    (told,) = record.events(delivery.contract_id, kinds=[DeliveryAccepted])
    assert told.role == "client"
    assert isinstance(told.event, DeliveryAccepted)
    assert told.event.to_professional == Money(45_000, "USD")
    assert "accepted delivery 1" in told.event.sentence()


def test_the_last_acceptance_completes_the_contract() -> None:
    first = make.delivery()
    contract = first.milestone.contract
    contracts.accept_delivery(make.act(contract.client), delivery_id=first.id)
    second = make.delivery(make.funded(contract, 2))

    contracts.accept_delivery(make.act(contract.client), delivery_id=second.id)

    contract.refresh_from_db()
    assert contract.status == ContractStatus.COMPLETED
    assert money.wallet_balance(contract.professional_id, "USD") == Money(72_000, "USD")


def test_a_stranger_and_the_professional_accept_nothing() -> None:
    delivery = make.delivery()

    for other in (make.stranger(), delivery.delivered_by, make.mediator(), make.operator()):
        with pytest.raises(Delivery.DoesNotExist):
            contracts.accept_delivery(make.act(other), delivery_id=delivery.id)

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.DELIVERED
    assert money.hold_balance(delivery.milestone_id) == Money(50_000, "USD")


def test_only_the_latest_delivery_can_be_accepted() -> None:
    first = make.delivery()
    make.delivery(first.milestone)

    with pytest.raises(contracts.NotTheLatestDelivery):
        contracts.accept_delivery(make.act(first.milestone.contract.client), delivery_id=first.id)

    assert money.hold_balance(first.milestone_id) == Money(50_000, "USD")


def test_accepting_twice_pays_once() -> None:
    delivery = make.delivery()
    client = delivery.milestone.contract.client
    contracts.accept_delivery(make.act(client), delivery_id=delivery.id)

    with pytest.raises(IllegalMove):
        contracts.accept_delivery(make.act(client, after=timedelta(seconds=5)), delivery_id=delivery.id)

    assert Acceptance.objects.count() == 1
    assert money.wallet_balance(delivery.delivered_by_id, "USD") == Money(45_000, "USD")


def test_the_acceptance_cites_the_version_in_force_and_not_the_one_at_delivery() -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract
    newer = make.signed(make.amendment(contract, revisions=5))

    acceptance = contracts.accept_delivery(make.act(contract.client), delivery_id=delivery.id)

    assert acceptance.version_id == newer.id
    assert delivery.version_id != newer.id
