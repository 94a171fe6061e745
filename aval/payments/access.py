"""Who may reach which deposit or payout: their owner, and nobody else."""

from uuid import UUID

from aval.payments.models import Deposit, Payout


def deposit_for(deposit_id: UUID, account_id: UUID) -> Deposit:
    """Fetch a person's own deposit.

    :raises Deposit.DoesNotExist: if there is none, or it is not theirs
    """
    return Deposit.objects.get(id=deposit_id, account=account_id)


def payout_for(payout_id: UUID, account_id: UUID) -> Payout:
    """Fetch a person's own payout.

    :raises Payout.DoesNotExist: if there is none, or it is not theirs
    """
    return Payout.objects.get(id=payout_id, account=account_id)
