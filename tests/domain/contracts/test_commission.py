"""The commission by tier for each pair, and the client's fee: as signed, and as the database counts it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from aval.contracts import actions as contracts
from aval.contracts import commission, queries
from aval.contracts.models import Contract
from aval.contracts.steps import version_in_force
from aval.contracts.terms import Terms
from aval.kernel.invariants import check, installed
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove
from aval.ledger import actions as ledger
from aval.ledger import queries as money
from aval.record import queries as record
from tests import make

TIERS = [[0, 2_000], [30_000, 1_000], [300_000, 500]]
USD = "USD"


@pytest.fixture
def by_tier(settings: Any) -> None:
    settings.COMMISSION_TIERS = {USD: TIERS}


def accepted(contract: Contract, number: int = 1, after: int = 1) -> None:
    milestone = make.funded(contract, number)
    delivery = make.delivery(milestone)
    contracts.accept_delivery(make.act(contract.client, after=timedelta(days=after)), delivery_id=delivery.id)


def fees() -> int:
    return money.site_balances()[("fees", "", USD)].minor


def audit() -> None:
    assert [offence.invariant.name for offence in check(installed())] == []


@pytest.mark.django_db
def test_each_part_of_a_payment_is_charged_at_its_tier(by_tier: None) -> None:
    contract = make.agreed()

    accepted(contract)  # 500 USD: 300 at 20 %, 200 at 10 %
    assert fees() == 6_000 + 2_000
    accepted(contract, 2)  # 300 USD more, all at 10 %

    assert fees() == 8_000 + 3_000
    assert money.wallet_balance(contract.professional_id, USD) == Money(80_000 - 11_000, USD)
    audit()


@pytest.mark.django_db
def test_tiers_count_over_all_contracts_of_the_two_and_of_nobody_else(by_tier: None) -> None:
    first = make.agreed()
    accepted(first)
    before = fees()

    accepted(make.agreed(client=first.client, professional=first.professional))
    assert fees() - before == 5_000
    accepted(make.agreed(client=first.client))

    assert fees() - before == 5_000 + 8_000
    audit()


@pytest.mark.django_db
def test_what_was_signed_stays_when_the_site_changes_its_tiers(by_tier: None, settings: Any) -> None:
    contract = make.agreed()
    settings.COMMISSION_TIERS = {}
    settings.CLIENT_FEE_BASIS_POINTS = 500

    accepted(contract)

    assert fees() == 8_000
    assert "from 300.00 USD on, 10 %" in version_in_force(contract).content.clauses["commission"]
    audit()


@pytest.mark.django_db
def test_both_read_what_it_comes_to_before_they_sign(by_tier: None, settings: Any) -> None:
    settings.CLIENT_FEE_BASIS_POINTS = 300
    version = make.contract().versions.get()

    first, second = queries.fees_of(version)

    assert (first.client_pays, first.commission, first.professional_gets) == (
        Money(51_500, USD), Money(8_000, USD), Money(42_000, USD),
    )  # fmt: skip
    assert (second.client_pays, second.commission) == (Money(30_900, USD), Money(3_000, USD))


@pytest.mark.django_db
def test_the_clients_fee_is_taken_with_the_funding_or_nothing_is(settings: Any) -> None:
    settings.CLIENT_FEE_BASIS_POINTS = 300
    contract = make.agreed(balance=51_000)
    milestone = make.milestone(contract)

    with pytest.raises(ledger.NotEnoughMoney):
        contracts.fund_milestone(make.act(contract.client), milestone_id=milestone.id)
    assert money.wallet_balance(contract.client_id, USD) == Money(51_000, USD)
    make.wallet(contract.client, Money(500, USD))
    contracts.fund_milestone(make.act(contract.client), milestone_id=milestone.id)

    assert money.wallet_balance(contract.client_id, USD) == Money(0, USD)
    assert money.hold_balance(milestone.id) == milestone.amount
    assert fees() == 1_500
    assert "3 %" in version_in_force(contract).content.clauses["commission"]
    audit()


@pytest.mark.django_db
def test_the_database_takes_no_other_fee_than_was_signed() -> None:
    milestone = make.funded()
    by = milestone.contract.client_id

    with (  # noqa: PT012  # a deferred rule speaks at the second statement
        pytest.raises(Exception, match="not the one that was signed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT ledger_client_fee(gen_random_uuid(), %s, 'web', now(), %s, %s, 'USD', 1)", [by, milestone.id, by]
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert not any(held for (kind, _at, _currency), held in money.site_balances().items() if kind == "fees")


@pytest.mark.django_db
@given(st.integers(0, 1_000_000), st.integers(1, 1_000_000), st.booleans())
def test_the_database_and_the_program_count_alike(before: int, gross: int, tiered: bool) -> None:  # noqa: FBT001
    tiers = tuple((start, share) for start, share in TIERS) if tiered else ()
    terms = Terms(scope="x", commission_basis_points=2_000, commission_tiers=tiers)

    shares = commission.divided(terms, Money(gross, USD), Money(before, USD))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contracts_commission(%s::jsonb, %s, %s)",
            [
                '{"commission_basis_points": 2000' + (f', "commission_tiers": {TIERS}' if tiered else "") + "}",
                before,
                gross,
            ],
        )
        assert cursor.fetchone() == (shares.commission.minor,)
    assert shares.to_professional.minor + shares.commission.minor == gross
    assert 0 <= shares.commission.minor <= gross


@pytest.mark.django_db
def test_a_client_with_too_little_is_reminded_before_a_period_and_work_stops_clearly() -> None:
    contract = make.periodic(balance=20_000)
    first = contract.milestones.get()
    contracts.fund_milestone(make.act(contract.client), milestone_id=first.id)

    make.run_deadlines(timedelta(days=4, hours=13))
    make.run_deadlines(timedelta(days=6, hours=13))

    said = [event.kind for event in record.events(contract.id)]
    assert said.count("contracts.period-funding-reminded.1") == 1
    assert said.count("contracts.period-not-funded.1") == 1
    second = contract.milestones.get(number=2)
    with pytest.raises(IllegalMove):
        make.hours(second)
    audit()
