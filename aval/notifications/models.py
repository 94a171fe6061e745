"""What someone was told, which letters they do not want, and the letters sent."""

from django.db import models

from aval.accounts.models import Account
from aval.kernel.ids import new_id
from aval.notifications.kinds import Group


class Notification(models.Model):
    """Someone is told of an event of a record or of a row. Its words are read from there, so erasure reaches them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    about_id = models.UUIDField()
    """The contract whose record holds the event; for a row (see ``rows.py``) the row itself."""
    seq = models.BigIntegerField(null=True)
    """The event's number; none for a row."""
    target_id = models.UUIDField(null=True)
    """What the page that shows it is about, where that page takes an id."""
    kind = models.CharField(max_length=64)
    group = models.CharField(max_length=16, choices=Group)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "about_id", "kind", "seq"], name="notification_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=models.Q(group__in=Group.values), name="notification_group"),
        ]
        indexes = [
            models.Index(fields=["account", "-at"], name="notification_newest"),
            models.Index(fields=["account"], name="notification_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["about_id"], name="notification_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.account_id}"


class MailRefusal(models.Model):
    """Someone does not want letters of a group. Pages go on telling them."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=16, choices=Group)
    refused_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("account_id", "group")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(group__in=Group.values), name="mailrefusal_group")]

    def __str__(self) -> str:
        return f"{self.account_id} without {self.group}"


class MailedHead(models.Model):
    """How far a record had grown when its receipt was last mailed to a party."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    contract_id = models.UUIDField()
    size = models.BigIntegerField()
    mailed_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("account_id", "contract_id")

    def __str__(self) -> str:
        return f"{self.account_id} has {self.contract_id} up to {self.size}"


class SentMail(models.Model):
    """A letter that left, as kept where no mail server is set up: a demonstration, or a developer's machine."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sent_at = models.DateTimeField()
    recipients = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    attachments = models.JSONField(default=list)
    """Of text attachments, [{"name", "text"}]."""

    def __str__(self) -> str:
        return self.subject
