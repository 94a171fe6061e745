"""A ruling whose escrow a bank's dispute has frozen waits for the bank, and holds up nobody else's case."""

from datetime import timedelta

import pytest

from aval.cases import actions as cases
from aval.cases.states import CaseStatus
from aval.contracts import actions as contracts
from aval.contracts.states import MilestoneStatus
from aval.kernel.money import Money
from aval.ledger.queries import wallet_balance
from aval.payments import actions as payments
from aval.payments.models import Deposit
from aval.payments.providers.interface import ProviderEvent, Transition
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def bank_says(deposit: Deposit, transition: Transition) -> None:
    event = ProviderEvent(f"evt_{transition}", deposit.id, transition, deposit.amount)
    payments.receive_webhook(make.site_act(after=4 * DAY), provider="sandbox", event=event, body=b"{}")
    contracts.follow_chargebacks(make.site_act(after=4 * DAY), account_id=deposit.account_id, currency="USD")


def test_a_ruling_on_frozen_escrow_waits_and_holds_up_no_other_case() -> None:
    make.mediator("Marta"), make.mediator("Miguel")
    ruled = make.heard_case()
    make.ruling(ruled, to_client=20_000)
    deposit = Deposit.objects.get(account=ruled.contract.client_id)
    bank_says(deposit, Transition.DEPOSIT_CHARGED_BACK)
    assert make.status_of(ruled.milestone_id) == MilestoneStatus.FROZEN
    other = make.case()

    cases.run_deadlines(make.site_act(after=9 * DAY))

    ruled.refresh_from_db()
    other.refresh_from_db()
    assert (ruled.status, other.status) == (CaseStatus.RULED, CaseStatus.MEDIATION)

    bank_says(deposit, Transition.DEPOSIT_REINSTATED)
    cases.run_deadlines(make.site_act(after=10 * DAY))

    ruled.refresh_from_db()
    assert ruled.status == CaseStatus.EXECUTED
    assert make.status_of(ruled.milestone_id) == MilestoneStatus.RULED
    assert wallet_balance(ruled.contract.professional_id, "USD") == Money(27_000, "USD")
