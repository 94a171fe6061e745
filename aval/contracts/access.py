"""Who may reach a contract and what is in it: fetch, permission and lock in one function.

Every lock begins with the contract's row, so that whatever happens on one contract happens one after the other, and
two acts can never wait for each other.
"""

from uuid import UUID

from django.db.models import Q

from aval.contracts.models import AgreementVersion, Contract, Delivery, Milestone, WorkEntry
from aval.conversation.models import Admission


def contract_for(contract_id: UUID, account_id: UUID) -> Contract:
    """Fetch a contract for one of its parties, or for whoever was admitted to its record (a case's mediator).

    :raises Contract.DoesNotExist: if there is none, or it is not theirs to see
    """
    contract = Contract.objects.select_related("client", "professional", "project").get(id=contract_id)
    admitted = Admission.objects.filter(contract_id=contract_id, account_id=account_id, ended_at=None)
    if not contract.is_party(account_id) and not admitted.exists():
        raise Contract.DoesNotExist
    return contract


def contract_for_party(contract_id: UUID, account_id: UUID) -> Contract:
    """Fetch a contract for one of its two parties.

    :raises Contract.DoesNotExist: if there is none, or it is not theirs
    """
    return Contract.objects.of(account_id).get(id=contract_id)


def version_for(contract_id: UUID, number: int, account_id: UUID) -> AgreementVersion:
    """Fetch one version of the agreement for whoever may see its contract.

    :raises Contract.DoesNotExist: if the contract is not theirs to see
    :raises AgreementVersion.DoesNotExist: if it has no such version
    """
    contract = contract_for(contract_id, account_id)
    return AgreementVersion.objects.select_related("contract").get(contract=contract, number=number)


def milestone_for(milestone_id: UUID, account_id: UUID) -> Milestone:
    """Fetch a milestone for whoever may see its contract.

    :raises Milestone.DoesNotExist: if there is none, or it is not theirs to see
    """
    milestone = Milestone.objects.get(id=milestone_id)
    try:
        milestone.contract = contract_for(milestone.contract_id, account_id)
    except Contract.DoesNotExist:
        raise Milestone.DoesNotExist from None
    return milestone


def delivery_for(delivery_id: UUID, account_id: UUID) -> Delivery:
    """Fetch a delivery for whoever may see its contract.

    :raises Delivery.DoesNotExist: if there is none, or it is not theirs to see
    """
    delivery = Delivery.objects.get(id=delivery_id)
    try:
        delivery.milestone = milestone_for(delivery.milestone_id, account_id)
    except Milestone.DoesNotExist:
        raise Delivery.DoesNotExist from None
    return delivery


def lock_contract(contract_id: UUID) -> Contract:
    """Fetch and lock a contract, for steps and deadlines that nobody in particular does.

    :raises Contract.DoesNotExist: if there is none
    """
    return Contract.objects.select_for_update(of=("self",), no_key=True).get(id=contract_id)


def lock_contract_for_party(contract_id: UUID, account_id: UUID) -> Contract:
    """Fetch and lock a contract for one of its two parties.

    :raises Contract.DoesNotExist: if there is none, or it is not theirs
    """
    locked = Contract.objects.select_for_update(of=("self",), no_key=True)
    return locked.of(account_id).get(id=contract_id)


def lock_version_for_party(version_id: UUID, account_id: UUID) -> AgreementVersion:
    """Fetch a version of the agreement for one of the parties, its contract locked.

    :raises AgreementVersion.DoesNotExist: if there is none, or it is not theirs
    """
    contract_id = AgreementVersion.objects.values_list("contract_id", flat=True).get(id=version_id)
    try:
        contract = lock_contract_for_party(contract_id, account_id)
    except Contract.DoesNotExist:
        raise AgreementVersion.DoesNotExist from None
    version = AgreementVersion.objects.get(id=version_id)
    version.contract = contract
    return version


def lock_milestone(milestone_id: UUID) -> Milestone:
    """Fetch a milestone, its contract locked, for steps and deadlines that nobody in particular does.

    :raises Milestone.DoesNotExist: if there is none
    """
    contract_id = Milestone.objects.values_list("contract_id", flat=True).get(id=milestone_id)
    return _lock_milestone_of(contract_id, milestone_id)


def lock_milestone_for_client(milestone_id: UUID, client_id: UUID) -> Milestone:
    """Fetch a milestone for its client, its contract locked.

    :raises Milestone.DoesNotExist: if there is none, or they are not its client
    """
    return _lock_milestone(milestone_id, Q(contract__client_id=client_id))


def lock_milestone_for_professional(milestone_id: UUID, professional_id: UUID) -> Milestone:
    """Fetch a milestone for its professional, its contract locked.

    :raises Milestone.DoesNotExist: if there is none, or they are not its professional
    """
    return _lock_milestone(milestone_id, Q(contract__professional_id=professional_id))


def lock_milestone_for_party(milestone_id: UUID, account_id: UUID) -> Milestone:
    """Fetch a milestone for either party, its contract locked.

    :raises Milestone.DoesNotExist: if there is none, or it is not theirs
    """
    return _lock_milestone(milestone_id, Q(contract__client_id=account_id) | Q(contract__professional_id=account_id))


def lock_delivery_for_client(delivery_id: UUID, client_id: UUID) -> Delivery:
    """Fetch a delivery for its client, its contract locked.

    :raises Delivery.DoesNotExist: if there is none, or they are not its client
    """
    # A delivery never changes: it can be read by the statement that waits for the contract's lock.
    locked = Delivery.objects.select_related("contract").select_for_update(of=("contract",), no_key=True)
    delivery = locked.filter(contract__client_id=client_id).get(id=delivery_id)
    delivery.milestone = Milestone.objects.get(id=delivery.milestone_id)
    delivery.milestone.contract = delivery.contract
    return delivery


def lock_work_for_professional(entry_id: UUID, professional_id: UUID) -> WorkEntry:
    """Fetch a work entry for the professional who wrote it, its contract locked.

    :raises WorkEntry.DoesNotExist: if there is none, or it is not theirs
    """
    entry = WorkEntry.objects.filter(contract__professional_id=professional_id).get(id=entry_id)
    entry.milestone = _lock_milestone_of(entry.contract_id, entry.milestone_id)
    return entry


def _lock_milestone(milestone_id: UUID, whose: Q) -> Milestone:
    if not Milestone.objects.filter(whose, id=milestone_id).exists():
        raise Milestone.DoesNotExist
    return lock_milestone(milestone_id)


def _lock_milestone_of(contract_id: UUID, milestone_id: UUID) -> Milestone:
    contract = lock_contract(contract_id)
    milestone = Milestone.objects.get(id=milestone_id)
    milestone.contract = contract
    return milestone
