"""What cases do when they hear of events from below."""

from aval.cases import actions as cases
from aval.contracts.events import ReviewRanOut
from aval.kernel.acts import Act
from aval.record.queries import Recorded
from aval.record.relay import reader


@reader("cases", ReviewRanOut)
def open_where_a_review_ran_out(recorded: Recorded) -> None:
    """Bring in a mediator where nobody answered a delivery in time and the agreement asks for one."""
    event = recorded.event
    if isinstance(event, ReviewRanOut):
        cases.open_case_by_rule(Act.by_site(recorded.at), milestone_id=event.milestone_id)
