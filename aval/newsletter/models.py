"""Who wants new projects by mail, each moment of consent, and the issues that went out."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower

from aval.kernel.ids import new_id
from aval.kernel.states import check_move
from aval.newsletter.states import MOVES, Moment, Status


class Subscription(models.Model):
    """An address that asked for the newsletter. Letters go out only while it is confirmed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField()
    language = models.CharField(max_length=8)
    categories = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    """Codes of the projects' categories; none means all."""
    status = models.CharField(max_length=12, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="subscription_once"),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="subscription_status"),
        ]
        indexes = [GinIndex(fields=["categories"], name="subscription_categories")]

    def __str__(self) -> str:
        return f"{self.email} ({self.status})"

    def move_to(self, status: Status) -> None:
        """Go to another state.

        :raises IllegalMove: if there is no way there
        """
        check_move(MOVES, Status(self.status), status)
        self.status = status


class Consent(models.Model):
    """A moment in which someone said yes, changed their mind or said no. Added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="consents")
    moment = models.CharField(max_length=12, choices=Moment)
    language = models.CharField(max_length=8)
    categories = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    at = models.DateTimeField()
    request_id = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(moment__in=Moment.values), name="consent_moment")]

    def __str__(self) -> str:
        return f"{self.moment} {self.at}"


class Issue(models.Model):
    """One week's letter in one language: the projects published from one moment until another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    language = models.CharField(max_length=8)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "until"], name="issue_once"),
            models.CheckConstraint(condition=models.Q(since__lt=models.F("until")), name="issue_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.language} until {self.until}"


class Sending(models.Model):
    """An issue went to a subscriber."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("issue_id", "subscription_id")

    def __str__(self) -> str:
        return f"{self.issue_id} to {self.subscription_id}"
