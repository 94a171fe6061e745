"""Priced, dated pieces of a contract, each with its own escrow."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from aval.contracts.models.agreements import AgreementVersion
from aval.contracts.models.contracts import Contract
from aval.contracts.states import ENDED, HELD, MILESTONE_MOVES, RESUMING, THAWING, MilestoneStatus
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.states import Moves, check_move


class Milestone(models.Model):
    """A milestone as the version in force has it; its id is also its hold's in the ledger.

    For ongoing work it is a period: ``rate_minor`` and ``hours_max`` say what an hour costs and how many are funded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=17, choices=MilestoneStatus.choices, default=MilestoneStatus.AGREED)
    title = models.CharField(max_length=120)
    criteria = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    period_starts_on = models.DateField(null=True, blank=True)
    rate_minor = models.BigIntegerField(null=True, blank=True)
    hours_max = models.PositiveSmallIntegerField(null=True, blank=True)
    disputed_from = models.CharField(max_length=17, choices=MilestoneStatus.choices, blank=True)
    next_deadline_at = models.DateTimeField(null=True, blank=True)
    """When :func:`aval.contracts.actions.run_deadlines` has to look at it next."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="milestone_once"),
            models.UniqueConstraint(fields=["id", "contract"], name="milestone_contract_key"),
            models.UniqueConstraint(fields=["contract", "period_starts_on"], name="period_once"),
            models.CheckConstraint(name="milestone_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="milestone_status_known", condition=Q(status__in=MilestoneStatus.values)),
            models.CheckConstraint(
                name="milestone_hourly_amount",
                condition=Q(rate_minor=None, hours_max=None)
                | Q(
                    rate_minor__isnull=False,
                    hours_max__isnull=False,
                    rate_minor__gt=0,
                    hours_max__gt=0,
                    amount_minor=F("rate_minor") * F("hours_max"),
                ),
            ),
            models.CheckConstraint(
                name="milestone_disputed_from",
                condition=Q(disputed_from="") | Q(status__in=[MilestoneStatus.DISPUTED, MilestoneStatus.FROZEN]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_deadline_at"], name="milestone_deadline", condition=Q(next_deadline_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title} ({self.status})"

    @property
    def amount(self) -> Money:
        """What it is worth, and what its escrow holds while it is funded."""
        return Money(self.amount_minor, self.currency)

    @property
    def rate(self) -> Money | None:
        """What an hour costs, for work by the hour."""
        return None if self.rate_minor is None else Money(self.rate_minor, self.currency)

    @property
    def is_held(self) -> bool:
        """Whether its money is in escrow now."""
        return self.status in HELD

    @property
    def is_ended(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.status in ENDED

    @property
    def is_period(self) -> bool:
        """Whether it is a period of ongoing work."""
        return self.period_starts_on is not None

    def resume(self) -> None:
        """Go back to where it was before the dispute.

        :raises IllegalMove: if it is not in dispute
        """
        self._move(RESUMING, MilestoneStatus(self.disputed_from or self.status))

    def thaw(self, was: MilestoneStatus) -> None:
        """Go back to where it was before its escrow was frozen.

        :raises IllegalMove: if it is not frozen
        """
        self._move(THAWING, was)

    def move_to(self, status: MilestoneStatus) -> None:
        """Change the state and keep it; the next deadline is whatever the action that moves it sets afterwards.

        :raises IllegalMove: if it can't go there from where it is
        """
        self._move(MILESTONE_MOVES, status)

    def _move(self, moves: Moves[MilestoneStatus], status: MilestoneStatus) -> None:
        check_move(moves, MilestoneStatus(self.status), status)
        if MilestoneStatus.FROZEN not in {self.status, status}:  # a case in the middle of which it freezes stays one
            self.disputed_from = self.status if status == MilestoneStatus.DISPUTED else ""
        elif status == MilestoneStatus.CHARGED_BACK:
            self.disputed_from = ""
        self.status = status
        self.next_deadline_at = None
        self.save(update_fields=["status", "disputed_from", "next_deadline_at"])


class Funding(models.Model):
    """A milestone's whole price went into escrow, under the version then in force."""

    milestone = models.OneToOneField(Milestone, primary_key=True, on_delete=models.PROTECT, related_name="funding")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    by_clause = models.BooleanField()
    """Whether the agreement's own clause funded it (a further period), and not the client's click."""
    funded_at = models.DateTimeField()
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.milestone_id} funded"


class Freeze(models.Model):
    """A milestone's escrow was frozen, because the client's bank took a deposit back. Its id is the ledger's."""

    id = models.UUIDField(primary_key=True, editable=False)
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="freezes")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    was = models.CharField(max_length=17, choices=MilestoneStatus.choices)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="freeze_was_held", condition=Q(was__in=sorted(HELD)))]

    def __str__(self) -> str:
        return f"{self.milestone_id} frozen"


class FreezeEnd(models.Model):
    """Frozen escrow came free again, or went back to the client's wallet because the bank decided so."""

    freeze = models.OneToOneField(Freeze, primary_key=True, on_delete=models.PROTECT, related_name="end")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    forfeited = models.BooleanField()
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.freeze_id} ended"
