"""A client's bank takes a deposit back: before anything was done, after a delivery, in mid-case, after the release."""

from datetime import timedelta

import pytest

from aval.accounts.models import Account
from aval.cases import actions as cases
from aval.contracts import actions as contracts
from aval.contracts.invariants import INVARIANTS
from aval.contracts.models import Contract, Milestone
from aval.contracts.states import MilestoneStatus
from aval.kernel.ids import new_id
from aval.kernel.invariants import check, installed
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove
from aval.ledger import queries as money
from aval.ledger.models import Operation
from aval.payments import actions as payments
from aval.payments.models import Deposit, Outcome
from aval.payments.providers.interface import ProviderEvent, Transition
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db
USD = "USD"


def say(deposit: Deposit, transition: Transition, *, after: timedelta = timedelta(days=2)) -> Outcome:
    """Let the provider say something of a deposit, and the job that follows do its work."""
    event = ProviderEvent(str(new_id()), deposit.id, transition, deposit.amount, "fraud_claimed")
    outcome = payments.receive_webhook(make.site_act(after=after), provider="sandbox", event=event, body=b"{}")
    follow(deposit.account, after=after)
    return outcome


def follow(client: Account, *, after: timedelta = timedelta(days=2)) -> int:
    return contracts.follow_chargebacks(make.site_act(after=after), account_id=client.id, currency=USD)


def paid_for() -> tuple[Milestone, Deposit]:
    """A milestone of 500 USD that was funded with a deposit of 1,000; the rest is in the wallet."""
    milestone = make.funded()
    return milestone, Deposit.objects.get(account=milestone.contract.client)


def status(milestone: Milestone) -> MilestoneStatus:
    return MilestoneStatus(Milestone.objects.get(id=milestone.id).status)


def balance(account: Account) -> int:
    return money.wallet_balance(account.id, USD).minor


def kinds(contract: Contract) -> list[str]:
    return [event.kind for event in record.events(contract.id)]


def audit() -> None:
    assert [offence.invariant.name for offence in check(installed())] == []


def test_escrow_is_frozen_and_both_are_told() -> None:
    milestone, deposit = paid_for()

    assert say(deposit, Transition.DEPOSIT_CHARGED_BACK) == Outcome.APPLIED
    assert follow(deposit.account) == 0

    assert status(milestone) == MilestoneStatus.FROZEN
    assert money.hold_balance(milestone.id).minor == 0
    assert kinds(milestone.contract).count("contracts.milestone-frozen.1") == 1
    assert balance(milestone.contract.client) == 0
    audit()


@pytest.mark.parametrize("where", ["funded", "delivered"])
def test_a_bank_that_gives_back_lets_it_go_on_where_it_was(where: str) -> None:
    milestone, deposit = paid_for()
    if where == "delivered":
        make.delivery(milestone)
    before = balance(milestone.contract.client)
    say(deposit, Transition.DEPOSIT_CHARGED_BACK)

    say(deposit, Transition.DEPOSIT_REINSTATED)

    assert status(milestone) == where
    assert money.hold_balance(milestone.id) == milestone.amount
    assert balance(milestone.contract.client) == before
    assert kinds(milestone.contract)[-1] == "contracts.milestone-thawed.1"
    audit()


def test_a_client_who_pays_again_lets_it_go_on() -> None:
    milestone, deposit = paid_for()
    say(deposit, Transition.DEPOSIT_CHARGED_BACK)

    make.wallet(milestone.contract.client, deposit.amount, after=timedelta(days=3))
    follow(milestone.contract.client)

    assert status(milestone) == MilestoneStatus.FUNDED
    assert money.owed(milestone.contract.client_id, USD) == Money(0, USD)
    audit()


def test_money_gone_for_good_ends_what_nobody_worked_on() -> None:
    milestone, deposit = paid_for()
    say(deposit, Transition.DEPOSIT_CHARGED_BACK)

    say(deposit, Transition.DEPOSIT_LOST)

    assert status(milestone) == MilestoneStatus.CHARGED_BACK
    assert money.site_balances()[("chargebacks", "", USD)] == Money(0, USD)
    assert kinds(milestone.contract)[-1] == "contracts.milestone-charged-back.1"
    audit()


