"""Parts of what contracts and cases do to milestones. Each insists on the action around it; none asks who acts."""

from uuid import UUID

from aval.contracts import access
from aval.contracts.events import ContractCompleted, DisputeEnded, MilestoneDisputed, MilestoneRuled, MilestoneSettled
from aval.contracts.models import AgreementVersion, Contract, ContractEnd, Milestone
from aval.contracts.refusals import EscrowFrozen, NoAgreementInForce
from aval.contracts.states import ENDED, OPEN_VERSIONS, ContractStatus, MilestoneStatus
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.transactions import step
from aval.ledger import actions as ledger
from aval.ledger.models import Authorisation
from aval.record import actions as record


@step
def dispute_milestone(act: Act, *, milestone_id: UUID, case_id: UUID) -> Milestone:
    """Put a funded milestone in dispute: from now on only a settlement, a ruling or a refund moves its escrow.

    :raises Milestone.DoesNotExist: if there is none
    :raises IllegalMove: if its money is not in escrow, or it is in dispute already
    """
    milestone = access.lock_milestone(milestone_id)
    milestone.move_to(MilestoneStatus.DISPUTED)
    record.append(act, milestone.contract_id, MilestoneDisputed(milestone.id, milestone.number, case_id))
    return milestone


@step
def resume_milestone(act: Act, *, milestone_id: UUID) -> Milestone:
    """Give a milestone back to where it was before its case, which ended without moving money.

    A review that was running has ended with the dispute: it begins anew with the next delivery, and until then the
    client may answer the last one without a limit of time.

    :raises Milestone.DoesNotExist: if there is none
    :raises IllegalMove: if it is not in dispute
    """
    milestone = access.lock_milestone(milestone_id)
    milestone.resume()
    record.append(act, milestone.contract_id, DisputeEnded(milestone.id, milestone.number))
    return milestone


@step
def settle_milestone(act: Act, *, milestone_id: UUID, authorisation_id: UUID) -> Milestone:
    """Carry out a settlement: move the escrow as its authorisation says, and end the milestone.

    :param authorisation_id: of kind ``settlement``, given to the ledger by cases before
    :raises Milestone.DoesNotExist: if there is none
    :raises IllegalMove: if the milestone is not in dispute
    :raises NoSuchAuthorisation: and the ledger's other refusals, if the authorisation does not fit the hold
    """
    milestone, given = _pay_out(act, milestone_id, authorisation_id, MilestoneStatus.SETTLED)
    record.append(
        act, milestone.contract_id, MilestoneSettled(milestone.id, milestone.number, given.id, *shares(given))
    )
    complete_if_done(act, milestone.contract)
    return milestone


@step
def rule_milestone(act: Act, *, milestone_id: UUID, authorisation_id: UUID) -> Milestone:
    """Carry out a final ruling: move the escrow as its authorisation says, and end the milestone.

    :param authorisation_id: of kind ``ruling``, given to the ledger by cases before
    :raises Milestone.DoesNotExist: if there is none
    :raises IllegalMove: if the milestone is not in dispute
    :raises NoSuchAuthorisation: and the ledger's other refusals, if the authorisation does not fit the hold
    """
    milestone, given = _pay_out(act, milestone_id, authorisation_id, MilestoneStatus.RULED)
    record.append(act, milestone.contract_id, MilestoneRuled(milestone.id, milestone.number, given.id, *shares(given)))
    complete_if_done(act, milestone.contract)
    return milestone


@step
def complete_if_done(act: Act, contract: Contract) -> None:
    """Complete a contract whose last milestone has ended.

    Work by the period goes on until one side ends it. A version that waits for a signature holds the contract open
    too: the two may be agreeing on more work at this moment.
    """
    if contract.status != ContractStatus.ACTIVE or contract.milestones.exclude(status__in=ENDED).exists():
        return
    ended = ContractEnd.objects.filter(contract=contract).exists()
    if not ended and (contract.is_periodic or contract.versions.filter(status__in=OPEN_VERSIONS).exists()):
        return
    contract.move_to(ContractStatus.COMPLETED)
    record.append(by_site(act), contract.id, ContractCompleted())


def version_in_force(contract: Contract) -> AgreementVersion:
    """Return the version that both signed last.

    :raises NoAgreementInForce: if there is none yet
    """
    version = contract.version_in_force
    if version is None:
        raise NoAgreementInForce
    return version


def by_site(act: Act) -> Act:
    """Return the same act in the site's name, for what follows from it by rule."""
    return Act.by_site(act.at, request_id=act.request_id, via=act.via)


def shares(given: Authorisation) -> tuple[Money, Money, Money]:
    """Return what an authorisation gives to the professional, to the site and to the client."""
    minors = (given.to_professional_minor, given.commission_minor, given.to_client_minor)
    professional, commission, client = (Money(minor, given.currency) for minor in minors)
    return professional, commission, client


def pay(act: Act, given: Authorisation) -> None:
    """Carry out an authorisation by the movement that its shares call for."""
    if not given.to_client_minor:
        ledger.release(act, authorisation_id=given.id)
    elif not given.to_professional_minor and not given.commission_minor:
        ledger.refund(act, authorisation_id=given.id)
    else:
        ledger.split(act, authorisation_id=given.id)


def _pay_out(
    act: Act, milestone_id: UUID, authorisation_id: UUID, status: MilestoneStatus
) -> tuple[Milestone, Authorisation]:
    milestone = access.lock_milestone(milestone_id)
    if milestone.status == MilestoneStatus.FROZEN:
        raise EscrowFrozen
    milestone.move_to(status)
    given = Authorisation.objects.filter(id=authorisation_id, hold_id=milestone.id).first()
    if given is None:
        raise ledger.NoSuchAuthorisation
    pay(act, given)
    return milestone, given
