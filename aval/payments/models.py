"""Deposits, payouts, and the webhooks of providers as they arrived."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.states import check_move
from aval.payments.states import DEPOSIT_MOVES, PAYOUT_MOVES, DepositState, PayoutState

DESTINATION_LENGTH_MAX = 64


REASONS = {
    "card_declined": _("The bank declined the card."),
    "insufficient_funds": _("The card has too little money."),
    "cancelled_by_payer": _("You left the payment."),
    "fraud_claimed": _("The card's owner says that they did not pay this."),
    "destination_closed": _("The account to pay to is closed."),
}
"""What a provider's reason means to people. Providers map theirs to these codes; an unknown one shows as such."""


def _in_words(reason: str) -> str:
    return str(REASONS.get(reason, _("The provider's reason: %(code)s.") % {"code": reason} if reason else ""))


class Deposit(models.Model):
    """Someone adds money to their wallet through a provider."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    provider = models.CharField(max_length=32)
    status = models.CharField(max_length=16, choices=DepositState, default=DepositState.STARTED)
    reason = models.CharField(max_length=64, blank=True)
    return_to = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-started_at"], name="payments_deposit_of"),
            models.Index(
                fields=["started_at"], condition=Q(status=DepositState.STARTED), name="payments_deposit_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DepositState.values), name="payments_deposit_status"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payments_deposit_amount"),
            models.CheckConstraint(
                condition=Q(status=DepositState.STARTED, finished_at__isnull=True)
                | Q(~Q(status=DepositState.STARTED), finished_at__isnull=False),
                name="payments_deposit_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"deposit {self.id}"

    @property
    def amount(self) -> Money:
        """What the person wants to add."""
        return Money(self.amount_minor, self.currency)

    @property
    def reason_sentence(self) -> str:
        """Why it did not work out, for people; empty where nothing went wrong."""
        return _in_words(self.reason)

    def move_to(self, status: DepositState, at: datetime) -> None:
        """Go on to another state and keep when.

        :raises IllegalMove: if that can't follow
        """
        check_move(DEPOSIT_MOVES, DepositState(self.status), status)
        self.status, self.finished_at = status, at


class Payout(models.Model):
    """Someone takes money out of their wallet to where they choose."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    provider = models.CharField(max_length=32)
    destination = models.CharField(max_length=DESTINATION_LENGTH_MAX)
    status = models.CharField(max_length=16, choices=PayoutState, default=PayoutState.PAYABLE)
    reason = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-started_at"], name="payments_payout_of"),
            models.Index(
                fields=["started_at"], condition=Q(status=PayoutState.PAYABLE), name="payments_payout_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PayoutState.values), name="payments_payout_status"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payments_payout_amount"),
            models.CheckConstraint(
                condition=Q(status__in=[PayoutState.PAID, PayoutState.FAILED], finished_at__isnull=False)
                | Q(status__in=[PayoutState.PAYABLE, PayoutState.IN_FLIGHT], finished_at__isnull=True),
                name="payments_payout_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"payout {self.id}"

    @property
    def amount(self) -> Money:
        """What is paid out."""
        return Money(self.amount_minor, self.currency)

    @property
    def destination_ending(self) -> str:
        """The end of the destination: enough to know it again, too little to use."""
        return f"…{self.destination[-4:]}"

    @property
    def reason_sentence(self) -> str:
        """Why it did not work out, for people; empty where nothing went wrong."""
        return _in_words(self.reason)

    def move_to(self, status: PayoutState, at: datetime) -> None:
        """Go on to another state and keep when.

        :raises IllegalMove: if that can't follow
        """
        check_move(PAYOUT_MOVES, PayoutState(self.status), status)
        self.status = status
        if status == PayoutState.IN_FLIGHT:
            self.sent_at = at
        else:
            self.finished_at = at


class Outcome(models.TextChoices):
    """What came of a webhook."""

    APPLIED = "applied", _("Done")
    REPEATED = "repeated", _("Known already")
    OUTDATED = "outdated", _("Overtaken by a later event")
    UNMATCHED = "unmatched", _("Belongs to nothing of ours")
    MISMATCH = "mismatch", _("Amount or currency differs: needs a person")
    CONTRADICTS = "contradicts", _("Contradicts what was said before: needs a person")


class Webhook(models.Model):
    """What a provider told us, byte for byte, and what came of it. Never changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=32)
    event_id = models.CharField(max_length=200)
    body = models.BinaryField()
    reference = models.UUIDField(null=True)
    transition = models.CharField(max_length=32)
    outcome = models.CharField(max_length=16, choices=Outcome)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reference"], name="payments_webhook_about")]
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="payments_webhook_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="payments_webhook_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"
