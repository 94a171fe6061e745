"""Deposits: what providers say counts once, in whatever order."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.ledger import queries
from aval.ledger.invariants import INVARIANTS as LEDGER
from aval.payments import access, providers
from aval.payments import actions as payments
from aval.payments.invariants import INVARIANTS
from aval.payments.models import Deposit, Outcome, Webhook
from aval.payments.providers.interface import ProviderEvent, Transition
from aval.payments.queries import needs_a_person, under_way
from aval.payments.states import DepositState
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import usd

pytestmark = pytest.mark.django_db


def started(minor: int = 5_000) -> Deposit:
    client = make.client()
    return payments.start_deposit(make.act(client), account_id=client.id, amount=usd(minor))


def say(deposit: Deposit, transition: Transition, *, event_id: str = "", amount: Money | None = None) -> Outcome:
    event = ProviderEvent(event_id or str(new_id()), deposit.id, transition, amount or deposit.amount, "card_declined")
    return payments.receive_webhook(make.site_act(), provider="sandbox", event=event, body=b"as it came")


def wallet(deposit: Deposit) -> int:
    return queries.wallet_balance(deposit.account_id, "USD").minor


def test_a_started_deposit_is_no_money_yet() -> None:
    deposit = started()

    assert wallet(deposit) == 0
    assert under_way(deposit.account_id) == [deposit]


def test_a_confirmed_deposit_is_in_the_wallet() -> None:
    deposit = started()

    assert say(deposit, Transition.DEPOSIT_CONFIRMED, event_id="evt_1") == Outcome.APPLIED

    deposit.refresh_from_db()
    assert deposit.status == DepositState.CONFIRMED
    assert wallet(deposit) == 5_000
    assert bytes(Webhook.objects.get(event_id="evt_1").body) == b"as it came"


def test_the_same_message_and_the_same_news_count_once() -> None:
    deposit = started()

    assert say(deposit, Transition.DEPOSIT_CONFIRMED, event_id="evt_1") == Outcome.APPLIED
    assert say(deposit, Transition.DEPOSIT_CONFIRMED, event_id="evt_1") == Outcome.REPEATED
    assert say(deposit, Transition.DEPOSIT_CONFIRMED, event_id="evt_2") == Outcome.REPEATED

    assert wallet(deposit) == 5_000
    assert Webhook.objects.filter(reference=deposit.id).count() == 2


@pytest.mark.parametrize("order", list(permutations([Transition.DEPOSIT_CONFIRMED, Transition.DEPOSIT_REFUSED])))
def test_money_that_came_counts_in_either_order(order: tuple[Transition, ...]) -> None:
    deposit = started()

    for transition in order:
        say(deposit, transition)

    deposit.refresh_from_db()
    assert deposit.status == DepositState.CONFIRMED
    assert wallet(deposit) == 5_000


@pytest.mark.parametrize("order", list(permutations([Transition.DEPOSIT_CONFIRMED, Transition.DEPOSIT_CHARGED_BACK])))
def test_a_deposit_taken_back_is_gone_in_either_order(order: tuple[Transition, ...]) -> None:
    deposit = started()

    for transition in order:
        say(deposit, transition)

    deposit.refresh_from_db()
    assert deposit.status == DepositState.CHARGED_BACK
    assert wallet(deposit) == 0
    assert list(check(LEDGER + INVARIANTS)) == []


def test_a_deposit_taken_back_leaves_escrow_alone() -> None:
    client = make.client()
    deposit = payments.start_deposit(make.act(client), account_id=client.id, amount=usd(5_000))
    say(deposit, Transition.DEPOSIT_CONFIRMED)
    stage = make_money.held(usd(3_000), client=client)

    say(deposit, Transition.DEPOSIT_CHARGED_BACK)

    assert queries.hold_balance(stage.hold_id) == usd(3_000)
    assert wallet(deposit) == 0
    assert queries.site_balances()[("chargebacks", "", "USD")] == usd(-3_000)


def test_a_refused_deposit_says_why() -> None:
    deposit = started()

    say(deposit, Transition.DEPOSIT_REFUSED)

    deposit.refresh_from_db()
    assert deposit.status == DepositState.REFUSED
    assert deposit.reason_sentence == "The bank declined the card."
    assert wallet(deposit) == 0


def test_another_amount_than_was_asked_for_waits_for_a_person() -> None:
    deposit = started()

    assert say(deposit, Transition.DEPOSIT_CONFIRMED, amount=usd(5_001)) == Outcome.MISMATCH

    deposit.refresh_from_db()
    assert deposit.status == DepositState.STARTED
    assert wallet(deposit) == 0
    assert needs_a_person().count() == 1


def test_a_message_about_nothing_of_ours_is_kept_and_changes_nothing() -> None:
    deposit = started()
    event = ProviderEvent("evt_x", new_id(), Transition.DEPOSIT_CONFIRMED, usd(5_000))

    outcome = payments.receive_webhook(make.site_act(), provider="sandbox", event=event, body=b"{}")

    assert outcome == Outcome.UNMATCHED
    assert wallet(deposit) == 0
    assert Webhook.objects.count() == 1


def test_a_deposit_of_another_provider_is_not_confirmed_by_this_one() -> None:
    deposit = started()
    event = ProviderEvent("evt_x", deposit.id, Transition.DEPOSIT_CONFIRMED, usd(5_000))

    outcome = payments.receive_webhook(make.site_act(), provider="other", event=event, body=b"{}")

    assert outcome == Outcome.UNMATCHED
    assert wallet(deposit) == 0


def test_a_deposit_that_nobody_pays_expires_and_late_money_still_counts() -> None:
    deposit = started()

    assert payments.expire_deposits(make.site_act(after=timedelta(hours=23))) == 0
    assert payments.expire_deposits(make.site_act(after=timedelta(hours=25))) == 1
    deposit.refresh_from_db()
    assert deposit.status == DepositState.EXPIRED

    say(deposit, Transition.DEPOSIT_CONFIRMED)
    assert wallet(deposit) == 5_000


@pytest.mark.parametrize("amount", [usd(0), usd(-1), Money(100, "XTS")])
def test_an_amount_that_can_not_be_paid_is_refused(amount: Money) -> None:
    client = make.client()

    with pytest.raises(payments.BadAmount):
        payments.start_deposit(make.act(client), account_id=client.id, amount=amount)

    assert Deposit.objects.count() == 0


def test_a_site_without_that_provider_refuses(settings: Any) -> None:
    settings.PAYMENT_PROVIDERS = []
    client = make.client()

    with pytest.raises(providers.NoProvider):
        payments.start_deposit(make.act(client), account_id=client.id, amount=usd(1))

    assert Deposit.objects.count() == 0


def test_a_stranger_sees_no_deposit() -> None:
    deposit = started()

    with pytest.raises(Deposit.DoesNotExist):
        access.deposit_for(deposit.id, make.stranger().id)


def test_what_is_owed_is_taken_from_the_next_deposit() -> None:
    client = make.client()
    first = payments.start_deposit(make.act(client), account_id=client.id, amount=usd(5_000))
    say(first, Transition.DEPOSIT_CONFIRMED)
    make_money.held(usd(3_000), client=client)
    say(first, Transition.DEPOSIT_CHARGED_BACK)
    second = payments.start_deposit(make.act(client), account_id=client.id, amount=usd(4_000))

    say(second, Transition.DEPOSIT_CONFIRMED)

    assert wallet(second) == 1_000
    assert queries.owed(client.id, "USD") == usd(0)
    assert list(check(LEDGER + INVARIANTS)) == []


@pytest.mark.parametrize(
    "order",
    list(permutations([Transition.DEPOSIT_CONFIRMED, Transition.DEPOSIT_CHARGED_BACK, Transition.DEPOSIT_REINSTATED])),
)
def test_a_deposit_given_back_is_there_in_any_order(order: tuple[Transition, ...]) -> None:
    deposit = started()

    for transition in order:
        say(deposit, transition)

    deposit.refresh_from_db()
    assert deposit.status == DepositState.REINSTATED
    assert wallet(deposit) == 5_000
    assert list(check(LEDGER + INVARIANTS)) == []


@pytest.mark.parametrize(
    "order",
    list(permutations([Transition.DEPOSIT_CONFIRMED, Transition.DEPOSIT_CHARGED_BACK, Transition.DEPOSIT_LOST])),
)
def test_a_deposit_lost_is_gone_in_any_order(order: tuple[Transition, ...]) -> None:
    deposit = started()

    for transition in order:
        say(deposit, transition)

    deposit.refresh_from_db()
    assert deposit.status == DepositState.LOST
    assert wallet(deposit) == 0
    assert say(deposit, Transition.DEPOSIT_REINSTATED) == Outcome.CONTRADICTS
    assert list(check(LEDGER + INVARIANTS)) == []
