"""Who may reach an import, its entries, and minutes: the two parties, and whoever may read their conversation."""

from uuid import UUID

from aval.conversation import access as conversation
from aval.conversation import queries as gates
from aval.conversation.models import Thread
from aval.imports.models import Arrival, Bridge, Import, ImportedEntry, Minutes
from aval.imports.refusals import GateIsClosed
from aval.kernel.refusals import NotAllowed
from aval.kernel.transactions import step


def open_thread(contract_id: UUID, account_id: UUID) -> Thread:
    """Fetch a conversation for a party who wants to bring something into it.

    :raises Thread.DoesNotExist: if there is none, or they are no party
    :raises GateIsClosed: if contact outside is not open yet
    """
    thread = conversation.party_thread(contract_id, account_id)
    if not gates.gate(contract_id).is_open:
        raise GateIsClosed
    return thread


def own_import(import_id: UUID, account_id: UUID) -> Import:
    """Fetch an import for whoever uploaded it.

    :raises Import.DoesNotExist: if there is none, or it is another person's
    """
    return Import.objects.get(id=import_id, uploaded_by_id=account_id)


@step
def lock_own_import(import_id: UUID, account_id: UUID) -> Import:
    """Fetch and lock an import for whoever uploaded it.

    :raises Import.DoesNotExist: if there is none, or it is another person's
    """
    return Import.objects.select_for_update().get(id=import_id, uploaded_by_id=account_id)


@step
def lock_import_to_answer(contract_id: UUID, import_id: UUID, account_id: UUID) -> Import:
    """Fetch and lock a confirmed import for the party who did not bring it in.

    :raises Thread.DoesNotExist: if they are no party of the contract
    :raises Import.DoesNotExist: if the contract has no such import
    :raises NotAllowed: if it is their own
    """
    conversation.party_thread(contract_id, account_id)
    found = Import.objects.select_for_update().get(
        id=import_id, contract_id=contract_id, status=Import.Status.CONFIRMED
    )
    if found.uploaded_by_id == account_id:
        raise NotAllowed
    return found


@step
def lock_entry_to_answer(contract_id: UUID, entry_id: UUID, account_id: UUID) -> ImportedEntry:
    """Fetch an entry for a party who neither brought it in nor claimed it, and lock their conversation.

    :raises Thread.DoesNotExist: if they are no party of the contract
    :raises ImportedEntry.DoesNotExist: if the contract has no such entry
    :raises NotAllowed: if it is their own doing
    """
    conversation.party_thread(contract_id, account_id)
    # The app's role may not update entries, so the lock is on the thread.
    Thread.objects.select_for_update(no_key=True).get(contract_id=contract_id)
    entry = ImportedEntry.objects.select_related("brought_by", "arrival").get(contract_id=contract_id, id=entry_id)
    if entry.brought_by_account == account_id:
        raise NotAllowed
    return entry


@step
def lock_arrival(contract_id: UUID, arrival_id: UUID) -> Arrival:
    """Fetch and lock what arrived for a contract; the caller has checked that the actor is a party of it.

    :raises Arrival.DoesNotExist: if the contract has none of this id
    """
    return Arrival.objects.select_for_update(of=("self",)).get(contract_id=contract_id, id=arrival_id)


@step
def lock_bridge(contract_id: UUID, bridge_id: UUID, account_id: UUID) -> Bridge:
    """Fetch and lock a bridge for either party.

    :raises Thread.DoesNotExist: if they are no party of the contract
    :raises Bridge.DoesNotExist: if the contract has none of this id
    """
    conversation.party_thread(contract_id, account_id)
    return Bridge.objects.select_for_update(of=("self",)).get(contract_id=contract_id, id=bridge_id)


@step
def lock_minutes_to_answer(contract_id: UUID, minutes_id: UUID, account_id: UUID) -> Minutes:
    """Fetch and lock minutes for the party who did not write them.

    :raises Thread.DoesNotExist: if they are no party of the contract
    :raises Minutes.DoesNotExist: if the contract has none of this id
    :raises NotAllowed: if they are their own
    """
    thread = conversation.party_thread(contract_id, account_id)
    Thread.objects.select_for_update(no_key=True).get(contract_id=thread.contract_id)
    minutes = Minutes.objects.get(contract_id=contract_id, id=minutes_id)
    if minutes.written_by_id == account_id:
        raise NotAllowed
    return minutes
