"""What search does when it hears of events from below: it keeps how well people's contracts went, for ranking."""

from aval.contracts.access import lock_contract
from aval.contracts.events import ContractCompleted, MilestoneRuled, MilestoneSettled
from aval.kernel.acts import Act
from aval.record.queries import Recorded
from aval.record.relay import reader
from aval.reputation.events import ReviewWritten
from aval.reputation.queries import figures
from aval.search import actions as search


@reader("search.standing", ContractCompleted, MilestoneSettled, MilestoneRuled, ReviewWritten)
def keep_standing(recorded: Recorded) -> None:
    """Compute the professional's figures anew and keep their score."""
    contract = lock_contract(recorded.contract_id)
    act = Act.by_site(recorded.at)
    score = figures(contract.professional_id, at=act.at).score
    search.keep_standing(act, account_id=contract.professional_id, score=score)
