"""The states of deposits and payouts, and the moves from each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DepositState(models.TextChoices):
    """How far a deposit is."""

    STARTED = "started", _("Waiting for the payment")
    CONFIRMED = "confirmed", _("In your wallet")
    REFUSED = "refused", _("Payment refused")
    EXPIRED = "expired", _("Not paid in time")
    CHARGED_BACK = "charged_back", _("Taken back by the bank")
    REINSTATED = "reinstated", _("Given back by the bank")
    LOST = "lost", _("Taken back by the bank for good")


class PayoutState(models.TextChoices):
    """How far a payout is."""

    PAYABLE = "payable", _("About to be sent")
    IN_FLIGHT = "in_flight", _("On its way")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Returned to your wallet")
    RETURNED = "returned", _("Paid, then returned by the bank")


class DifferenceState(models.TextChoices):
    """Whether the provider's statement and the ledger still disagree about something."""

    OPEN = "open", _("Open")
    EXPLAINED = "explained", _("Explained")
    GONE = "gone", _("Both agree again")


class ProposalState(models.TextChoices):
    """How far a transfer by hand is."""

    PROPOSED = "proposed", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Carried out")
    DECLINED = "declined", _("Declined")


ARRIVED = frozenset({DepositState.CONFIRMED, DepositState.CHARGED_BACK, DepositState.REINSTATED, DepositState.LOST})
"""The money came at some time, whatever the bank did afterwards."""


# What a provider says last may arrive first: money that did come in counts even after a refusal or the end of its time.
DEPOSIT_MOVES = {
    DepositState.STARTED: {DepositState.CONFIRMED, DepositState.REFUSED, DepositState.EXPIRED},
    DepositState.REFUSED: {DepositState.CONFIRMED},
    DepositState.EXPIRED: {DepositState.CONFIRMED},
    DepositState.CONFIRMED: {DepositState.CHARGED_BACK},
    DepositState.CHARGED_BACK: {DepositState.REINSTATED, DepositState.LOST},
}
PAYOUT_MOVES = {
    PayoutState.PAYABLE: {PayoutState.IN_FLIGHT, PayoutState.PAID, PayoutState.FAILED},
    PayoutState.IN_FLIGHT: {PayoutState.PAID, PayoutState.FAILED},
    # Banks send payouts back days after they were paid: the account was closed, or is somebody else's.
    PayoutState.PAID: {PayoutState.RETURNED},
}
