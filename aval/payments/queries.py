"""What pages ask about deposits and payouts."""

from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from aval.payments.models import (
    CorrectionProposal,
    Deposit,
    Difference,
    ExchangeRate,
    Outcome,
    Payout,
    Reconciliation,
    Webhook,
)
from aval.payments.states import DepositState, DifferenceState, PayoutState

ORDERED_WITHIN, PAID_WITHIN = timedelta(minutes=30), timedelta(days=5)
"""A payout that took longer is stuck: it was not ordered, or the provider is silent about it."""


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


def stuck_payouts(at: datetime) -> QuerySet[Payout]:
    """Return the payouts that should have been ordered or paid by now, the oldest first."""
    return Payout.objects.filter(
        Q(status=PayoutState.PAYABLE, started_at__lt=at - ORDERED_WITHIN)
        | Q(status=PayoutState.IN_FLIGHT, sent_at__lt=at - PAID_WITHIN)
    ).order_by("started_at")


def disputed() -> QuerySet[Deposit]:
    """Return the deposits that banks took back, whether or not that is decided, the newest first."""
    return Deposit.objects.filter(status__in=[DepositState.CHARGED_BACK, DepositState.LOST]).order_by("-finished_at")


def latest_reconciliations() -> list[Reconciliation]:
    """Return the last comparison for each provider and currency."""
    every = Reconciliation.objects.order_by("provider", "currency", "-at").distinct("provider", "currency")
    return list(every)


def open_differences() -> QuerySet[Difference]:
    """Return the differences that nobody has explained, the oldest first."""
    return Difference.objects.filter(status=DifferenceState.OPEN).select_related("owner").order_by("found_at")


def proposals() -> list[CorrectionProposal]:
    """Return the corrections that wait for a second person, and the last decided ones."""
    every = CorrectionProposal.objects.select_related("debit", "credit", "proposed_by").order_by("-proposed_at")
    waiting = list(every.filter(decided_at=None))
    return waiting + list(every.exclude(decided_at=None)[:10])


def latest_rates() -> list[ExchangeRate]:
    """Return the latest rate of each pair of currencies."""
    every = ExchangeRate.objects.order_by("source", "target", "-published_at", "-id").distinct("source", "target")
    return list(every.select_related("entered_by"))


def targets_of_rates(at: datetime) -> tuple[str, ...]:
    """Return the currencies into which something can be exchanged now."""
    recent = ExchangeRate.objects.filter(published_at__gt=at - settings.EXCHANGE_RATE_AGE, published_at__lte=at)
    return tuple(recent.order_by("target").values_list("target", flat=True).distinct())
