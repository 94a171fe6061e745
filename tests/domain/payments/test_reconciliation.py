"""The provider's statement against the ledger: what differs is found, owned, explained, or gone again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.ledger.invariants import INVARIANTS as LEDGER
from aval.payments import actions as payments
from aval.payments import jobs
from aval.payments.corrections import NoSuchPurse, NothingToCorrect
from aval.payments.exchange import BadRate, NoRate, RateMoved
from aval.payments.models import CorrectionProposal, Deposit, Difference, Reconciliation, StatementLine
from aval.payments.providers.interface import ProviderEvent, StatementEntry, Transition
from aval.payments.providers.sandbox import jobs as sandbox
from aval.payments.reconciliation import NoExplanation, NotTheirDesk
from aval.payments.states import DifferenceState
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import usd

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1)


def paid_in(minor: int = 5_000) -> Deposit:
    client = make_money.wallet(make.client(), usd(minor))
    return Deposit.objects.get(account=client)


def read(*entries: StatementEntry) -> int:
    return payments.keep_statement(make.site_act(), provider="sandbox", entries=entries)


def line(deposit: Deposit, minor: int | None = None, *, fee: int = 0, line_id: str = "") -> StatementEntry:
    amount = usd(deposit.amount_minor if minor is None else minor)
    return StatementEntry(line_id or f"txn_{new_id()}", "charge", deposit.id, amount, usd(fee), make.NOON)


def compare(after: timedelta = LATER) -> list[Reconciliation]:
    return payments.compare(make.site_act(after=after), provider="sandbox")


def test_what_both_say_is_no_difference() -> None:
    read(line(paid_in()))

    (total,) = compare()

    assert (total.ours, total.theirs, total.open_count) == (usd(5_000), usd(5_000), 0)
    assert Difference.objects.count() == 0


def test_money_that_only_the_provider_knows_of_has_an_owner_until_it_is_explained() -> None:
    operator = make.operator()
    stray = StatementEntry("txn_stray", "transfer_in", None, usd(700), usd(0), make.NOON)
    assert read(stray, line(paid_in())) == 2
    assert read(stray) == 0

    compare()
    compare()

    (found,) = Difference.objects.all()
    assert (found.subject, found.ours, found.theirs, found.gap) == ("line:txn_stray", usd(0), usd(700), usd(700))
    assert found.owner == operator
    with pytest.raises(NoExplanation):
        payments.explain_difference(make.act(operator), difference_id=found.id, explanation=" ")
    payments.explain_difference(make.act(operator), difference_id=found.id, explanation="A gift of the bank's")
    compare()
    assert [one.status for one in Difference.objects.all()] == [DifferenceState.EXPLAINED]


def test_a_deposit_whose_message_was_lost_is_found_and_gone_once_it_came() -> None:
    client = make.client()
    deposit = payments.start_deposit(make.act(client), account_id=client.id, amount=usd(900))
    read(line(deposit))
    compare()
    assert Difference.objects.get().subject == str(deposit.id)

    event = ProviderEvent("evt_late", deposit.id, Transition.DEPOSIT_CONFIRMED, usd(900))
    payments.receive_webhook(make.site_act(after=LATER), provider="sandbox", event=event, body=b"{}")
    compare(2 * LATER)

    assert Difference.objects.get().status == DifferenceState.GONE


def test_what_is_on_its_way_or_has_just_happened_is_not_compared() -> None:
    deposit = paid_in()
    compare(timedelta(minutes=30))
    assert Difference.objects.count() == 0
    read(line(deposit))
    payout = payments.start_payout(
        make.act(deposit.account), account_id=deposit.account_id, amount=usd(2_000), destination="alias.of.mine"
    )
    read(StatementEntry("txn_out", "transfer", payout.id, usd(-2_000), usd(0), make.NOON))

    compare()
    assert Difference.objects.count() == 0
    payments.receive_webhook(
        make.site_act(),
        provider="sandbox",
        event=ProviderEvent("evt_f", payout.id, Transition.PAYOUT_FAILED, usd(2_000)),
        body=b"{}",
    )
    compare()

    assert Difference.objects.get().gap == usd(-2_000)


def test_the_providers_fee_is_counted_once() -> None:
    entry = line(paid_in(), fee=175)

    read(entry)
    read(entry)
    (total,) = compare()

    assert (total.ours, total.theirs) == (usd(4_825), usd(4_825))
    assert queries.site_balances()[("fees", "", "USD")] == usd(-175)
    assert list(check(LEDGER)) == []


def test_the_sandbox_keeps_books_that_agree_with_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    deposit = paid_in()
    for _time in range(2):  # a message that is sent again is no second deed
        sandbox.book(make.site_act(), reference=deposit.id, transition="deposit_confirmed", amount=usd(5_000))
    monkeypatch.setattr(jobs, "now", lambda: make.NOON + LATER)

    jobs.reconcile(0)

    assert Reconciliation.objects.get().open_count == 0
    assert StatementLine.objects.get().amount == usd(5_000)


def test_only_operators_explain_and_take_over() -> None:
    first, second = make.operator(), make.operator()
    read(StatementEntry("txn_stray", "x", None, usd(700), usd(0), make.NOON))
    paid_in()
    compare()
    found = Difference.objects.get(subject="line:txn_stray")
    other = second if found.owner == first else first

    for refused in (make.stranger(), make.client(), make.mediator()):
        with pytest.raises(NotTheirDesk):
            payments.take_difference(make.act(refused), difference_id=found.id)
        with pytest.raises(NotTheirDesk):
            payments.explain_difference(make.act(refused), difference_id=found.id, explanation="Mine")
    payments.take_difference(make.act(other), difference_id=found.id)

    found.refresh_from_db()
    assert found.owner == other


def proposed(**changes: Any) -> CorrectionProposal:
    person = make_money.wallet(make.client(), usd(5_000))
    make_money.held(usd(1_000))
    with_fees()
    given = {
        "source": "fees",
        "target": person.email,
        "amount": usd(500),
        "reason": "Counted twice in March",
        **changes,
    }
    return payments.propose_correction(make.act(make.operator()), **given)


def with_fees() -> None:
    stage = make_money.held(usd(10_000))
    leave = make_money.authorisation(stage)
    with unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)


def test_a_correction_waits_for_a_second_person() -> None:
    proposal = proposed()
    before = queries.wallet_balance(proposal.credit.account_id, "USD")

    with pytest.raises(ledger.TwoPeople):
        payments.confirm_correction(make.act(proposal.proposed_by), proposal_id=proposal.id)
    with pytest.raises(NotTheirDesk):
        payments.confirm_correction(make.act(make.stranger()), proposal_id=proposal.id)
    assert queries.wallet_balance(proposal.credit.account_id, "USD") == before
    second = make.operator()
    payments.confirm_correction(make.act(second), proposal_id=proposal.id)

    assert queries.wallet_balance(proposal.credit.account_id, "USD") == before + usd(500)
    with pytest.raises(IllegalMove):
        payments.confirm_correction(make.act(second), proposal_id=proposal.id)
    assert list(check(LEDGER)) == []


def test_a_declined_correction_moves_nothing() -> None:
    proposal = proposed()

    payments.decline_correction(make.act(make.operator()), proposal_id=proposal.id)

    with pytest.raises(IllegalMove):
        payments.confirm_correction(make.act(make.operator()), proposal_id=proposal.id)
    assert queries.site_balances()[("fees", "", "USD")] == usd(1_000)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"source": "nobody@example.org"}, NoSuchPurse),
        ({"source": "elsewhere"}, NoSuchPurse),
        ({"target": "fees"}, NothingToCorrect),
        ({"amount": usd(0)}, NothingToCorrect),
        ({"reason": " "}, NothingToCorrect),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        proposed(**changes)

    assert CorrectionProposal.objects.count() == 0


def rate(value: str = "5.4321", *, source: str = "USD", target: str = "BRL", after: timedelta = timedelta()) -> Any:
    return payments.enter_rate(
        make.act(make.operator(), after=after),
        source=source,
        target=target,
        rate=Decimal(value),
        published_by="Banco Central do Brasil, PTAX",
        published_at=make.NOON + after,
    )


def test_money_is_exchanged_at_the_rate_that_was_seen() -> None:
    person = make_money.wallet(make.client(), usd(10_001))
    entered = rate()
    found = payments.quote(usd(10_001), "BRL", at=make.NOON + timedelta(hours=1))
    assert (found.target.minor + found.spread.minor, found.spread.minor) == (54_326, 543)

    payments.exchange_money(
        make.act(person, after=timedelta(hours=1)), source=usd(10_001), target="BRL", rate_id=entered.id
    )

    assert queries.wallet_balance(person.id, "USD") == usd(0)
    assert queries.wallet_balance(person.id, "BRL") == found.target
    assert list(check(LEDGER)) == []


def test_currencies_without_cents_are_exchanged_too() -> None:
    person = make_money.wallet(make.client(), usd(10_050))
    entered = rate("950.5", target="CLP")

    payments.exchange_money(make.act(person), source=usd(10_050), target="CLP", rate_id=entered.id)

    assert queries.wallet_balance(person.id, "CLP") == Money(94_570, "CLP")


def test_an_exchange_refuses_old_and_other_rates() -> None:
    person = make_money.wallet(make.client(), usd(10_000))
    entered = rate()

    with pytest.raises(NoRate):
        payments.exchange_money(
            make.act(person, after=timedelta(days=5)), source=usd(100), target="BRL", rate_id=entered.id
        )
    with pytest.raises(NoRate):
        payments.exchange_money(make.act(person), source=usd(100), target="EUR", rate_id=entered.id)
    rate("5.5", after=timedelta(hours=1))
    act = make.act(person, after=timedelta(hours=2))
    with pytest.raises(RateMoved):
        payments.exchange_money(act, source=usd(100), target="BRL", rate_id=entered.id)

    assert queries.wallet_balance(person.id, "USD") == usd(10_000)


def test_only_operators_enter_rates_and_only_real_ones() -> None:
    given: dict[str, Any] = {
        "source": "USD", "target": "BRL", "rate": Decimal(5), "published_by": "x", "published_at": make.NOON,
    }  # fmt: skip
    with pytest.raises(NotTheirDesk):
        payments.enter_rate(make.act(make.client()), **given)
    for change in ({"rate": Decimal(0)}, {"target": "USD"}, {"target": "XXX"}, {"published_by": ""}):
        with pytest.raises(BadRate):
            payments.enter_rate(make.act(make.operator()), **{**given, **change})


def test_an_operator_orders_a_payout_again() -> None:
    deposit = paid_in()
    payout = payments.start_payout(
        make.act(deposit.account), account_id=deposit.account_id, amount=usd(100), destination="alias.of.mine"
    )

    payments.order_again(make.act(make.operator()), payout_id=payout.id)
    payments.reconcile_soon(make.act(make.operator()))
    with pytest.raises(NotTheirDesk):
        payments.order_again(make.act(make.stranger()), payout_id=payout.id)
    with pytest.raises(NotTheirDesk):
        payments.reconcile_soon(Act.by_site(make.NOON))
