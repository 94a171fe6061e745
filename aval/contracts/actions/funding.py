"""Putting a milestone's price into escrow."""

from uuid import UUID

from aval.contracts import access, periods
from aval.contracts.commission import client_fee
from aval.contracts.events import MilestoneFunded
from aval.contracts.models import Contract, ContractEnd, Funding, Milestone
from aval.contracts.states import FUNDABLE_CONTRACTS, MILESTONE_MOVES, ContractStatus, MilestoneStatus
from aval.contracts.steps import version_in_force
from aval.conversation import actions as conversation
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove
from aval.kernel.states import check_move
from aval.kernel.transactions import action, step
from aval.ledger import actions as ledger
from aval.record import actions as record


@action
def fund_milestone(act: Act, *, milestone_id: UUID) -> Milestone:
    """Put a milestone's whole price from the client's wallet into escrow. The first one opens the gate.

    :raises Milestone.DoesNotExist: if there is none, or the actor is not its client
    :raises IllegalMove: if it is funded or has ended already, or the contract has
    :raises NotEnoughMoney: if the client's wallet has less
    """
    milestone = access.lock_milestone_for_client(milestone_id, act.actor_id)
    return put_in_escrow(act, milestone, by_clause=False)


@step
def put_in_escrow(act: Act, milestone: Milestone, *, by_clause: bool) -> Milestone:
    """Fund a milestone whose contract is locked.

    :param by_clause: whether the agreement's own clause does it, ahead of a period, and not the client
    :raises IllegalMove: if it is funded or has ended already, or the contract has
    :raises NotEnoughMoney: if the client's wallet has less
    """
    contract = milestone.contract
    check_move(MILESTONE_MOVES, MilestoneStatus(milestone.status), MilestoneStatus.FUNDED)
    if contract.status not in FUNDABLE_CONTRACTS:
        raise IllegalMove
    version = version_in_force(contract)
    if version.content.periods is not None:
        periods.begin_late(milestone, version.content.periods, act.at.date())
    ledger.fund(
        act,
        hold_id=milestone.id,
        contract_id=contract.id,
        payer_id=contract.client_id,
        payee_id=contract.professional_id,
        amount=milestone.amount,
    )
    fee = client_fee(version.content, milestone.amount)
    if fee:
        ledger.charge_client_fee(act, hold_id=milestone.id, account_id=contract.client_id, amount=fee)
    Funding.objects.create(
        milestone=milestone,
        contract=contract,
        version=version,
        amount_minor=milestone.amount_minor,
        by_clause=by_clause,
        client_id=contract.client_id,
        funded_at=act.at,
    )
    milestone.move_to(MilestoneStatus.FUNDED)
    record.append(act, contract.id, MilestoneFunded(milestone.id, milestone.number, milestone.amount, by_clause))
    if contract.status == ContractStatus.AWAITING_ESCROW:
        contract.move_to(ContractStatus.ACTIVE)
    conversation.open_gate(act, contract_id=contract.id, because=milestone.id)
    if milestone.is_period:
        _schedule(contract, milestone)
    return milestone


def _schedule(contract: Contract, period: Milestone) -> None:
    """Set when this period is over, and when the next one has to be funded."""
    period.next_deadline_at = periods.ends_at(period)
    period.save(update_fields=["next_deadline_at"])
    if not ContractEnd.objects.filter(contract=contract).exists():
        contract.next_period_at = periods.ends_at(period) - periods.LEAD - periods.REMINDER
        contract.save(update_fields=["next_period_at"])
