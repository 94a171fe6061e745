"""Refused texts, their review, and the measures that follow repeated attempts. Rows are added, never changed."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.files.models import Attachment
from aval.kernel.ids import new_id

LOOKED_AT_WITHIN = timedelta(hours=24)
"""How long a text that its author sent for review waits at most."""


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


class HeldPost(models.Model):
    """A message whose files are being looked at: until then nobody but its author sees it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    contract_id = models.UUIDField()
    text = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    skills = models.JSONField(default=list)
    """With the subject, what the work is about, as for a text."""
    resume = models.JSONField()
    """What the place needs to go on once the files are allowed."""
    after_id = models.UUIDField(null=True, unique=True)
    """The refused text that a reviewer let through and whose files are looked at now."""
    held_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contract_id", "author"], name="held_by_contract")]

    def __str__(self) -> str:
        return f"held for {self.contract_id}"


class FileCheck(models.Model):
    """One of the files of a held message, in its place among them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    held = models.ForeignKey(HeldPost, on_delete=models.PROTECT, related_name="checks")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["held", "position"], name="file_check_position")]

    def __str__(self) -> str:
        return f"file {self.position} of {self.held_id}"


class FileResult(models.Model):
    """What looking at a file gave."""

    check_of = models.OneToOneField(FileCheck, primary_key=True, on_delete=models.PROTECT, related_name="result")
    verdict = models.JSONField()
    """As :meth:`aval.screening.files.FileVerdict.as_json` has it."""
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"result of {self.check_of_id}"


class HeldRelease(models.Model):
    """The end of a held message's wait, and why it ended."""

    class Because(models.TextChoices):
        """Why."""

        ALLOWED = "allowed", _("nothing was found")
        REVIEWED = "reviewed", _("a person let it through")
        GATE_OPENED = "gate-opened", _("the gate opened")
        GONE = "gone", _("what it carried or answered was gone")

    held = models.OneToOneField(HeldPost, primary_key=True, on_delete=models.PROTECT, related_name="release")
    because = models.CharField(max_length=16, choices=Because)
    released_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(because__in=["allowed", "reviewed", "gate-opened", "gone"]),
                name="held_release_because",
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_id} {self.because}"


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
    """What was seen: [{"start", "end", "kind", "disguise", "confidence"}], in code points of the text; of files also
    "file", "member", "page" and "where"."""
    doubts = models.JSONField(default=list)
    """Which files no machine could judge: [{"file", "doubt"}]."""
    held = models.OneToOneField(HeldPost, null=True, on_delete=models.PROTECT, related_name="refused")
    """The message whose files were refused, if it is about files."""
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

    @property
    def due_at(self) -> datetime:
        """Until when a person looks at it."""
        return self.asked_at + LOOKED_AT_WITHIN


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


class GateException(models.Model):
    """A person let some kinds of contact details through on one contract although its gate is closed."""

    class Ground(models.TextChoices):
        """Why the work can't wait for the escrow."""

        LEGAL = "legal", _("a legal need")
        ACCESS = "access", _("access to a system that the work needs")
        OTHER = "other", _("another need of the work")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract_id = models.UUIDField()
    because = models.OneToOneField(RefusedText, on_delete=models.PROTECT, related_name="exception")
    """The refused text that made it necessary."""
    kinds = models.JSONField()
    """The kinds of findings that pass, such as ["email"]."""
    ground = models.CharField(max_length=8, choices=Ground)
    reason = models.TextField(max_length=2_000)
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contract_id", "until"], name="exception_by_contract")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ground__in=["legal", "access", "other"]), name="exception_ground"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="exception_has_reason"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("granted_at")), name="exception_ends"),
        ]

    def __str__(self) -> str:
        return f"exception on {self.contract_id}"


class CorpusConsent(models.Model):
    """The author agrees that a reviewed text, without personal data, may help to measure screening."""

    refused = models.OneToOneField(RefusedText, primary_key=True, on_delete=models.PROTECT, related_name="consent")
    consented_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"consent for {self.refused_id}"


class CorpusCase(models.Model):
    """A reviewed text as it goes into the corpus: every name, number and address in it is invented."""

    consent = models.OneToOneField(CorpusConsent, primary_key=True, on_delete=models.PROTECT, related_name="case")
    line = models.JSONField()
    """{"id", "lang", "text", "label", "kind", "obfuscation", "spans"}, as the corpus has it."""
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    """Who read it once more and saw that nobody can be known from it."""
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.line.get("id", ""))
