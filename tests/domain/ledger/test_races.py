"""Requests at the same moment: one winner each, no deadlock, nothing lost. Threads meet at a barrier.

`AVAL_RACES=300` runs more of them than every run of the tests does.
"""

import os
from collections import Counter
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from aval.kernel.acts import Act
from aval.kernel.database import DatabaseUrls
from aval.kernel.ids import SITE_ID, new_id
from aval.kernel.invariants import check
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.ledger.invariants import INVARIANTS
from aval.ledger.models import Operation, OperationKind
from tests.domain.ledger.at_once import Step, at_once
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import HeldMoney, usd

pytestmark = pytest.mark.committing

MILESTONES = int(os.environ.get("AVAL_RACES", "30"))


def test_of_releases_against_refunds_exactly_one_wins(committing_db: DatabaseUrls) -> None:
    stages = [make_money.held(usd(100)) for _ in range(MILESTONES)]
    winners: Counter[str] = Counter()

    for stage in stages:
        accepted = make_money.authorisation(stage, commission=10)
        ruled = [
            make_money.authorisation(stage, "consent", to_professional=0, commission=0, to_client=100) for _ in range(3)
        ]
        answers = at_once(
            [partial(ledger.release, make.act(stage.client), authorisation_id=accepted) for _ in range(5)]
            + [partial(ledger.refund, make.act(stage.professional), authorisation_id=one) for one in ruled]
        )

        assert sum(isinstance(answer, UUID) for answer in answers) == 1
        assert {one for one in answers if not isinstance(one, UUID)} <= {ledger.AlreadyUsed, ledger.NotEnoughMoney}
        winners[Operation.objects.get(hold_id=stage.hold_id, authorisation__isnull=False).kind] += 1
        assert queries.hold_balance(stage.hold_id) == usd(0)

    assert winners.total() == MILESTONES
    assert list(check(INVARIANTS)) == []


def test_the_same_request_at_the_same_moment_has_one_effect_and_one_answer(committing_db: DatabaseUrls) -> None:
    for _ in range(MILESTONES // 3):
        stage = make_money.held(usd(100))
        leave = make_money.authorisation(stage, commission=10)
        act = make.act(stage.client)

        answers = at_once([partial(ledger.release, act, authorisation_id=leave)] * 6)

        assert len(set(answers)) == 1
        assert isinstance(answers[0], UUID)
        assert queries.wallet_balance(stage.professional.id, "USD") == usd(90)


def test_a_providers_word_said_by_several_at_once_counts_once(committing_db: DatabaseUrls) -> None:
    clients = [make.client() for _ in range(5)]

    for client in clients:
        say = partial(
            ledger.deposit,
            account_id=client.id,
            amount=usd(100),
            provider="sandbox",
            provider_event=f"{client.id}:confirmed",
        )
        answers = at_once([partial(say, make.site_act()) for _ in range(6)])

        assert len(set(answers)) == 1
        assert queries.wallet_balance(client.id, "USD") == usd(100)


def test_a_wallet_is_not_spent_twice(committing_db: DatabaseUrls) -> None:
    client, professional = make_money.wallet(make.client(), usd(100)), make.professional()

    answers = at_once(
        [
            partial(
                ledger.fund,
                make.act(client),
                hold_id=new_id(),
                contract_id=new_id(),
                payer_id=client.id,
                payee_id=professional.id,
                amount=usd(30),
            )
            for _ in range(8)
        ]
    )

    assert answers.count(ledger.NotEnoughMoney) == 5
    assert queries.wallet_balance(client.id, "USD") == usd(10)
    assert list(check(INVARIANTS)) == []


def test_opposite_movements_between_two_people_wait_instead_of_deadlocking(committing_db: DatabaseUrls) -> None:
    one, two = make_money.wallet(make.client(), usd(10_000)), make_money.wallet(make.professional(), usd(10_000))
    there = [make_money.held(usd(10), client=one, professional=two) for _ in range(10)]
    back = [make_money.held(usd(10), client=two, professional=one) for _ in range(10)]
    steps: list[Step] = []
    for stage in there + back:
        leave = make_money.authorisation(stage, "ruling", to_professional=4, commission=1, to_client=5)
        steps.append(partial(ledger.split, Act(SITE_ID, make.NOON, new_id()), authorisation_id=leave))

    answers = at_once(steps)

    assert all(isinstance(answer, UUID) for answer in answers)
    assert queries.wallet_balance(one.id, "USD") == queries.wallet_balance(two.id, "USD") == usd(9_990)
    assert list(check(INVARIANTS)) == []


def test_two_payouts_at_once_leave_what_is_not_available_yet(committing_db: DatabaseUrls) -> None:
    stage = make_money.held(usd(100))
    leave = make_money.authorisation(stage, commission=0)
    with unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)
    professional = make_money.wallet(stage.professional, usd(100))
    settled = make.NOON - timedelta(days=5)

    answers = at_once(
        [
            partial(
                ledger.start_payout,
                make.act(professional),
                payout_id=new_id(),
                account_id=professional.id,
                amount=usd(60),
                provider="sandbox",
                settled_before=settled,
            )
            for _ in range(4)
        ]
    )

    assert sum(isinstance(answer, UUID) for answer in answers) == 1
    assert answers.count(ledger.NotYetAvailable) + answers.count(ledger.NotEnoughMoney) == 3
    assert queries.wallet_balance(professional.id, "USD") == usd(140)


def test_a_payout_is_not_both_paid_and_returned(committing_db: DatabaseUrls) -> None:
    for _ in range(5):
        client, payout = make_money.wallet(make.client(), usd(100)), new_id()
        with unit():
            ledger.start_payout(
                make.act(client), payout_id=payout, account_id=client.id, amount=usd(100), provider="sandbox"
            )

        answers = at_once(
            [
                partial(
                    ledger.finish_payout,
                    make.site_act(),
                    payout_id=payout,
                    paid=paid,
                    provider_event=f"{payout}:{'paid' if paid else 'failed'}",
                )
                for paid in (True, False, True, False)
            ]
        )

        assert len({answer for answer in answers if isinstance(answer, UUID)}) == 1
        assert answers.count(ledger.AlreadyFinished) == 2
        finished = Operation.objects.filter(payout_id=payout).exclude(kind=OperationKind.PAYOUT)
        assert finished.count() == 1


def test_a_hold_opened_by_two_at_once_is_one(committing_db: DatabaseUrls) -> None:
    client = make_money.wallet(make.client(), usd(100))
    stage = HeldMoney(new_id(), new_id(), client, make.professional(), usd(30))
    fund = partial(
        ledger.fund,
        hold_id=stage.hold_id,
        contract_id=stage.contract_id,
        payer_id=client.id,
        payee_id=stage.professional.id,
        amount=usd(30),
    )

    answers = at_once([partial(fund, make.act(client)) for _ in range(3)])

    assert len(set(answers)) == 3
    assert queries.hold_balance(stage.hold_id) == usd(90)
