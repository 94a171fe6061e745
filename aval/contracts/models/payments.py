"""What lets a milestone's money leave its hold without a case. Each row's id is its authorisation's in the ledger.

A trigger (in the guards) compares each row with the authorisation, which has the same hold, amounts and terms, with the
agreement version of that hash, and with milestone and delivery; a deferred one sees to it that no authorisation is
without its row. So these are no foreign keys for the database, which would look all of them up once more and lock them.
"""

from django.conf import settings
from django.db import models

from aval.contracts.models.agreements import AgreementVersion
from aval.contracts.models.contracts import Contract
from aval.contracts.models.milestones import Milestone
from aval.contracts.models.work import Delivery
from aval.kernel.money import Money


class Authorising(models.Model):
    """What an acceptance, a signed silence and a consent have in common."""

    id = models.UUIDField(primary_key=True, editable=False)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="%(class)s", db_constraint=False)
    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    terms_hash = models.BinaryField()
    to_professional_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    to_client_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        abstract = True

    @property
    def to_professional(self) -> Money:
        """What reaches the professional."""
        return Money(self.to_professional_minor, self.currency)

    @property
    def commission(self) -> Money:
        """What the site keeps."""
        return Money(self.commission_minor, self.currency)

    @property
    def to_client(self) -> Money:
        """What returns to the client."""
        return Money(self.to_client_minor, self.currency)


class Acceptance(Authorising):
    """The client accepted one delivery under one version of the agreement."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="acceptance", db_constraint=False)
    billed_minor = models.BigIntegerField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    accepted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"acceptance of {self.delivery_id}"


class SilenceAcceptance(Authorising):
    """The review window ended unanswered, all reminders were sent, and both had signed what that means."""

    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, related_name="silence_acceptance", db_constraint=False
    )
    billed_minor = models.BigIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"silence on {self.delivery_id}"


class RefundConsent(Authorising):
    """The professional gave a milestone's escrow back to the client."""

    consented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    reason = models.TextField(blank=True)
    consented_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"refund of {self.milestone_id}"
