"""The living relation between a client and a professional."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from aval.contracts.states import CONTRACT_MOVES, OPEN_CONTRACTS, OPEN_VERSIONS, ContractStatus, Side, VersionStatus
from aval.kernel.ids import new_id
from aval.kernel.states import check_move
from aval.projects.choices import Kind

if TYPE_CHECKING:
    from aval.contracts.models.agreements import AgreementVersion


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts by whose they are."""

    def of(self, account_id: UUID) -> Self:
        """Those this account is a party to."""
        return self.filter(Q(client_id=account_id) | Q(professional_id=account_id))


class Contract(models.Model):
    """Owns the agreement's versions and the milestones. Its id is also that of its proposal, conversation, record."""

    id = models.UUIDField(primary_key=True, editable=False)
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="contracts")
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contracts_as_client")
    professional = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contracts_as_professional"
    )
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    language = models.CharField(max_length=8)
    currency = models.CharField(max_length=3)
    commission_basis_points = models.PositiveSmallIntegerField()
    """The site's share when the relation began; every version of the agreement carries it on."""
    commission_tiers = models.JSONField(default=list)
    """The same by tier where the site had tiers: ``[[from_minor, basis_points], ...]``; the first is the one above."""
    client_fee_basis_points = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=15, choices=ContractStatus.choices, default=ContractStatus.AGREEING)
    opened_at = models.DateTimeField()
    next_period_at = models.DateTimeField(null=True, blank=True)
    """When the next period has to be opened and funded; null where there is none to come."""

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contract_parties_differ", condition=~Q(client=F("professional"))),
            models.CheckConstraint(name="contract_status_known", condition=Q(status__in=ContractStatus.values)),
            models.CheckConstraint(name="contract_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="contract_commission_is_a_share", condition=Q(commission_basis_points__range=(0, 10_000))
            ),
            models.CheckConstraint(
                name="contract_client_fee_is_a_share", condition=Q(client_fee_basis_points__range=(0, 10_000))
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-opened_at"]),
            models.Index(fields=["professional", "-opened_at"]),
            models.Index(
                fields=["next_period_at"], name="contract_period_due", condition=Q(next_period_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.status})"

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen on it."""
        return self.status in OPEN_CONTRACTS

    @property
    def is_periodic(self) -> bool:
        """Whether its milestones are periods that the agreement's own clause creates."""
        return self.kind != Kind.FIXED

    @property
    def version_in_force(self) -> "AgreementVersion | None":
        """The version that both signed last, if there is one yet."""
        return self.versions.filter(status=VersionStatus.IN_FORCE).first()

    @property
    def open_version(self) -> "AgreementVersion | None":
        """The version that is waiting for a signature, if there is one."""
        return self.versions.filter(status__in=OPEN_VERSIONS).first()

    def is_party(self, account_id: UUID) -> bool:
        """Tell whether this account is one of the two parties."""
        return account_id in {self.client_id, self.professional_id}

    def side_of(self, account_id: UUID) -> Side | None:
        """Return which side an account is on; None for anyone else who may look, such as a mediator."""
        return {self.client_id: Side.CLIENT, self.professional_id: Side.PROFESSIONAL}.get(account_id)

    def other(self, account_id: UUID) -> UUID:
        """Return the other party's account."""
        return self.professional_id if account_id == self.client_id else self.client_id

    def move_to(self, status: ContractStatus) -> None:
        """Change the state and keep it.

        :raises IllegalMove: if it can't go there from where it is
        """
        check_move(CONTRACT_MOVES, ContractStatus(self.status), status)
        self.status = status
        self.save(update_fields=["status"])


class ContractEnd(models.Model):
    """One side ended the contract: no milestone that is not funded yet will be. What is in escrow runs its course."""

    contract = models.OneToOneField(Contract, primary_key=True, on_delete=models.PROTECT, related_name="end")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contract_id} ended"


class Absence(models.Model):
    """A person said ahead that they would be away. Review windows of later deliveries stand still meanwhile."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    announced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_is_ahead", condition=Q(starts_at__gte=F("announced_at"))),
            models.CheckConstraint(name="absence_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(fields=["account", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.account_id} away until {self.ends_at:%Y-%m-%d}"
