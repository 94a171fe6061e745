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


class PayoutState(models.TextChoices):
    """How far a payout is."""

    PAYABLE = "payable", _("About to be sent")
    IN_FLIGHT = "in_flight", _("On its way")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Returned to your wallet")


# What a provider says last may arrive first: money that did come in counts even after a refusal or the end of its time.
DEPOSIT_MOVES = {
    DepositState.STARTED: {DepositState.CONFIRMED, DepositState.REFUSED, DepositState.EXPIRED},
    DepositState.REFUSED: {DepositState.CONFIRMED},
    DepositState.EXPIRED: {DepositState.CONFIRMED},
    DepositState.CONFIRMED: {DepositState.CHARGED_BACK},
}
PAYOUT_MOVES = {
    PayoutState.PAYABLE: {PayoutState.IN_FLIGHT, PayoutState.PAID, PayoutState.FAILED},
    PayoutState.IN_FLIGHT: {PayoutState.PAID, PayoutState.FAILED},
}
