"""The signed terms, in numbered versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from aval.contracts.models.contracts import Contract
from aval.contracts.states import OPEN_VERSIONS, VERSION_MOVES, Silence, VersionStatus
from aval.contracts.terms import Terms, read
from aval.kernel.ids import new_id
from aval.kernel.states import check_move


class AgreementVersion(models.Model):
    """One version of a contract's agreement. Its words are fixed from birth; only its state moves.

    The columns beside ``terms`` repeat what the database itself has to check; a trigger compares them with the bytes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=13, choices=VersionStatus.choices, default=VersionStatus.DRAFTED)
    terms = models.BinaryField()
    terms_hash = models.BinaryField()
    silence = models.CharField(max_length=20, choices=Silence.choices)
    reminder_count = models.PositiveSmallIntegerField()
    commission_basis_points = models.PositiveSmallIntegerField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="version_once"),
            models.UniqueConstraint(fields=["id", "contract", "terms_hash"], name="version_terms_key"),
            models.UniqueConstraint(
                fields=["contract"], name="one_version_in_force", condition=Q(status=VersionStatus.IN_FORCE)
            ),
            models.UniqueConstraint(
                fields=["contract"], name="one_open_version", condition=Q(status__in=sorted(OPEN_VERSIONS))
            ),
            models.CheckConstraint(name="version_status_known", condition=Q(status__in=VersionStatus.values)),
            models.CheckConstraint(name="version_silence_known", condition=Q(silence__in=Silence.values)),
        ]

    def __str__(self) -> str:
        return f"version {self.number} ({self.status})"

    @property
    def content(self) -> Terms:
        """What the version says."""
        return read(bytes(self.terms))

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the terms, in hexadecimal."""
        return bytes(self.terms_hash).hex()

    @property
    def is_open(self) -> bool:
        """Whether it can still be signed or rejected."""
        return self.status in OPEN_VERSIONS

    def move_to(self, status: VersionStatus) -> None:
        """Change the state and keep it.

        :raises IllegalMove: if it can't go there from where it is
        """
        check_move(VERSION_MOVES, VersionStatus(self.status), status)
        self.status = status
        self.save(update_fields=["status"])


class Signature(models.Model):
    """One party signed a version, by its hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    terms_hash = models.BinaryField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "account"], name="signed_once")]

    def __str__(self) -> str:
        return f"{self.account_id} signed {self.version_id}"


class Rejection(models.Model):
    """One party turned a version down, and said why."""

    version = models.OneToOneField(
        AgreementVersion, primary_key=True, on_delete=models.PROTECT, related_name="rejection"
    )
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    rejected_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} rejected {self.version_id}"
