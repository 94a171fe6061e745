"""Cases at each stage, made through the real actions."""

from datetime import timedelta

from aval.accounts.models import Account
from aval.cases import access
from aval.cases import actions as cases
from aval.cases.models import Case, Ruling
from aval.contracts.models import Milestone
from aval.kernel.money import Money
from tests.makers.contracts import delivery
from tests.makers.people import act

__all__ = ["case", "heard_case", "mediator_of", "ruling"]


def case(milestone: Milestone | None = None, *, to_client: int = 50_000, after: timedelta = timedelta(days=1)) -> Case:
    """Return a case that the client opened on a delivered milestone of 500 USD, asking for everything back."""
    milestone = milestone or delivery().milestone
    return cases.open_case(
        act(milestone.contract.client, after=after),
        milestone_id=milestone.id,
        reason="not-as-agreed",
        statement="The shop does not take payments.",
        to_client=Money(to_client, "USD"),
    )


def heard_case(milestone: Milestone | None = None, *, after: timedelta = timedelta(days=2)) -> Case:
    """Return a case that a mediator hears; make the mediators first."""
    opened = case(milestone)
    return cases.ask_for_mediator(act(opened.contract.professional, after=after), case_id=opened.id)


def mediator_of(heard: Case) -> Account:
    """Return who hears the case now."""
    present = access.present_assignment(heard)
    assert present is not None
    return present.mediator


def ruling(heard: Case, *, to_client: int = 20_000, after: timedelta = timedelta(days=3)) -> Ruling:
    """Return a ruling of the mediator who hears the case."""
    return cases.rule(
        act(mediator_of(heard), after=after),
        case_id=heard.id,
        to_client=Money(to_client, "USD"),
        reasons="The shop was delivered in time, without the payments that were agreed.",
        relied_on=[0, 1],
    )
