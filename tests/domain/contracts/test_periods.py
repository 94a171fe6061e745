"""Work by the hour or without an end: periods that the agreement's clause opens and funds ahead."""

from datetime import date, timedelta

import pytest

from aval.contracts import actions as contracts
from aval.contracts.events import PeriodNotFunded
from aval.contracts.invariants import INVARIANTS
from aval.contracts.models import Milestone, WorkEntry
from aval.contracts.periods import last_day
from aval.contracts.states import ContractStatus, MilestoneStatus
from aval.contracts.terms import PeriodTerms
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, Invalid
from aval.ledger import queries as money
from aval.projects.choices import Kind
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db

# The first week goes from 3 to 9 March; noon of the 2nd is the tests' beginning.
NEXT_IS_FUNDED = timedelta(days=6, hours=12)
WEEK_IS_OVER = timedelta(days=7, hours=12)


def test_signing_opens_the_first_period_and_the_client_funds_it() -> None:
    contract = make.periodic()

    period = make.funded(contract)

    assert (period.period_starts_on, period.due_on) == (date(2026, 3, 3), date(2026, 3, 9))
    assert period.amount == Money(20_000, "USD")
    assert money.hold_balance(period.id) == Money(20_000, "USD")


def test_hours_accepted_are_paid_and_the_rest_returns_to_the_client() -> None:
    period = make.funded(make.periodic())
    make.hours(period, 125)
    make.hours(period, 55)
    delivery = make.delivery(period, after=timedelta(days=2))

    contracts.accept_delivery(make.act(period.contract.client, after=timedelta(days=3)), delivery_id=delivery.id)

    assert delivery.billed == Money(6_000, "USD")
    assert money.wallet_balance(period.contract.professional_id, "USD") == Money(5_400, "USD")
    assert money.wallet_balance(period.contract.client_id, "USD") == Money(94_000, "USD")
    assert list(check(INVARIANTS)) == []


def test_a_flat_period_is_paid_whole() -> None:
    period = make.funded(make.periodic(Kind.ONGOING))
    make.hours(period, 30)
    delivery = make.delivery(period, after=timedelta(days=2))

    contracts.accept_delivery(make.act(period.contract.client, after=timedelta(days=3)), delivery_id=delivery.id)

    assert money.wallet_balance(period.contract.professional_id, "USD") == Money(18_000, "USD")


def test_the_next_period_is_opened_and_funded_a_day_ahead() -> None:
    contract = make.periodic()
    make.funded(contract)

    make.run_deadlines(NEXT_IS_FUNDED - timedelta(seconds=1))
    assert contract.milestones.count() == 1
    make.run_deadlines(NEXT_IS_FUNDED)
    make.run_deadlines(NEXT_IS_FUNDED)

    second = contract.milestones.get(number=2)
    assert second.status == MilestoneStatus.FUNDED
    assert second.funding.by_clause
    assert (second.period_starts_on, second.due_on) == (date(2026, 3, 10), date(2026, 3, 16))
    assert money.wallet_balance(contract.client_id, "USD") == Money(60_000, "USD")


def test_without_money_the_work_stops_clearly_until_the_client_funds() -> None:
    contract = make.periodic(balance=30_000)
    make.funded(contract)

    make.run_deadlines(NEXT_IS_FUNDED)
    make.run_deadlines(NEXT_IS_FUNDED + timedelta(hours=1))

    second = contract.milestones.get(number=2)
    assert second.status == MilestoneStatus.AGREED
    assert len(record.events(contract.id, kinds=[PeriodNotFunded])) == 1
    with pytest.raises(IllegalMove):
        make.hours(second, on=date(2026, 3, 10), after=timedelta(days=8))
    assert money.wallet_balance(contract.client_id, "USD") == Money(10_000, "USD")

    make.wallet(contract.client)
    contracts.fund_milestone(make.act(contract.client, after=timedelta(days=10)), milestone_id=second.id)

    second.refresh_from_db()
    assert (second.status, second.period_starts_on) == (MilestoneStatus.FUNDED, date(2026, 3, 12))


def test_a_period_that_is_over_is_delivered_from_its_entries() -> None:
    period = make.funded(make.periodic())
    make.hours(period)

    make.run_deadlines(WEEK_IS_OVER - timedelta(seconds=1))
    assert make.status_of(period.id) == MilestoneStatus.FUNDED
    make.run_deadlines(WEEK_IS_OVER)

    delivery = period.deliveries.get()
    assert delivery.by_clause
    assert delivery.billed == Money(4_000, "USD")
    assert delivery.minutes == 120


def test_a_period_without_work_is_not_delivered() -> None:
    period = make.funded(make.periodic())

    make.run_deadlines(WEEK_IS_OVER)
    with pytest.raises(contracts.NothingWorked):
        make.delivery(period, after=timedelta(days=8))

    assert make.status_of(period.id) == MilestoneStatus.FUNDED