def test_work_that_was_delivered_is_paid_all_the_same() -> None:
    milestone, deposit = paid_for()
    delivery = make.delivery(milestone)
    say(deposit, Transition.DEPOSIT_CHARGED_BACK)

    say(deposit, Transition.DEPOSIT_LOST)
    contracts.accept_delivery(make.act(milestone.contract.client, after=timedelta(days=4)), delivery_id=delivery.id)

    assert status(milestone) == MilestoneStatus.RELEASED
    assert balance(milestone.contract.professional) == milestone.amount_minor * 9 // 10
    assert money.site_balances()[("chargebacks", "", USD)] == Money(-milestone.amount_minor, USD)
    audit()


def test_nothing_moves_frozen_escrow() -> None:
    milestone, deposit = paid_for()
    delivery = make.delivery(milestone)
    say(deposit, Transition.DEPOSIT_CHARGED_BACK)
    client, professional = milestone.contract.client, milestone.contract.professional
    after = timedelta(days=3)
    before = Operation.objects.count()

    with pytest.raises(IllegalMove):
        contracts.accept_delivery(make.act(client, after=after), delivery_id=delivery.id)
    with pytest.raises(IllegalMove):
        contracts.consent_to_refund(make.act(professional, after=after), milestone_id=milestone.id)
    with pytest.raises(IllegalMove):
        contracts.deliver(make.act(professional, after=after), milestone_id=milestone.id, note="Once more")
    make.run_deadlines(timedelta(days=40))

    assert status(milestone) == MilestoneStatus.FROZEN
    assert Operation.objects.count() == before
    audit()


def test_a_case_waits_for_the_bank_and_then_goes_on() -> None:
    milestone, deposit = paid_for()
    make.delivery(milestone)
    case = make.case(milestone)
    offer = cases.make_offer(
        make.act(milestone.contract.professional, after=timedelta(days=1, hours=1)),
        case_id=case.id,
        to_client=Money(20_000, USD),
    )
    say(deposit, Transition.DEPOSIT_CHARGED_BACK)
    assert status(milestone) == MilestoneStatus.FROZEN

    accept = make.act(milestone.contract.client, after=timedelta(days=2, hours=1))
    with pytest.raises(contracts.EscrowFrozen):
        cases.accept_offer(accept, offer_id=offer.id)
    audit()
    say(deposit, Transition.DEPOSIT_REINSTATED)
    assert status(milestone) == MilestoneStatus.DISPUTED
    cases.accept_offer(make.act(milestone.contract.client, after=timedelta(days=2, hours=2)), offer_id=offer.id)

    assert status(milestone) == MilestoneStatus.SETTLED
    audit()


def test_after_the_release_the_professional_keeps_what_was_earned() -> None:
    milestone, deposit = paid_for()
    delivery = make.delivery(milestone)
    contracts.accept_delivery(make.act(milestone.contract.client, after=timedelta(days=1)), delivery_id=delivery.id)

    say(deposit, Transition.DEPOSIT_CHARGED_BACK)

    assert status(milestone) == MilestoneStatus.RELEASED
    assert balance(milestone.contract.professional) == milestone.amount_minor * 9 // 10
    assert money.owed(milestone.contract.client_id, USD) == milestone.amount
    audit()


def test_no_more_is_frozen_than_is_owed() -> None:
    contract = make.agreed()
    first = make.funded(contract)
    make.wallet(contract.client, Money(100, USD))
    second = make.funded(contract, 2)

    say(Deposit.objects.get(account=contract.client, amount_minor=100), Transition.DEPOSIT_CHARGED_BACK)

    # 100,100 came in and 80,000 is in escrow: the wallet's rest pays, and nothing is frozen.
    assert (status(first), status(second)) == (MilestoneStatus.FUNDED, MilestoneStatus.FUNDED)
    audit()


def test_the_invariants_of_freezing_are_there() -> None:
    assert sum("frozen" in one.name or "forfeited" in one.name for one in INVARIANTS) == 2


def test_escrow_whose_job_was_lost_is_set_free_by_the_next_round() -> None:
    milestone, deposit = paid_for()
    say(deposit, Transition.DEPOSIT_CHARGED_BACK)
    event = ProviderEvent(str(new_id()), deposit.id, Transition.DEPOSIT_REINSTATED, deposit.amount)
    payments.receive_webhook(make.site_act(after=timedelta(days=3)), provider="sandbox", event=event, body=b"{}")
    assert status(milestone) == MilestoneStatus.FROZEN

    contracts.follow_frozen(make.site_act(after=timedelta(days=3)))

    assert status(milestone) == MilestoneStatus.FUNDED
    audit()
