"""Deposits, funding, and the three ways out of escrow."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.transactions import StepOutsideAction, unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.ledger.invariants import INVARIANTS
from aval.ledger.models import Operation, OperationKind, Transfer
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import HeldMoney, usd

pytestmark = pytest.mark.django_db


def balances(stage: HeldMoney) -> tuple[int, int, int]:
    """Return the minor units of the client's wallet, the hold, and the professional's wallet."""
    return (
        queries.wallet_balance(stage.client.id, stage.amount.currency).minor,
        queries.hold_balance(stage.hold_id).minor,
        queries.wallet_balance(stage.professional.id, stage.amount.currency).minor,
    )


def fees() -> int:
    return queries.site_balances()[("fees", "", "USD")].minor


def test_a_deposit_is_the_wallets_and_the_provider_owes_it() -> None:
    client = make.client()

    make_money.wallet(client, usd(12_345))

    assert queries.wallets(client.id) == [usd(12_345)]
    assert queries.site_balances()[("clearing", "sandbox", "USD")] == usd(-12_345)


def test_a_provider_that_repeats_itself_is_counted_once() -> None:
    client = make.client()
    said: dict[str, Any] = {
        "account_id": client.id,
        "amount": usd(5_000),
        "provider": "sandbox",
        "provider_event": "dep-1:confirmed",
    }

    with unit():
        first = ledger.deposit(make.site_act(), **said)
    with unit():
        second = ledger.deposit(make.site_act(after=timedelta(hours=1)), **said)

    assert first == second
    assert queries.wallet_balance(client.id, "USD") == usd(5_000)


def test_a_provider_that_contradicts_itself_is_refused() -> None:
    client = make.client()
    said: dict[str, Any] = {"account_id": client.id, "provider": "sandbox", "provider_event": "dep-1:confirmed"}
    with unit():
        ledger.deposit(make.site_act(), amount=usd(5_000), **said)

    with pytest.raises(ledger.KeyReused), unit():
        ledger.deposit(make.site_act(), amount=usd(5_001), **said)

    assert queries.wallet_balance(client.id, "USD") == usd(5_000)


def test_funding_takes_the_money_from_the_wallet_into_the_hold() -> None:
    stage = make_money.held(usd(50_000))

    assert balances(stage) == (50_000, 50_000, 0)
    for party in (stage.client, stage.professional):
        assert [hold.money for hold in queries.holds_of(party.id)] == [usd(50_000)]
    assert queries.holds_of(make.stranger().id) == []
    assert queries.contract_holds(stage.contract_id) == {stage.hold_id: usd(50_000)}


def test_a_repeated_funding_has_one_effect_and_the_same_answer() -> None:
    client, professional = make_money.wallet(make.client()), make.professional()
    act = make.act(client)
    asked: dict[str, Any] = {
        "hold_id": new_id(),
        "contract_id": new_id(),
        "payer_id": client.id,
        "payee_id": professional.id,
        "amount": usd(30_000),
    }

    with unit():
        first = ledger.fund(act, **asked)
    with unit():
        second = ledger.fund(act, **asked)

    assert first == second
    assert queries.wallet_balance(client.id, "USD") == usd(70_000)
    assert Transfer.objects.filter(operation=first).count() == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"amount": usd(30_001)}, ledger.KeyReused),
        ({"amount": usd(0)}, ledger.NothingToMove),
        ({"amount": usd(-5)}, ledger.NothingToMove),
        ({"contract_id": new_id()}, ledger.HoldDiffers),
        ({"amount": Money(30_000, "EUR")}, ledger.HoldDiffers),
    ],
)
def test_a_repeated_funding_with_other_content_is_refused(change: dict[str, Any], refusal: type[Exception]) -> None:
    client, professional = make_money.wallet(make.client()), make.professional()
    act = make.act(client)
    asked: dict[str, Any] = {
        "hold_id": new_id(),
        "contract_id": new_id(),
        "payer_id": client.id,
        "payee_id": professional.id,
        "amount": usd(30_000),
    }
    with unit():
        ledger.fund(act, **asked)

    with pytest.raises(refusal), unit():
        ledger.fund(act, **{**asked, **change})

    assert queries.wallet_balance(client.id, "USD") == usd(70_000)


def test_a_wallet_can_not_fund_more_than_it_has() -> None:
    client = make_money.wallet(make.client(), usd(10_000))

    with pytest.raises(ledger.NotEnoughMoney):
        make_money.held(usd(10_001), client=client)

    assert queries.wallet_balance(client.id, "USD") == usd(10_000)
    assert queries.holds_of(client.id) == []


def test_a_hold_can_not_pay_its_own_payer() -> None:
    client = make_money.wallet(make.client())

    with pytest.raises(ledger.HoldDiffers):
        make_money.held(client=client, professional=client)

    assert queries.wallet_balance(client.id, "USD") == usd(100_000)


def test_a_release_pays_the_professional_and_the_commission() -> None:
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage)

    with unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)

    assert balances(stage) == (50_000, 0, 45_000)
    assert fees() == 5_000


def test_a_refund_goes_back_to_the_client_whole() -> None:
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage, "consent", to_professional=0, commission=0, to_client=50_000)

    with unit():
        ledger.refund(make.act(stage.professional), authorisation_id=leave)

    assert balances(stage) == (100_000, 0, 0)


@pytest.mark.parametrize("kind", ["acceptance", "silence", "settlement", "ruling"])
def test_a_split_divides_a_hold_as_authorised(kind: str) -> None:
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage, kind, to_professional=27_000, commission=3_000, to_client=20_000)

    with unit():
        ledger.split(make.site_act(), authorisation_id=leave)

    assert balances(stage) == (70_000, 0, 27_000)
    assert fees() == 3_000
    assert list(check(INVARIANTS)) == []


@pytest.mark.parametrize("kind", ["settlement", "ruling"])
def test_one_side_of_a_split_may_get_nothing(kind: str) -> None:
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage, kind, to_professional=0, commission=0, to_client=50_000)

    with unit():
        ledger.split(make.site_act(), authorisation_id=leave)

    assert balances(stage) == (100_000, 0, 0)


def test_an_authorisation_pays_once_and_says_so() -> None:
    stage = make_money.held()
    leave = make_money.authorisation(stage)
    act = make.act(stage.client)
    with unit():
        first = ledger.release(act, authorisation_id=leave)
    before = balances(stage)

    with unit():
        again = ledger.release(act, authorisation_id=leave)
    with pytest.raises(ledger.AlreadyUsed), unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)

    assert again == first
    assert balances(stage) == before


def test_nothing_is_released_without_an_authorisation() -> None:
    stage = make_money.held()

    with pytest.raises(ledger.NoSuchAuthorisation), unit():
        ledger.release(make.act(stage.client), authorisation_id=new_id())

    assert balances(stage) == (50_000, 50_000, 0)


Move = Callable[..., UUID]


@pytest.mark.parametrize(
    ("kind", "shares", "movement"),
    [
        ("consent", (0, 0, 50_000), ledger.release),
        ("consent", (0, 0, 50_000), ledger.split),
        ("acceptance", (45_000, 5_000, 0), ledger.refund),
        ("acceptance", (40_000, 5_000, 5_000), ledger.release),
        ("settlement", (0, 0, 50_000), ledger.release),
        ("ruling", (45_000, 5_000, 0), ledger.refund),
    ],
)
def test_a_movement_that_the_authorisation_does_not_mean_is_refused(
    kind: str, shares: tuple[int, int, int], movement: Move
) -> None:
    stage = make_money.held()
    leave = make_money.authorisation(stage, kind, to_professional=shares[0], commission=shares[1], to_client=shares[2])

    with pytest.raises(ledger.WrongMovement), unit():
        movement(make.act(stage.client), authorisation_id=leave)

    assert balances(stage) == (50_000, 50_000, 0)


@pytest.mark.parametrize(
    ("kind", "shares"),
    [("consent", (1, 0, 49_999)), ("consent", (0, 1, 49_999)), ("acceptance", (0, 0, 50_000))],
)
def test_shares_that_the_kind_does_not_allow_are_refused(kind: str, shares: tuple[int, int, int]) -> None:
    stage = make_money.held()

    with pytest.raises(ledger.WrongMovement):
        make_money.authorisation(stage, kind, to_professional=shares[0], commission=shares[1], to_client=shares[2])

    assert balances(stage) == (50_000, 50_000, 0)


@pytest.mark.parametrize("total", [49_999, 50_001])
def test_an_authorisation_disposes_of_the_whole_hold(total: int) -> None:
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage, to_professional=total - 5_000, commission=5_000)

    with pytest.raises(ledger.AmountsDiffer if total < 50_000 else ledger.NotEnoughMoney), unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)

    assert balances(stage) == (50_000, 50_000, 0)


def test_an_authorisation_for_an_unfunded_or_foreign_hold_is_refused() -> None:
    stage, other = make_money.held(), make_money.held()
    foreign = HeldMoney(other.hold_id, stage.contract_id, stage.client, stage.professional, stage.amount)
    unfunded = HeldMoney(new_id(), stage.contract_id, stage.client, stage.professional, stage.amount)

    for wrong in (foreign, unfunded):
        with pytest.raises(ledger.HoldDiffers):
            make_money.authorisation(wrong)

    assert balances(other) == (50_000, 50_000, 0)


def test_the_same_authorisation_again_is_nothing_new_and_another_content_is_refused() -> None:
    stage = make_money.held()
    given: dict[str, Any] = {
        "authorisation_id": new_id(),
        "kind": "acceptance",
        "contract_id": stage.contract_id,
        "hold_id": stage.hold_id,
        "terms_hash": make_money.TERMS,
        "to_professional": usd(45_000),
        "commission": usd(5_000),
        "to_client": usd(0),
    }
    with unit():
        ledger.authorise(make.act(stage.client), **given)
        ledger.authorise(make.act(stage.client), **given)

    with pytest.raises(ledger.KeyReused), unit():
        ledger.authorise(make.act(stage.client), **{**given, "commission": usd(4_000)})
    with pytest.raises(ledger.KeyReused), unit():
        ledger.authorise(make.act(stage.client), **{**given, "terms_hash": bytes(32)})


@pytest.mark.parametrize(
    ("kind", "giver"),
    [
        ("acceptance", "professional"),
        ("acceptance", "operator"),
        ("consent", "client"),
        ("consent", "operator"),
        ("settlement", "operator"),
        ("ruling", "client"),
        ("ruling", "professional"),
        ("silence", "professional"),
        ("silence", "operator"),
    ],
)
def test_nobody_gives_an_authorisation_that_is_not_theirs_to_give(kind: str, giver: str) -> None:
    stage = make_money.held()
    who = {"client": stage.client, "professional": stage.professional, "operator": make.operator()}[giver]
    back = kind == "consent"

    with pytest.raises(ledger.NotTheirs), unit():
        ledger.authorise(
            make.act(who),
            authorisation_id=new_id(),
            kind=kind,
            contract_id=stage.contract_id,
            hold_id=stage.hold_id,
            terms_hash=make_money.TERMS,
            to_professional=usd(0 if back else 50_000),
            commission=usd(0),
            to_client=usd(50_000 if back else 0),
        )

    assert balances(stage) == (50_000, 50_000, 0)


def test_money_in_a_currency_stays_in_it() -> None:
    client = make_money.wallet(make_money.wallet(make.client(), usd(100)), Money(500, "CLP"))
    stage = make_money.held(Money(500, "CLP"), client=client)
    leave = make_money.authorisation(stage)
    with unit():
        ledger.release(make.act(client), authorisation_id=leave)

    assert queries.wallets(client.id) == [Money(0, "CLP"), usd(100)]
    assert queries.wallets(stage.professional.id) == [Money(450, "CLP")]


def test_a_movement_outside_an_action_is_refused() -> None:
    client = make.client()

    with pytest.raises(StepOutsideAction):
        ledger.recover(make.site_act(), account_id=client.id, currency="USD", purpose="test")

    assert Operation.objects.filter(account=client).count() == 0


def test_a_deposit_taken_back_costs_the_wallet_what_it_has_and_the_site_the_rest() -> None:
    client = make_money.wallet(make.client(), usd(10_000))
    make_money.held(usd(7_000), client=client)

    with unit():
        act = make.site_act()
        ledger.charge_back(
            act, account_id=client.id, amount=usd(10_000), provider="sandbox", provider_event="dep-9:charged_back"
        )
        ledger.recover(act, account_id=client.id, currency="USD", purpose="test")

    assert queries.wallet_balance(client.id, "USD") == usd(0)
    assert queries.site_balances()[("chargebacks", "", "USD")] == usd(-7_000)
    assert Operation.objects.get(kind=OperationKind.RECOVERY).amount == usd(3_000)
    assert list(check(INVARIANTS)) == []


def test_nothing_is_taken_from_somebody_who_owes_nothing() -> None:
    client = make_money.wallet(make.client(), usd(10_000))

    with unit():
        taken = ledger.recover(make.site_act(), account_id=client.id, currency="USD", purpose="test")

    assert taken is None
    assert queries.wallet_balance(client.id, "USD") == usd(10_000)


def test_what_stays_owed_is_taken_later_and_no_more() -> None:
    client = make_money.wallet(make.client(), usd(10_000))
    stage = make_money.held(usd(7_000), client=client)
    recover = partial(ledger.recover, account_id=client.id, currency="USD", purpose="test")
    with unit():
        act = make.site_act()
        ledger.charge_back(
            act, account_id=client.id, amount=usd(10_000), provider="sandbox", provider_event="dep-9:charged_back"
        )
        recover(act)
    assert queries.owed(client.id, "USD") == usd(7_000)
    leave = make_money.authorisation(stage, "consent", to_professional=0, commission=0, to_client=7_000)
    with unit():
        ledger.refund(make.act(stage.professional), authorisation_id=leave)

    with unit():
        act = make.site_act()
        first = recover(act)
        again = recover(act)
        assert recover(make.site_act()) is None

    assert first == again
    assert queries.owed(client.id, "USD") == usd(0)
    assert queries.wallet_balance(client.id, "USD") == usd(0)
    assert queries.site_balances()[("chargebacks", "", "USD")] == usd(0)
    assert list(check(INVARIANTS)) == []