def test_no_more_hours_than_are_funded() -> None:
    period = make.funded(make.periodic())
    make.hours(period, 595)

    with pytest.raises(contracts.TooManyHours):
        make.hours(period, 6)

    assert WorkEntry.objects.count() == 1


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 10)])
def test_work_is_logged_on_days_of_the_period_that_have_come(day: date) -> None:
    period = make.funded(make.periodic())

    with pytest.raises(contracts.OutsideThePeriod):
        make.hours(period, on=day, after=timedelta(days=1))

    assert not period.work.exists()


@pytest.mark.parametrize(("minutes", "note"), [(0, "x"), (1_441, "x"), (60, " ")])
def test_an_entry_has_a_time_and_says_what_was_done(minutes: int, note: str) -> None:
    period = make.funded(make.periodic())

    with pytest.raises(Invalid):
        contracts.log_work(
            make.act(period.contract.professional, after=timedelta(days=1)),
            milestone_id=period.id,
            minutes=minutes,
            worked_on=date(2026, 3, 3),
            note=note,
        )

    assert not period.work.exists()


def test_an_entry_taken_back_is_not_billed_and_stays_in_the_record() -> None:
    period = make.funded(make.periodic())
    make.hours(period)
    wrong = make.hours(period, 300)
    contracts.withdraw_work(make.act(period.contract.professional), entry_id=wrong.id)

    delivery = make.delivery(period, after=timedelta(days=2))

    assert delivery.billed == Money(4_000, "USD")
    with pytest.raises(IllegalMove):
        contracts.withdraw_work(make.act(period.contract.professional), entry_id=wrong.id)
    assert WorkEntry.objects.filter(id=wrong.id).exists()


def test_only_the_professional_logs_and_takes_back() -> None:
    period = make.funded(make.periodic())
    entry = make.hours(period)

    for other in (period.contract.client, make.stranger(), make.mediator()):
        with pytest.raises(Milestone.DoesNotExist):
            contracts.log_work(make.act(other), milestone_id=period.id, minutes=5, worked_on=date(2026, 3, 3), note="x")
        with pytest.raises(WorkEntry.DoesNotExist):
            contracts.withdraw_work(make.act(other), entry_id=entry.id)

    assert period.work.count() == 1


def test_a_milestone_at_a_fixed_price_takes_no_hours() -> None:
    milestone = make.funded()

    with pytest.raises(IllegalMove):
        make.hours(milestone)

    assert not milestone.work.exists()


def test_after_its_end_the_contract_opens_no_period_and_completes_with_the_last() -> None:
    contract = make.periodic()
    period = make.funded(contract)
    make.hours(period)
    contracts.end_contract(make.act(contract.client, after=timedelta(days=2)), contract_id=contract.id)

    make.run_deadlines(WEEK_IS_OVER)
    delivery = period.deliveries.get()
    contracts.accept_delivery(make.act(contract.client, after=timedelta(days=8)), delivery_id=delivery.id)

    contract.refresh_from_db()
    assert contract.milestones.count() == 1
    assert contract.status == ContractStatus.COMPLETED


def test_a_paid_period_does_not_end_the_contract() -> None:
    contract = make.periodic()
    period = make.funded(contract)
    make.hours(period)
    delivery = make.delivery(period, after=timedelta(days=2))

    contracts.accept_delivery(make.act(contract.client, after=timedelta(days=3)), delivery_id=delivery.id)

    contract.refresh_from_db()
    assert contract.status == ContractStatus.ACTIVE
    make.run_deadlines(NEXT_IS_FUNDED)
    assert contract.milestones.get(number=2).status == MilestoneStatus.FUNDED


def test_a_new_price_counts_from_the_next_period_on() -> None:
    contract = make.periodic()
    first = make.funded(contract)
    before = make.draft_of(contract).periods
    assert before is not None
    dearer = PeriodTerms(before.unit, Money(3_000, "USD"), 10, before.starts_on, before.criteria)
    make.signed(make.amendment(contract, periods=dearer))

    make.run_deadlines(NEXT_IS_FUNDED)

    first.refresh_from_db()
    assert first.amount == Money(20_000, "USD")
    assert contract.milestones.get(number=2).amount == Money(30_000, "USD")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 1, 31), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 3, 30)),
        (date(2026, 3, 31), date(2026, 4, 29)),
        (date(2026, 12, 31), date(2027, 1, 30)),
    ],
)
def test_months_keep_the_day_on_which_the_first_began(start: date, end: date) -> None:
    clause = PeriodTerms("month", Money(1, "USD"), 0, date(2026, 1, 31), "Work")

    assert last_day(start, clause) == end
