"""Requests to erase, the two decisions on each, and legal holds."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.ids import new_id
from aval.kernel.states import check_move
from aval.record.events import GROUNDS, ground_name


class Request(models.Model):
    """A party asks that what these events of a record hold be destroyed."""

    class Status(models.TextChoices):
        """Where a request stands."""

        ASKED = "asked", _("waiting for two operators")
        GRANTED = "granted", _("granted, held back for now")
        CARRIED_OUT = "carried-out", _("carried out")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.ASKED: {Status.GRANTED, Status.REFUSED, Status.WITHDRAWN},
        Status.GRANTED: {Status.CARRIED_OUT, Status.WITHDRAWN},
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract_id = models.UUIDField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16)
    """As what they act in that record."""
    asked_at = models.DateTimeField()
    ground = models.CharField(max_length=32)
    reason = models.TextField(max_length=2_000)
    seqs = ArrayField(models.BigIntegerField())
    """The events whose contents are to go: those asked for, and those that repeat them."""
    status = models.CharField(max_length=12, choices=Status, default=Status.ASKED)
    carried_out_at = models.DateTimeField(null=True)
    by_seq = models.BigIntegerField(null=True)
    """The event of the record that says that it was carried out."""

    class Meta:
        indexes = [
            models.Index(fields=["contract_id"], name="erasure_by_contract"),
            models.Index(
                fields=["asked_at"], name="erasure_waiting", condition=models.Q(status__in=["asked", "granted"])
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(ground__in=sorted(GROUNDS)), name="erasure_ground"),
            models.CheckConstraint(
                condition=models.Q(status__in=["asked", "granted", "carried-out", "refused", "withdrawn"]),
                name="erasure_status",
            ),
            models.CheckConstraint(
                condition=models.Q(status="carried-out", carried_out_at__isnull=False, by_seq__isnull=False)
                | (~models.Q(status="carried-out") & models.Q(carried_out_at=None, by_seq=None)),
                name="erasure_carried_out_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure on {self.contract_id} ({self.status})"

    @property
    def ground_name(self) -> str:
        """The ground as people cite it."""
        return ground_name(self.ground)

    def move_to(self, status: str) -> None:
        """Go on to another state.

        :raises IllegalMove: if it can't be reached from here
        """
        check_move(self.MOVES, self.status, status)
        self.status = status


class Decision(models.Model):
    """What one operator says of a request, and why. Two different ones are needed to grant it, one to refuse it."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField()
    reason = models.TextField(max_length=2_000)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "decided_by"], name="erasure_decision_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="erasure_decision_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {'granted' if self.granted else 'refused'}"


class LegalHold(models.Model):
    """Nothing of a contract's record may be erased until a day, for a reason that the law gives."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract_id = models.UUIDField()
    reason = models.TextField(max_length=500)
    until = models.DateTimeField()
    placed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contract_id"], name="legal_hold_by_contract")]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("placed_at")), name="legal_hold_ends"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="legal_hold_says_why"),
            models.CheckConstraint(
                condition=models.Q(lifted_by=None, lifted_at=None)
                | (
                    models.Q(lifted_by__isnull=False, lifted_at__isnull=False)
                    & ~models.Q(lifted_by=models.F("placed_by"))
                ),
                name="legal_hold_lifted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"hold on {self.contract_id} until {self.until:%Y-%m-%d}"
