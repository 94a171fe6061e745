"""Payouts: set aside first, ordered outside any transaction, finished once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as site_settings
from django.db import connection, transaction

from aval.accounts.models import Account
from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.ledger.invariants import INVARIANTS as LEDGER
from aval.payments import access, jobs, providers
from aval.payments import actions as payments
from aval.payments.invariants import INVARIANTS
from aval.payments.models import Outcome, Payout
from aval.payments.providers.interface import ProviderEvent, Transition
from aval.payments.states import PayoutState
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import usd

pytestmark = pytest.mark.django_db


def ordered(minor: int = 4_000, **more: Any) -> Payout:
    person = make_money.wallet(make.professional(), usd(10_000))
    return payments.start_payout(
        make.act(person), account_id=person.id, amount=usd(minor), destination="ES91 2100 0418 4502 0005 1332", **more
    )


def say(payout: Payout, transition: Transition, *, minor: int | None = None) -> Outcome:
    amount = usd(payout.amount_minor if minor is None else minor)
    event = ProviderEvent(str(new_id()), payout.id, transition, amount, "destination_closed")
    return payments.receive_webhook(make.site_act(), provider="sandbox", event=event, body=b"{}")


def wallet(account_id: UUID) -> int:
    return queries.wallet_balance(account_id, "USD").minor


def clearing() -> int:
    return queries.site_balances()[("clearing", "sandbox", "USD")].minor


def test_an_ordered_payout_has_left_the_wallet_and_is_queued() -> None:
    payout = ordered()

    assert payout.status == PayoutState.PAYABLE
    assert wallet(payout.account_id) == 6_000
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'payout_id' FROM procrastinate_jobs WHERE task_name = 'payments.send_payout'")
        assert (str(payout.id),) in cursor.fetchall()


def test_only_the_end_of_the_destination_is_shown() -> None:
    assert ordered().destination_ending == "…1332"


def test_the_provider_is_asked_outside_any_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    payout, asked = ordered(), []
    depth = len(connection.savepoint_ids)

    def send(self: object, one: Payout) -> str:
        asked.append((one.id, len(connection.savepoint_ids)))
        return "po_1"

    monkeypatch.setattr("aval.payments.providers.sandbox.provider.Sandbox.send_payout", send)
    jobs.send_payout(str(payout.id))
    jobs.send_payout(str(payout.id))

    payout.refresh_from_db()
    assert asked == [(payout.id, depth)]
    assert payout.provider_ref == "po_1"
    assert payout.status == PayoutState.IN_FLIGHT
    assert transaction.get_connection().in_atomic_block  # the test's own


def test_a_paid_payout_is_paid_by_the_provider() -> None:
    payout = ordered()
    before = clearing()
    payments.mark_sent(make.site_act(), payout_id=payout.id)

    assert say(payout, Transition.PAYOUT_PAID) == Outcome.APPLIED
    assert say(payout, Transition.PAYOUT_PAID) == Outcome.REPEATED

    payout.refresh_from_db()
    assert payout.status == PayoutState.PAID
    assert clearing() == before + 4_000
    assert wallet(payout.account_id) == 6_000
    assert list(check(LEDGER + INVARIANTS)) == []


def test_a_failed_payout_is_back_in_the_wallet() -> None:
    payout = ordered()

    say(payout, Transition.PAYOUT_FAILED)

    payout.refresh_from_db()
    assert payout.status == PayoutState.FAILED
    assert payout.reason_sentence == "The account to pay to is closed."
    assert wallet(payout.account_id) == 10_000
    assert list(check(LEDGER + INVARIANTS)) == []


def test_the_outcome_may_overtake_the_order() -> None:
    payout = ordered()

    say(payout, Transition.PAYOUT_PAID)
    payments.mark_sent(make.site_act(), payout_id=payout.id)

    payout.refresh_from_db()
    assert payout.status == PayoutState.PAID


def test_a_payout_that_the_bank_returns_after_it_was_paid_is_back_in_the_wallet() -> None:
    payout = ordered()
    before = clearing()
    say(payout, Transition.PAYOUT_PAID)

    assert say(payout, Transition.PAYOUT_FAILED) == Outcome.APPLIED
    assert say(payout, Transition.PAYOUT_FAILED) == Outcome.REPEATED
    assert say(payout, Transition.PAYOUT_PAID) == Outcome.OUTDATED

    payout.refresh_from_db()
    assert payout.status == PayoutState.RETURNED
    assert wallet(payout.account_id) == 10_000
    assert clearing() == before
    assert list(check(LEDGER + INVARIANTS)) == []


def test_a_provider_that_contradicts_itself_waits_for_a_person() -> None:
    payout = ordered()
    say(payout, Transition.PAYOUT_FAILED)

    assert say(payout, Transition.PAYOUT_PAID) == Outcome.CONTRADICTS

    payout.refresh_from_db()
    assert payout.status == PayoutState.FAILED
    assert wallet(payout.account_id) == 10_000


def test_another_amount_than_was_ordered_waits_for_a_person() -> None:
    payout = ordered()

    assert say(payout, Transition.PAYOUT_PAID, minor=1) == Outcome.MISMATCH

    payout.refresh_from_db()
    assert payout.status == PayoutState.PAYABLE


def test_more_than_the_wallet_has_is_refused() -> None:
    person = make_money.wallet(make.professional(), usd(100))

    with pytest.raises(ledger.NotEnoughMoney):
        payments.start_payout(make.act(person), account_id=person.id, amount=usd(101), destination="alias.of.mine")

    assert wallet(person.id) == 100
    assert Payout.objects.count() == 0


@pytest.mark.parametrize("destination", ["", "  12 ", "x" * 65])
def test_a_destination_that_can_not_be_one_is_refused(destination: str) -> None:
    person = make_money.wallet(make.professional(), usd(100))

    with pytest.raises(payments.BadDestination):
        payments.start_payout(make.act(person), account_id=person.id, amount=usd(1), destination=destination)

    assert wallet(person.id) == 100


def released_now() -> Account:
    """Return a professional with 450 dollars released at noon."""
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage)
    with unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)
    return stage.professional


def test_released_money_waits_before_it_is_paid_out() -> None:
    person = released_now()
    early, late = timedelta(days=4), site_settings.PAYOUT_HOLD

    with pytest.raises(ledger.NotYetAvailable):
        payments.start_payout(
            make.act(person, after=early), account_id=person.id, amount=usd(1), destination="alias.of.mine"
        )
    assert wallet(person.id) == 45_000

    payments.start_payout(
        make.act(person, after=late), account_id=person.id, amount=usd(45_000), destination="alias.of.mine"
    )
    assert wallet(person.id) == 0


def test_older_money_can_be_paid_out_while_newer_waits() -> None:
    person = make_money.wallet(released_now(), usd(300))
    at = make.NOON + timedelta(days=1)

    shown = queries.available(person.id, "USD", at=at, payout_hold=site_settings.PAYOUT_HOLD)
    payments.start_payout(
        make.act(person, after=timedelta(days=1)), account_id=person.id, amount=shown.now, destination="alias.of.mine"
    )

    assert shown.now == usd(300)
    assert [(one.amount, one.on) for one in shown.later] == [(usd(45_000), make.NOON + site_settings.PAYOUT_HOLD)]
    with pytest.raises(ledger.NotYetAvailable):
        payments.start_payout(
            make.act(person, after=timedelta(days=1)), account_id=person.id, amount=usd(1), destination="alias.of.mine"
        )


def test_released_money_can_be_spent_here_at_once() -> None:
    person = released_now()

    stage = make_money.held(usd(45_000), client=person, professional=make.stranger())

    assert queries.hold_balance(stage.hold_id) == usd(45_000)


def test_a_stranger_sees_no_payout() -> None:
    payout = ordered()

    with pytest.raises(Payout.DoesNotExist):
        access.payout_for(payout.id, make.stranger().id)


def test_a_payout_left_behind_is_ordered_again() -> None:
    payout = ordered()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    jobs.send_left_behind(0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'payments.send_payout'")
        assert cursor.fetchone() == (1,)
    assert providers.provider(payout.provider).name == "sandbox"
