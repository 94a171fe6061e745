"""Ending a contract: before any money came in, or after."""

from uuid import UUID

from aval.contracts import access
from aval.contracts.actions.agreements import reject, screen_text
from aval.contracts.events import ContractCancelled, ContractEnded
from aval.contracts.models import Contract, ContractEnd
from aval.contracts.refusals import EndedAlready, MoneyInEscrow
from aval.contracts.states import CONTRACT_MOVES, ContractStatus, MilestoneStatus
from aval.contracts.steps import complete_if_done
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove
from aval.kernel.states import check_move
from aval.kernel.transactions import action
from aval.projects import actions as projects
from aval.record import actions as record
from aval.record.events import Text


@action
def cancel_contract(act: Act, *, contract_id: UUID, reason: str = "") -> Contract:
    """Cancel a contract on which no money ever came into escrow; the project opens for other proposals again.

    :raises Contract.DoesNotExist: if there is none, or the actor is not a party
    :raises MoneyInEscrow: if a milestone is or was funded
    :raises IllegalMove: if it has ended already
    :raises ContactDetailsFound: if the gate is closed and the reason would pass contact details on
    """
    contract = access.lock_contract_for_party(contract_id, act.actor_id)
    if contract.status == ContractStatus.ACTIVE:
        raise MoneyInEscrow
    check_move(CONTRACT_MOVES, ContractStatus(contract.status), ContractStatus.CANCELLED)
    screen_text(act, contract, reason)

    projects.reopen_project(act, proposal_id=contract.id)
    _drop_what_waits(act, contract, reason)
    contract.move_to(ContractStatus.CANCELLED)
    record.append(act, contract.id, ContractCancelled(Text(reason.strip()) if reason.strip() else None))
    return contract


@action
def end_contract(act: Act, *, contract_id: UUID, reason: str = "") -> ContractEnd:
    """End a contract: what is in escrow runs its course, nothing more is funded, no further period begins.

    :raises Contract.DoesNotExist: if there is none, or the actor is not a party
    :raises IllegalMove: if no milestone was ever funded, or the contract is over
    :raises EndedAlready: if one side has ended it before
    """
    contract = access.lock_contract_for_party(contract_id, act.actor_id)
    if contract.status != ContractStatus.ACTIVE:
        raise IllegalMove
    if ContractEnd.objects.filter(contract=contract).exists():
        raise EndedAlready

    reason = reason.strip()
    end = ContractEnd.objects.create(contract=contract, account_id=act.actor_id, reason=reason, ended_at=act.at)
    _drop_what_waits(act, contract, reason)
    contract.next_period_at = None
    contract.save(update_fields=["next_period_at"])
    record.append(act, contract.id, ContractEnded(Text(reason) if reason else None))
    complete_if_done(act, contract)
    return end


def _drop_what_waits(act: Act, contract: Contract, reason: str) -> None:
    version = contract.open_version
    if version is not None:
        reject(act, version, reason)
    for milestone in contract.milestones.filter(status=MilestoneStatus.AGREED):
        milestone.move_to(MilestoneStatus.CANCELLED)
