"""What pages ask about deposits and payouts."""

from itertools import chain
from uuid import UUID

from django.db.models import QuerySet

from aval.payments.models import Deposit, Outcome, Payout, Webhook
from aval.payments.states import DepositState, PayoutState


def under_way(account_id: UUID) -> list[Deposit | Payout]:
    """Return a person's deposits and payouts whose outcome is still open, the newest first."""
    deposits = Deposit.objects.filter(account=account_id, status=DepositState.STARTED)
    payouts = Payout.objects.filter(account=account_id, status__in=[PayoutState.PAYABLE, PayoutState.IN_FLIGHT])
    return sorted(chain(deposits, payouts), key=lambda payment: payment.started_at, reverse=True)


def deposits_of(account_id: UUID) -> QuerySet[Deposit]:
    """Return a person's deposits, to be ordered and cut by the caller."""
    return Deposit.objects.filter(account=account_id)


def payouts_of(account_id: UUID) -> QuerySet[Payout]:
    """Return a person's payouts, to be ordered and cut by the caller."""
    return Payout.objects.filter(account=account_id)


def needs_a_person() -> QuerySet[Webhook]:
    """Return the providers' messages that could not be followed, the newest first: an operator has to look at them."""
    return Webhook.objects.filter(outcome__in=[Outcome.MISMATCH, Outcome.CONTRADICTS, Outcome.UNMATCHED]).order_by(
        "-received_at"
    )
