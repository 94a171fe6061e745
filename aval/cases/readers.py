"""What cases do when they hear of events from below."""

from aval.cases import actions as cases
from aval.contracts.events import RefundConsented, ReviewRanOut
from aval.kernel.acts import Act
from aval.record.queries import Recorded
from aval.record.relay import reader


@reader("cases", RefundConsented, ReviewRanOut)
def open_and_close(recorded: Recorded) -> None:
    """Bring in a mediator where a silent review asks for one; close a case whose money went back."""
    event = recorded.event
    if isinstance(event, ReviewRanOut):
        cases.open_case_by_rule(Act.by_site(recorded.at), milestone_id=event.milestone_id)
    if isinstance(event, RefundConsented):
        cases.close_case_by_refund(Act.by_site(recorded.at), milestone_id=event.milestone_id)
