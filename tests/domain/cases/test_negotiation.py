"""Opening a case and trading offers."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from aval.cases import actions as cases
from aval.cases.models import Case, Offer
from aval.cases.states import CaseStatus
from aval.contracts.models import Milestone
from aval.contracts.states import MilestoneStatus
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, NotAllowed
from aval.ledger.queries import hold_balance, wallet_balance
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def test_opening_a_case_freezes_the_milestone_and_makes_what_is_asked_the_first_offer() -> None:
    case = make.case()

    assert case.status == CaseStatus.NEGOTIATION
    assert make.status_of(case.milestone_id) == MilestoneStatus.DISPUTED
    assert case.turn_id == case.contract.professional_id
    assert case.offers.get().to_client == usd(50_000)
    assert hold_balance(case.milestone_id) == usd(50_000)


def test_a_milestone_has_one_open_case() -> None:
    case = make.case()

    with pytest.raises(IllegalMove):
        make.case(case.milestone)

    assert Case.objects.count() == 1


def test_an_unfunded_milestone_can_have_no_case() -> None:
    with pytest.raises(IllegalMove):
        make.case(make.milestone())

    assert Case.objects.count() == 0


def test_more_than_the_escrow_cannot_be_asked() -> None:
    with pytest.raises(cases.SplitDoesNotAddUp):
        make.case(to_client=50_001)

    assert Case.objects.count() == 0


def test_accepting_an_offer_pays_exactly_what_both_signed() -> None:
    case = make.case()
    offer = cases.make_offer(
        make.act(case.contract.professional, after=2 * DAY), case_id=case.id, to_client=usd(20_000), note="Half is done"
    )

    settlement = cases.accept_offer(make.act(case.contract.client, after=2 * DAY), offer_id=offer.id)

    case.refresh_from_db()
    assert case.status == CaseStatus.SETTLED
    assert make.status_of(case.milestone_id) == MilestoneStatus.SETTLED
    assert hold_balance(case.milestone_id) == usd(0)
    assert wallet_balance(case.contract.professional_id, "USD") == usd(27_000)
    assert wallet_balance(case.contract.client_id, "USD") == usd(70_000)
    assert settlement.commission_minor == 3_000


def test_nobody_accepts_their_own_offer() -> None:
    case = make.case()

    with pytest.raises(NotAllowed):
        cases.accept_offer(make.act(case.contract.client, after=2 * DAY), offer_id=case.offers.get().id)

    assert hold_balance(case.milestone_id) == usd(50_000)


def test_an_older_offer_cannot_be_accepted() -> None:
    case = make.case()
    cases.make_offer(make.act(case.contract.professional, after=2 * DAY), case_id=case.id, to_client=usd(20_000))

    with pytest.raises(cases.NotTheLastOffer):
        cases.accept_offer(make.act(case.contract.professional, after=2 * DAY), offer_id=case.offers.get(number=1).id)

    assert hold_balance(case.milestone_id) == usd(50_000)


def test_a_settled_case_takes_no_second_acceptance() -> None:
    case = make.case()
    offer = case.offers.get()
    cases.accept_offer(make.act(case.contract.professional, after=2 * DAY), offer_id=offer.id)

    with pytest.raises(IllegalMove):
        cases.accept_offer(make.act(case.contract.professional, after=2 * DAY), offer_id=offer.id)

    assert wallet_balance(case.contract.client_id, "USD") == usd(100_000)


def test_offers_go_in_turns() -> None:
    case = make.case()

    with pytest.raises(cases.NotYourTurn):
        cases.make_offer(make.act(case.contract.client, after=2 * DAY), case_id=case.id, to_client=usd(0))

    assert Offer.objects.count() == 1


def test_silence_brings_the_mediator_and_moves_no_money() -> None:
    mediator = make.mediator()
    case = make.case()

    assert cases.run_deadlines(make.site_act(after=3 * DAY)) == 0
    assert cases.run_deadlines(make.site_act(after=4 * DAY)) == 1

    case.refresh_from_db()
    assert case.status == CaseStatus.MEDIATION
    assert make.mediator_of(case) == mediator
    assert hold_balance(case.milestone_id) == usd(50_000)


def test_whoever_opened_the_case_can_withdraw_it_and_the_work_goes_on() -> None:
    case = make.case()

    with pytest.raises(NotAllowed):
        cases.withdraw_case(make.act(case.contract.professional, after=2 * DAY), case_id=case.id)
    cases.withdraw_case(make.act(case.contract.client, after=2 * DAY), case_id=case.id)

    assert make.status_of(case.milestone_id) == MilestoneStatus.DELIVERED
    assert hold_balance(case.milestone_id) == usd(50_000)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda act, case: cases.open_case(
            act, milestone_id=case.milestone_id, reason="late", statement="x", to_client=usd(1)
        ),
        lambda act, case: cases.make_offer(act, case_id=case.id, to_client=usd(1)),
        lambda act, case: cases.accept_offer(act, offer_id=case.offers.get().id),
        lambda act, case: cases.ask_for_mediator(act, case_id=case.id),
        lambda act, case: cases.withdraw_case(act, case_id=case.id),
        lambda act, case: cases.state(act, case_id=case.id, text="x"),
        lambda act, case: cases.read_file(act, case_id=case.id),
        lambda act, case: cases.rule(act, case_id=case.id, to_client=usd(1), reasons="x", relied_on=[0]),
    ],
)
def test_a_stranger_finds_no_case(attempt: Callable[..., object]) -> None:
    case = make.case()

    with pytest.raises((Case.DoesNotExist, Offer.DoesNotExist, Milestone.DoesNotExist)):
        attempt(make.act(make.stranger(), after=2 * DAY), case)

    case.refresh_from_db()
    assert case.status == CaseStatus.NEGOTIATION
    assert hold_balance(case.milestone_id) == usd(50_000)
