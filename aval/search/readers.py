"""What search does when it hears of events from below: it keeps how well people's contracts went, for ranking."""

from aval.contracts.events import ContractCompleted, MilestoneRuled, MilestoneSettled
from aval.contracts.models import Contract
from aval.kernel.acts import Act
from aval.record.queries import Recorded
from aval.record.relay import reader
from aval.reputation.events import ReviewWritten
from aval.search import actions as search


@reader("search.standing", ContractCompleted, MilestoneSettled, MilestoneRuled, ReviewWritten)
def keep_standing(recorded: Recorded) -> None:
    """Compute the professional's figures anew and keep their score; a repeat computes the same."""
    contract = Contract.objects.get(id=recorded.contract_id)
    search.refresh_standings(Act.by_site(recorded.at), account_ids=[contract.professional_id])
