"""Deposits, payouts, and the webhooks of providers as they arrived."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.states import check_move
from aval.ledger.models import Purse
from aval.payments.states import (
    DEPOSIT_MOVES,
    PAYOUT_MOVES,
    DepositState,
    DifferenceState,
    PayoutState,
    ProposalState,
)

DESTINATION_LENGTH_MAX = 64


REASONS = {
    "card_declined": _("The bank declined the card."),
    "insufficient_funds": _("The card has too little money."),
    "cancelled_by_payer": _("You left the payment."),
    "fraud_claimed": _("The card's owner says that they did not pay this."),
    "destination_closed": _("The account to pay to is closed."),
    "expired_card": _("The card has expired."),
    "incorrect_cvc": _("The card's security code is wrong."),
    "authentication_required": _("The bank wanted a confirmation that did not come."),
    "could_not_process": _("The bank could not process it."),
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
    provider_ref = models.CharField(max_length=64, blank=True)
    """The provider's own id of this payment, once it expects it."""
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
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], condition=~Q(provider_ref=""), name="payments_deposit_ref"
            ),
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
    provider_ref = models.CharField(max_length=64, blank=True)
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
                condition=Q(
                    status__in=[PayoutState.PAID, PayoutState.FAILED, PayoutState.RETURNED], finished_at__isnull=False
                )
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


class PayoutAccount(models.Model):
    """A person's account at a provider that pays out only to accounts which it has checked itself."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=32)
    provider_ref = models.CharField(max_length=64)
    ready_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "provider"], name="payments_one_payout_account"),
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="payments_payout_account_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_ref}"


class SandboxEntry(models.Model):
    """One line of the sandbox's own books: what it did, whether or not its message about it arrived."""

    reference = models.UUIDField()
    transition = models.CharField(max_length=32)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference", "transition"], name="payments_sandbox_once")]

    def __str__(self) -> str:
        return f"{self.transition} {self.reference}"


class StatementLine(models.Model):
    """One line of a provider's statement, as read. ``amount_minor`` has its sign: what we gained there is positive.

    ``fee_minor`` is what the provider kept of it; ``reference`` the deposit or payout that it belongs to, if known.
    """

    provider = models.CharField(max_length=32)
    line_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=32)
    reference = models.UUIDField(null=True)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    read_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["provider", "at"], name="payments_line_at"),
            models.Index(fields=["reference"], name="payments_line_about"),
        ]
        constraints = [models.UniqueConstraint(fields=["provider", "line_id"], name="payments_line_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.line_id}"

    @property
    def amount(self) -> Money:
        """What we gained at the provider, or lost."""
        return Money(self.amount_minor, self.currency)


class Reconciliation(models.Model):
    """The provider's statement was compared with the ledger, for one currency, up to a moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=32)
    currency = models.CharField(max_length=3)
    until = models.DateTimeField()
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    open_count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="payments_reconciled")]

    def __str__(self) -> str:
        return f"{self.provider} {self.currency} {self.until}"

    @property
    def ours(self) -> Money:
        """What the ledger says that the provider holds for us."""
        return Money(self.ours_minor, self.currency)

    @property
    def theirs(self) -> Money:
        """What the provider's statement comes to."""
        return Money(self.theirs_minor, self.currency)


class Difference(models.Model):
    """The statement and the ledger disagree about one payment, or about a line that belongs to none of ours.

    It has an owner until it is explained, or until both say the same again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=32)
    currency = models.CharField(max_length=3)
    subject = models.CharField(max_length=140)
    """The payment's id, or ``line:`` and the statement line's."""
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField()
    status = models.CharField(max_length=16, choices=DifferenceState, default=DifferenceState.OPEN)
    explanation = models.TextField(blank=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "currency", "subject"],
                condition=Q(status=DifferenceState.OPEN),
                name="payments_one_open_difference",
            ),
            models.CheckConstraint(condition=Q(status__in=DifferenceState.values), name="payments_difference_status"),
            models.CheckConstraint(
                condition=Q(status=DifferenceState.OPEN, closed_at__isnull=True)
                | Q(status=DifferenceState.EXPLAINED, closed_at__isnull=False, closed_by__isnull=False)
                & ~Q(explanation="")
                | Q(status=DifferenceState.GONE, closed_at__isnull=False),
                name="payments_difference_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.subject}"

    @property
    def ours(self) -> Money:
        """What the ledger counts."""
        return Money(self.ours_minor, self.currency)

    @property
    def theirs(self) -> Money:
        """What the provider counts."""
        return Money(self.theirs_minor, self.currency)

    @property
    def gap(self) -> Money:
        """By how much the provider counts more."""
        return self.theirs - self.ours


class CorrectionProposal(models.Model):
    """A transfer by hand that one person of the site proposes and another confirms or declines."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    debit = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    contract_id = models.UUIDField(null=True)
    reason = models.TextField()
    status = models.CharField(max_length=16, choices=ProposalState, default=ProposalState.PROPOSED)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payments_proposal_amount"),
            models.CheckConstraint(condition=Q(status__in=ProposalState.values), name="payments_proposal_status"),
            models.CheckConstraint(
                condition=Q(status=ProposalState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True)
                | Q(status=ProposalState.DECLINED, decided_by__isnull=False, decided_at__isnull=False)
                | Q(status=ProposalState.CONFIRMED, decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("proposed_by")),
                name="payments_proposal_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.id}"

    @property
    def amount(self) -> Money:
        """What is to be moved."""
        return Money(self.amount_minor, self.currency)


class ExchangeRate(models.Model):
    """What one unit of a currency costs in another, and who published that. The latest counts. Never changes."""

    source = models.CharField(max_length=3)
    target = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    published_by = models.CharField(max_length=100)
    published_at = models.DateTimeField()
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "target", "-published_at"], name="payments_rate_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="payments_rate_positive"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="payments_rate_two_currencies"),
        ]

    def __str__(self) -> str:
        return f"1 {self.source} = {self.rate} {self.target}"
