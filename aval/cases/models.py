"""Cases and everything said and decided in them. All but the case's own state is written once and never changed."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aval.cases.states import MOVES, OPEN, CaseStatus, Reason, Work
from aval.contracts.models import Contract, Milestone
from aval.contracts.states import MilestoneStatus
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove
from aval.kernel.states import check_move


class Case(models.Model):
    """A dispute about one milestone. Its state, whose turn it is and until when change; its rows below don't."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="cases")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(max_length=12, choices=CaseStatus.choices, default=CaseStatus.NEGOTIATION)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    statement = models.TextField(max_length=20_000)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who opened it; nobody where a review ran out and the agreement asks for a mediator then."""
    opened_at = models.DateTimeField()
    turn = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Whose answer is awaited in the negotiation."""
    due_at = models.DateTimeField(null=True, blank=True)
    """Until when: an answer, a ruling, or an appeal."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone"], condition=Q(status__in=sorted(OPEN)), name="case_open_once"),
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status_known"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="case_due")]

    def __str__(self) -> str:
        return f"case {self.id} ({self.status})"

    @property
    def amount(self) -> Money:
        """What is in dispute: the milestone's escrow."""
        return self.milestone.amount

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an end."""
        return self.status in OPEN

    @property
    def is_moot(self) -> bool:
        """Whether the professional gave the escrow back, so that there is nothing left to decide."""
        return self.milestone.status == MilestoneStatus.REFUNDED

    @property
    def is_small(self) -> bool:
        """Whether it is decided by the short way: from the record alone, within 72 hours."""
        return self.amount.minor <= settings.SMALL_CLAIM_MINOR_MAX.get(self.amount.currency, 0)

    @property
    def ruling_time(self) -> timedelta:
        """How long the mediator has."""
        return settings.OFFER_ANSWER_TIME if self.is_small else settings.MEDIATION_TIME

    def move_to(self, status: CaseStatus) -> None:
        """Change the state; the turn and the limit are set by whoever moves it.

        :raises IllegalMove: if it can't go there from where it is, or there is nothing left to divide
        """
        check_move(MOVES, CaseStatus(self.status), status)
        if self.is_moot and status != CaseStatus.REFUNDED:
            raise IllegalMove
        self.status = status
        self.turn = None
        self.due_at = None
        self.save(update_fields=["status", "turn", "due_at"])


class Split(models.Model):
    """How the escrow would be, or is, divided. The professional's share is before commission."""

    to_professional_minor = models.BigIntegerField()
    to_client_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    work = models.CharField(max_length=12, choices=Work.choices, default=Work.CLIENT)

    class Meta:
        abstract = True

    @property
    def to_professional(self) -> Money:
        """The professional's share, before the commission of the agreement."""
        return Money(self.to_professional_minor, self.currency)

    @property
    def to_client(self) -> Money:
        """What goes back to the client."""
        return Money(self.to_client_minor, self.currency)


class Offer(Split):
    """A proposed split. Answered by accepting it, by another offer, or by silence, which brings the mediator."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveIntegerField()
    note = models.TextField(max_length=5_000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="offer_number"),
            models.CheckConstraint(
                condition=Q(to_professional_minor__gte=0, to_client_minor__gte=0), name="offer_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.number} of {self.case_id}"


class Settlement(models.Model):
    """A split that both signed: one by offering it, the other by accepting it. Its id is the ledger authorisation's."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="settlement")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="settlement")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="+")
    to_professional_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    to_client_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    terms_hash = models.BinaryField(max_length=32)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(offered_by=models.F("accepted_by")), name="settlement_signed_by_both")
        ]

    def __str__(self) -> str:
        return f"settlement of {self.case_id}"


class Assignment(models.Model):
    """A mediator was given a case to hear: first, or on appeal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_appeal = models.BooleanField()
    assigned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "mediator"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.mediator_id} hears {self.case_id}"


class Recusal(models.Model):
    """A mediator stepped down from a case."""

    assignment = models.OneToOneField(Assignment, primary_key=True, on_delete=models.PROTECT, related_name="recusal")
    reason = models.TextField(max_length=2_000)
    recused_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"recusal from {self.assignment_id}"


class Statement(models.Model):
    """What a party tells the mediator, with the events it rests on. The other party sees it too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=20_000)
    cites = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"statement {self.id}"


class Question(models.Model):
    """What the mediator asks a party, to be answered by a moment. Both parties see question and answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=5_000)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()

    def __str__(self) -> str:
        return f"question {self.id}"


class Reply(models.Model):
    """A party's answer to a mediator's question."""

    question = models.OneToOneField(Question, primary_key=True, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField(max_length=20_000)
    cites = ArrayField(models.BigIntegerField(), default=list)
    replied_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reply to {self.question_id}"


class Ruling(models.Model):
    """A mediator's decision: a split, the reasons, the events relied on. Its id is the ledger authorisation's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rulings")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    """1, or 2 for the one that ends an appeal and is final at once."""
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_professional_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    to_client_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    terms_hash = models.BinaryField(max_length=32)
    work = models.CharField(max_length=12, choices=Work.choices)
    reasons = models.TextField(max_length=20_000)
    relied_on = ArrayField(models.BigIntegerField())
    ruled_at = models.DateTimeField()
    final_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="ruling_number"),
            models.UniqueConstraint(fields=["case", "mediator"], name="ruling_by_another_mediator"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="ruling_one_appeal"),
            models.CheckConstraint(
                condition=Q(to_professional_minor__gte=0, commission_minor__gte=0, to_client_minor__gte=0),
                name="ruling_not_negative",
            ),
            models.CheckConstraint(condition=Q(relied_on__len__gt=0) & ~Q(reasons=""), name="ruling_has_grounds"),
        ]

    def __str__(self) -> str:
        return f"ruling {self.number} of {self.case_id}"

    @property
    def to_professional(self) -> Money:
        """What the professional gets in the hand, after commission."""
        return Money(self.to_professional_minor, self.currency)

    @property
    def commission(self) -> Money:
        """The site's part of the professional's share."""
        return Money(self.commission_minor, self.currency)

    @property
    def to_client(self) -> Money:
        """What goes back to the client."""
        return Money(self.to_client_minor, self.currency)


class Appeal(models.Model):
    """A party asked another mediator to look at the ruling again."""

    ruling = models.OneToOneField(Ruling, primary_key=True, on_delete=models.PROTECT, related_name="appeal")
    appealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(max_length=20_000)
    appealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"appeal against {self.ruling_id}"
