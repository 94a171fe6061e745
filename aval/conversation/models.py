"""Threads, messages and what happens to them. Rows are added, never changed: an edit or a withdrawal is one more row.

A thread's id is its contract's (and was its proposal's), so the column is called ``contract_id`` everywhere.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from aval.accounts.models import Account
from aval.files.models import Attachment
from aval.kernel.ids import new_id


class Thread(models.Model):
    """The conversation of one proposal and of the contract that may follow from it."""

    contract_id = models.UUIDField(primary_key=True, editable=False)
    client = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    professional = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """With the subject, what the work is about: screening needs it to tell talk of the work from a way around."""
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(client=models.F("professional")), name="thread_two_people")
        ]

    def __str__(self) -> str:
        return self.subject

    def other(self, account_id: object) -> Account:
        """Return the party who is not this one."""
        return self.professional if account_id == self.client_id else self.client


class GateOpening(models.Model):
    """From this moment on the two may exchange contact details. It never closes again."""

    thread = models.OneToOneField(
        Thread, primary_key=True, db_column="contract_id", on_delete=models.PROTECT, related_name="opening"
    )
    because = models.UUIDField()
    """The milestone whose money came into escrow."""
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"gate of {self.thread_id}"


class Admission(models.Model):
    """Somebody besides the two may read the thread: a mediator who hears a case."""

    contract_id = models.UUIDField()
    account_id = models.UUIDField()
    role = models.CharField(max_length=16)
    admitted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When they stepped down; what they did here stays in the record under their pseudonym."""
    pk = models.CompositePrimaryKey("contract_id", "account_id")

    class Meta:
        indexes = [models.Index(fields=["account_id"], name="admission_by_account")]

    def __str__(self) -> str:
        return f"{self.role} {self.account_id} reads {self.contract_id}"


class Message(models.Model):
    """What one of the two wrote. Its first text stays; later ones are versions."""

    contract_id = models.UUIDField()
    id = models.UUIDField(default=new_id, editable=False)
    seq = models.BigIntegerField()
    """The number of its event in the record: the thread's order."""
    author_id = models.UUIDField()
    text = models.TextField()
    reply_to = models.UUIDField(null=True)
    refused_id = models.UUIDField(null=True)
    """The refused text that a reviewer let through, if it came in that way."""
    posted_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract_id", "seq"], name="message_seq"),
            models.UniqueConstraint(
                fields=["contract_id", "refused_id"],
                condition=models.Q(refused_id__isnull=False),
                name="message_delivered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.seq}"


class MessageVersion(models.Model):
    """What a message says since an edit. Number 1 is the message's own text."""

    contract_id = models.UUIDField()
    message_id = models.UUIDField()
    number = models.PositiveIntegerField()
    seq = models.BigIntegerField()
    """The number of its event in the record."""
    text = models.TextField()
    edited_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "message_id", "number")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=2), name="version_after_first")]

    def __str__(self) -> str:
        return f"{self.message_id} version {self.number}"


class Withdrawal(models.Model):
    """The author took a message back: it is hidden from view, and the place says so."""

    contract_id = models.UUIDField()
    message_id = models.UUIDField()
    withdrawn_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "message_id")

    def __str__(self) -> str:
        return f"{self.message_id} withdrawn"


class MessageFile(models.Model):
    """A file that came with a message, in its place among them."""

    contract_id = models.UUIDField()
    message_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    pk = models.CompositePrimaryKey("contract_id", "message_id", "position")

    def __str__(self) -> str:
        return f"{self.message_id} file {self.position}"


class ReadMark(models.Model):
    """How far a person has read: every message up to this place in the record."""

    contract_id = models.UUIDField()
    account_id = models.UUIDField()
    seq = models.BigIntegerField()
    read_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "account_id")

    def __str__(self) -> str:
        return f"{self.account_id} read {self.contract_id} to {self.seq}"
