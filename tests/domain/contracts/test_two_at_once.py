"""Two acts on one contract at the same moment, on connections of their own: one after the other, never both."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from aval.contracts import actions as contracts
from aval.contracts.invariants import INVARIANTS
from aval.contracts.states import MilestoneStatus
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.refusals import Refusal
from aval.ledger import queries as money
from tests import make

pytestmark = pytest.mark.committing


def together(*works: Callable[[], object]) -> list[object]:
    """Do all of it at once, and return what each came to: its result, or its refusal."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_tabs_accept_at_once_and_one_pays(committing_db: object) -> None:
    delivery = make.delivery()
    client = delivery.milestone.contract.client

    outcomes = together(
        *(partial(contracts.accept_delivery, make.act(client), delivery_id=delivery.id) for _ in range(2))
    )

    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
    assert money.wallet_balance(delivery.delivered_by_id, "USD") == Money(45_000, "USD")
    assert list(check(INVARIANTS)) == []


def test_an_acceptance_and_a_refund_at_once_pay_once(committing_db: object) -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract
    accepts, gives_back = make.act(contract.client), make.act(contract.professional)

    outcomes = together(
        lambda: contracts.accept_delivery(accepts, delivery_id=delivery.id),
        lambda: contracts.consent_to_refund(gives_back, milestone_id=delivery.milestone_id),
    )

    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
    assert make.status_of(delivery.milestone_id) in {MilestoneStatus.RELEASED, MilestoneStatus.REFUNDED}
    assert money.hold_balance(delivery.milestone_id) == Money(0, "USD")
    assert list(check(INVARIANTS)) == []


def test_an_acceptance_never_meets_a_newer_delivery_unseen(committing_db: object) -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract
    accepts, delivers = make.act(contract.client), make.act(contract.professional)

    accepted, newer = together(
        lambda: contracts.accept_delivery(accepts, delivery_id=delivery.id),
        lambda: contracts.deliver(delivers, milestone_id=delivery.milestone_id, note="A newer one"),
    )

    assert isinstance(accepted, Refusal) != isinstance(newer, Refusal)
    assert list(check(INVARIANTS)) == []


def test_both_sign_at_once_and_it_is_in_force(committing_db: object) -> None:
    contract = make.contract()
    version = contract.versions.get()
    hashed = bytes(version.terms_hash)

    together(
        *(
            partial(contracts.sign_agreement, make.act(account), version_id=version.id, terms_hash=hashed)
            for account in (contract.client, contract.professional)
        )
    )

    in_force = contract.version_in_force
    assert in_force is not None
    assert contract.milestones.count() == 2
