"""What was brought in from outside: imports, their entries, who attests and who contests each, and minutes of calls."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.files.models import Attachment
from aval.imports.sources import name_of
from aval.kernel.ids import new_id
from aval.kernel.states import check_move


class Side(models.TextChoices):
    """Who wrote an entry, as the person who brought it in says."""

    CLIENT = "client", _("the client")
    PROFESSIONAL = "professional", _("the professional")
    OTHER = "other", _("somebody else")


class Import(models.Model):
    """One export of a conversation: looked at first, then confirmed or discarded."""

    class Status(models.TextChoices):
        """Whether it is only being looked at."""

        PREVIEWED = "previewed", _("being looked at")
        CONFIRMED = "confirmed", _("in the record")
        DISCARDED = "discarded", _("discarded")

    MOVES: ClassVar[dict[str, set[str]]] = {Status.PREVIEWED: {Status.CONFIRMED, Status.DISCARDED}}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract_id = models.UUIDField()
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    source = models.CharField(max_length=32)
    status = models.CharField(max_length=12, choices=Status, default=Status.PREVIEWED)
    zone = models.CharField(max_length=64, blank=True)
    day_first = models.BooleanField(null=True)
    people = models.JSONField(default=dict, blank=True)
    """Each name in the export, and the side that it was mapped to (or "leave" where its entries were left out)."""
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    left_out = models.PositiveIntegerField(default=0)
    omission = models.TextField(max_length=500, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    silent_from = models.DateTimeField(null=True)
    """When the time for an answer ended without one for some of its entries."""

    class Meta:
        indexes = [
            models.Index(fields=["contract_id", "confirmed_at"], name="import_by_contract"),
            models.Index(
                fields=["confirmed_at"],
                name="import_waiting",
                condition=models.Q(status="confirmed", silent_from=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="confirmed", confirmed_at__isnull=False)
                | (~models.Q(status="confirmed") & models.Q(confirmed_at=None)),
                name="import_confirmed_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["previewed", "confirmed", "discarded"]), name="import_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"

    @property
    def source_name(self) -> str:
        """What people call the app that it comes from."""
        return name_of(self.source)

    def move_to(self, status: str) -> None:
        """Go on to another state.

        :raises IllegalMove: if it can't be reached from here
        """
        check_move(self.MOVES, self.status, status)
        self.status = status


class ImportedEntry(models.Model):
    """One message of an outside conversation, as an export has it."""

    contract_id = models.UUIDField()
    id = models.UUIDField(default=new_id, editable=False)
    brought_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="entries")
    seq = models.BigIntegerField()
    """The number of its event in the record."""
    number = models.PositiveIntegerField()
    """Its place in the export."""
    side = models.CharField(max_length=16, choices=Side)
    label = models.CharField(max_length=200)
    at = models.DateTimeField(null=True)
    at_local = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=16)
    text = models.TextField(blank=True)
    flags = models.JSONField(default=list, blank=True)
    """Why its author, time or text is in doubt: [{"code", "detail"}]."""
    edited = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    missing_files = models.PositiveSmallIntegerField(default=0)
    replaces = models.UUIDField(null=True)
    """The entry of which a later export has another version."""
    pk = models.CompositePrimaryKey("contract_id", "id")

    class Meta:
        indexes = [models.Index(fields=["contract_id", "at"], name="entry_by_time")]
        constraints = [models.UniqueConstraint(fields=["contract_id", "seq"], name="entry_seq")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.seq}"


class Attestation(models.Model):
    """A person's export holds this entry. The grade is computed from these, and never stored."""

    contract_id = models.UUIDField()
    entry_id = models.UUIDField()
    account_id = models.UUIDField()
    attested_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="attestations")
    fingerprint = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    attested_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "entry_id", "account_id")

    class Meta:
        indexes = [models.Index(fields=["contract_id", "account_id", "fingerprint"], name="attestation_by_fingerprint")]

    def __str__(self) -> str:
        return f"{self.account_id} attests {self.entry_id}"


class EntryFile(models.Model):
    """A file that came with an entry, in its place among them."""

    contract_id = models.UUIDField()
    entry_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    pk = models.CompositePrimaryKey("contract_id", "entry_id", "position")

    def __str__(self) -> str:
        return f"{self.entry_id} file {self.position}"


class Answer(models.Model):
    """What the party who did not bring an entry in says of it."""

    contract_id = models.UUIDField()
    entry_id = models.UUIDField()
    account_id = models.UUIDField()
    contested = models.BooleanField()
    reason = models.TextField(max_length=2_000, blank=True)
    answered_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "entry_id", "account_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contested=False, reason="") | (models.Q(contested=True) & ~models.Q(reason="")),
                name="contest_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {'contests' if self.contested else 'confirms'} {self.entry_id}"


class Minutes(models.Model):
    """A written account of a call, by one of the two, put to the other."""

    class Medium(models.TextChoices):
        """How they spoke."""

        PHONE = "phone", _("Phone")
        WHATSAPP = "whatsapp", _("WhatsApp")
        MEET = "meet", _("Google Meet")
        ZOOM = "zoom", _("Zoom")
        TEAMS = "teams", _("Microsoft Teams")
        SKYPE = "skype", _("Skype")
        IN_PERSON = "in-person", _("In person")
        OTHER = "other", _("Another way")

    contract_id = models.UUIDField()
    id = models.UUIDField(default=new_id, editable=False)
    seq = models.BigIntegerField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    medium = models.CharField(max_length=16, choices=Medium)
    began_at = models.DateTimeField()
    length_minutes = models.PositiveIntegerField(null=True)
    people = models.CharField(max_length=300)
    text = models.TextField()
    pk = models.CompositePrimaryKey("contract_id", "id")

    def __str__(self) -> str:
        return f"{self.medium} {self.began_at:%Y-%m-%d}"


class MinutesAnswer(models.Model):
    """The other party confirms the minutes, corrects them in their own words, or says why they are wrong."""

    class Kind(models.TextChoices):
        """What the other party says."""

        CONFIRMED = "confirmed", _("So it was")
        CORRECTED = "corrected", _("Corrected")
        CONTESTED = "contested", _("Contested")

    contract_id = models.UUIDField()
    minutes_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "minutes_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="confirmed") | ~models.Q(text=""), name="minutes_answer_says_what"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["confirmed", "corrected", "contested"]), name="minutes_answer_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.minutes_id}"


class MinutesFile(models.Model):
    """A file that came with minutes."""

    contract_id = models.UUIDField()
    minutes_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    pk = models.CompositePrimaryKey("contract_id", "minutes_id", "position")

    def __str__(self) -> str:
        return f"{self.minutes_id} file {self.position}"
