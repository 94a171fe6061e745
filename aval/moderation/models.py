"""Refused texts, their review, and the measures that follow repeated attempts. Rows are added, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.ids import new_id


class Place(models.TextChoices):
    """Where a text was meant to appear."""

    MESSAGE = "message", _("a message")
    PROPOSAL = "proposal", _("a proposal")
    PROJECT = "project", _("a project")
    QUESTION = "question", _("a question on a project")
    ANSWER = "answer", _("an answer on a project")
    INVITATION = "invitation", _("an invitation")
    REVIEW = "review", _("a review")
    REPLY = "reply", _("a reply to a review")
    PROFILE = "profile", _("a profile")
    AGREEMENT = "agreement", _("a version of an agreement")
    OFFER = "offer", _("an offer")
    FILE_NAME = "file-name", _("the name of a file")
    FILE = "file", _("a file")


class RefusedText(models.Model):
    """A text that carried what must wait for the gate. Only its author and whoever reviews it see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    contract_id = models.UUIDField(null=True)
    place = models.CharField(max_length=16, choices=Place)
    text = models.TextField()
    text_sha256 = models.BinaryField(max_length=32)
    """Finds the same text when it is sent again after a reviewer allowed it."""
    findings = models.JSONField()
    """What was seen: [{"start", "end", "kind", "disguise", "confidence"}], in code points of the text."""
    resume = models.JSONField(null=True)
    """What the place needs to go on as if the text had been accepted, such as the files that came with it."""
    refused_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["author", "text_sha256"], name="refused_by_text"),
            models.Index(fields=["author", "-refused_at"], name="refused_by_author"),
            models.Index(fields=["contract_id", "refused_at"], name="refused_by_contract"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(place__in=Place.values), name="refused_text_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place} by {self.author_id}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was seen in it, each kind once."""
        return tuple(sorted({finding["kind"] for finding in self.findings}))


class ReviewRequest(models.Model):
    """The author asked a person to look at a refused text."""

    refused = models.OneToOneField(RefusedText, primary_key=True, on_delete=models.PROTECT, related_name="request")
    note = models.TextField(max_length=1_000, blank=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review of {self.refused_id}"


class ReviewDecision(models.Model):
    """What the person who looked decided, and why."""

    refused = models.OneToOneField(RefusedText, primary_key=True, on_delete=models.PROTECT, related_name="decision")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    allowed = models.BooleanField()
    deliberate = models.BooleanField(default=False)
    """Whether the reviewer takes it for an attempt to get around the gate, rather than for an accident."""
    reason = models.TextField(max_length=2_000)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(allowed=True, deliberate=True), name="review_allowed_is_no_attempt"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="review_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.refused_id} {'allowed' if self.allowed else 'refused'}"


class Measure(models.Model):
    """One rung of the ladder: what followed a deliberate attempt. The person sees it and may appeal."""

    class Rung(models.TextChoices):
        """From the mildest to the gravest."""

        NOTICE = "notice", _("Notice")
        WARNING = "warning", _("Warning")
        PAUSE = "pause", _("No new proposals for a while")
        ACCOUNT_REVIEW = "account-review", _("Account under review")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    rung = models.CharField(max_length=16, choices=Rung)
    because = models.OneToOneField(ReviewDecision, on_delete=models.PROTECT, related_name="measure")
    taken_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "taken_at"], name="measure_by_account")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rung="pause", until__gt=models.F("taken_at"))
                | (~models.Q(rung="pause") & models.Q(until=None)),
                name="measure_pause_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(rung__in=["notice", "warning", "pause", "account-review"]), name="measure_rung"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rung} for {self.account_id}"


class Appeal(models.Model):
    """The person says why a measure is wrong."""

    measure = models.OneToOneField(Measure, primary_key=True, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(max_length=4_000)
    appealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"appeal against {self.measure_id}"


class AppealDecision(models.Model):
    """Another reviewer's answer to an appeal."""

    appeal = models.OneToOneField(Appeal, primary_key=True, on_delete=models.PROTECT, related_name="decision")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    lifted = models.BooleanField()
    reason = models.TextField(max_length=2_000)
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal_id} {'lifted' if self.lifted else 'stands'}"
