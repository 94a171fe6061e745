"""The work itself: what was delivered, what was asked to change, hours worked, and the reminders of a review."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aval.contracts.models.agreements import AgreementVersion
from aval.contracts.models.contracts import Contract
from aval.contracts.models.milestones import Milestone
from aval.kernel.ids import new_id
from aval.kernel.money import Money


class Delivery(models.Model):
    """One numbered version of the work for a milestone. Never changed; a better one is a new number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="deliveries")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    links = ArrayField(models.URLField(max_length=500), default=list, blank=True)
    attachments = ArrayField(models.UUIDField(), default=list, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    billed_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    by_clause = models.BooleanField(default=False)
    """Whether it was put together from the work entries at the end of a period."""
    delivered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField()
    review_ends_at = models.DateTimeField()
    pauses = models.JSONField(default=list, blank=True)
    """The announced absences within the review window, as pairs of ISO times."""

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["milestone", "number"], name="delivery_once"),
            models.CheckConstraint(name="delivery_billed_positive", condition=Q(billed_minor__gt=0)),
            models.CheckConstraint(name="delivery_review_after", condition=Q(review_ends_at__gt=F("delivered_at"))),
        ]

    def __str__(self) -> str:
        return f"delivery {self.number} of {self.milestone_id}"

    @property
    def billed(self) -> Money:
        """What accepting it pays: the milestone's price, or the hours worked."""
        return Money(self.billed_minor, self.currency)


class ChangeRequest(models.Model):
    """The client asked for changes to a delivery, and said which."""

    delivery = models.OneToOneField(Delivery, primary_key=True, on_delete=models.PROTECT, related_name="change_request")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"changes to {self.delivery_id}"


class ReminderSent(models.Model):
    """The client was reminded that a delivery waits for an answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="reminders")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reminders sent"
        constraints = [
            models.UniqueConstraint(fields=["delivery", "percent"], name="reminder_once"),
            models.CheckConstraint(name="reminder_not_early", condition=Q(sent_at__gte=F("due_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of {self.delivery_id}"


class MediatorAwaited(models.Model):
    """A review window ended without an answer, and the agreement says that a mediator is asked then."""

    delivery = models.OneToOneField(Delivery, primary_key=True, on_delete=models.PROTECT, related_name="awaited")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "mediators awaited"

    def __str__(self) -> str:
        return f"mediator awaited for {self.delivery_id}"


class WorkEntry(models.Model):
    """Time worked in a period, as the professional wrote it down. Never changed; it can be withdrawn."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="work")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    worked_on = models.DateField()
    minutes = models.PositiveIntegerField()
    note = models.TextField()
    attachments = ArrayField(models.UUIDField(), default=list, blank=True)
    logged_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "work entries"
        constraints = [
            models.CheckConstraint(name="work_within_a_day", condition=Q(minutes__range=(1, 24 * 60))),
        ]
        indexes = [models.Index(fields=["milestone", "worked_on"])]

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.worked_on}"


class WorkWithdrawal(models.Model):
    """The professional took a work entry back before it was delivered."""

    entry = models.OneToOneField(WorkEntry, primary_key=True, on_delete=models.PROTECT, related_name="withdrawal")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.entry_id} withdrawn"
