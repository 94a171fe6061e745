"""What was brought in from outside: imports, their entries, who attests and who contests each, and minutes of calls."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.files.models import Attachment, StoredFile
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
    whole_from = models.DateTimeField(null=True)
    whole_until = models.DateTimeField(null=True)
    """Between these moments nothing of the export was left out, so that what is missing there was not in it."""
    silent_from = models.DateTimeField(null=True)
    """When the time for an answer ended without one for some of its entries."""
    erased_at = models.DateTimeField(null=True)
    """When the names in it were erased, because something that it brought in was."""

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


class Bridge(models.Model):
    """A chat in another app whose messages come into a contract's record as they are written.

    Either party links it by saying a code of theirs in that chat, and either may end it; both see that it is there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract_id = models.UUIDField()
    source = models.CharField(max_length=32)
    chat = models.CharField(max_length=200)
    """What the provider calls the chat: a group, a channel, or a pair of numbers."""
    linked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    ended_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contract_id"], name="bridge_by_contract")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "chat"], condition=models.Q(ended_at=None), name="bridge_one_contract_a_chat"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="bridge_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.chat}"

    @property
    def source_name(self) -> str:
        """What people call the app that it comes from."""
        return name_of(self.source)


class BridgeCode(models.Model):
    """What a party says in a chat of another app to link it to a contract, and to show which sender there they are."""

    contract_id = models.UUIDField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=24, unique=True)
    made_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "account_id")

    def __str__(self) -> str:
        return self.code


class Correspondent(models.Model):
    """An address or number outside that is a party's: they said a code of theirs from it, or claimed a message."""

    contract_id = models.UUIDField()
    source = models.CharField(max_length=32)
    address = models.CharField(max_length=320)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "source", "address")

    def __str__(self) -> str:
        return f"{self.source} {self.address}"


class Arrival(models.Model):
    """One message that came in live: a mail to the contract's address, or a message over a bridge."""

    class Status(models.TextChoices):
        """Whether it is known whose it is."""

        WAITING = "waiting", _("waiting for one of you to claim it")
        RECORDED = "recorded", _("in the record")
        SET_ASIDE = "set-aside", _("set aside")

    class Proof(models.TextChoices):
        """What shows that it is what it says; found out when it arrived, with what was found kept as evidence."""

        SIGNED = "signed", _("signed by the sender's domain")
        BRIDGED = "bridged", _("received live over a channel that proves its sender")
        NONE = "none", _("nothing shows who sent it")

    MOVES: ClassVar[dict[str, set[str]]] = {Status.WAITING: {Status.RECORDED, Status.SET_ASIDE}}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract_id = models.UUIDField()
    source = models.CharField(max_length=32)
    provider_id = models.CharField(max_length=400)
    """The sender's or provider's own id: the same message again changes nothing."""
    bridge = models.ForeignKey(Bridge, null=True, on_delete=models.PROTECT, related_name="+")
    raw = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    """The mail, or the request that carried the message, byte for byte; None once it was erased."""
    received_at = models.DateTimeField()
    sender = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=16, default="message")
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    answers = models.CharField(max_length=400, blank=True)
    """The provider's id of the message that it answers."""
    changes = models.CharField(max_length=400, blank=True)
    """The provider's id of the message that it edits or deletes."""
    deleted = models.BooleanField(default=False)
    missing_files = models.PositiveSmallIntegerField(default=0)
    proof = models.CharField(max_length=12, choices=Proof)
    evidence = models.JSONField(default=dict)
    flags = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    """Who claimed it or set it aside; None where the message itself shows whose it is."""
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contract_id", "status"], name="arrival_by_contract")]
        constraints = [
            models.UniqueConstraint(fields=["contract_id", "source", "provider_id"], name="arrival_once"),
            models.CheckConstraint(
                condition=models.Q(status="waiting", decided_at=None)
                | (~models.Q(status="waiting") & models.Q(decided_at__isnull=False)),
                name="arrival_decided_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "recorded", "set-aside"]), name="arrival_status"
            ),
            models.CheckConstraint(condition=models.Q(proof__in=["signed", "bridged", "none"]), name="arrival_proof"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.provider_id}"

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
    """One message of an outside conversation, as an export has it or as it arrived."""

    contract_id = models.UUIDField()
    id = models.UUIDField(default=new_id, editable=False)
    brought_by = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="entries")
    arrival = models.OneToOneField(Arrival, null=True, on_delete=models.PROTECT, related_name="entry")
    seq = models.BigIntegerField()
    """The number of its event in the record."""
    number = models.PositiveIntegerField()
    """Its place in the export."""
    side = models.CharField(max_length=16, choices=Side)
    label = models.CharField(max_length=200)
    at = models.DateTimeField(null=True)
    at_local = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=16)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    """What a mail repeats of earlier ones; shown apart."""
    reply_to = models.UUIDField(null=True)
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
        constraints = [
            models.UniqueConstraint(fields=["contract_id", "seq"], name="entry_seq"),
            models.CheckConstraint(
                condition=models.Q(brought_by=None, arrival__isnull=False)
                | models.Q(brought_by__isnull=False, arrival=None),
                name="entry_came_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.seq}"

    @property
    def source(self) -> str:
        """The app that it comes from."""
        way = self.brought_by or self.arrival
        assert way is not None, "the table's check"
        return way.source

    @property
    def brought_by_account(self) -> UUID | None:
        """The account that brought it in or claimed it; None where the message itself shows whose it is."""
        if self.brought_by is not None:
            return self.brought_by.uploaded_by_id
        return self.arrival.decided_by_id if self.arrival else None


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
    sentences = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    """Which sentences of the minutes are contested, counted from 1; none where all of them are meant."""
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


class GapDismissal(models.Model):
    """A party says why nothing is missing where Aval thought so."""

    contract_id = models.UUIDField()
    gap = models.CharField(max_length=100)
    word = models.TextField(max_length=500)
    dismissed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "gap")

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(word=""), name="dismissal_says_why")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.gap}"
