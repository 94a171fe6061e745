"""A professional who gives the money back in the middle of a case leaves it nothing to decide."""

from datetime import timedelta

import pytest

from aval.cases import actions as cases
from aval.cases.events import CaseEndedByRefund
from aval.cases.models import Case, Ruling, Settlement
from aval.cases.states import CaseStatus
from aval.contracts import actions as contracts
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, NotAllowed
from aval.record import queries as record
from aval.record import relay
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def give_back(case: Case, *, after: timedelta = 4 * DAY) -> None:
    contracts.consent_to_refund(make.act(case.contract.professional, after=after), milestone_id=case.milestone_id)


@pytest.mark.parametrize("stage", [make.case, make.heard_case])
def test_the_case_is_closed_and_the_record_says_why(stage: type[Case]) -> None:
    case = stage()

    give_back(case)
    relay.discover()
    relay.run_once()

    case.refresh_from_db()
    assert (case.status, case.due_at, case.is_open) == (CaseStatus.REFUNDED, None, False)
    assert len(record.events(case.contract_id, kinds=[CaseEndedByRefund])) == 1


def test_a_ruling_that_waits_to_be_final_is_not_carried_out() -> None:
    make.mediator()
    case = make.heard_case()
    make.ruling(case)
    give_back(case)

    cases.run_deadlines(make.site_act(after=30 * DAY))
    relay.run_once()

    case.refresh_from_db()
    assert case.status == CaseStatus.REFUNDED
    assert len(record.events(case.contract_id, kinds=[CaseEndedByRefund])) == 1


def test_a_mediator_no_longer_rules_even_before_the_case_is_closed() -> None:
    mediator = make.mediator()
    case = make.heard_case()
    give_back(case)

    with pytest.raises(IllegalMove):
        cases.rule(
            make.act(mediator, after=5 * DAY), case_id=case.id, to_client=Money(0, "USD"), reasons="So.", relied_on=[0]
        )

    assert not Ruling.objects.exists()


def test_nobody_settles_what_is_not_there() -> None:
    case = make.case()
    offer = case.offers.get()
    give_back(case)

    for party in (case.contract.client, case.contract.professional):
        with pytest.raises((IllegalMove, NotAllowed)):
            cases.accept_offer(make.act(party, after=5 * DAY), offer_id=offer.id)

    assert not Settlement.objects.exists()
