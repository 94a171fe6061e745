"""Projects, invitations to them, questions on them, and the proposals made for them."""

from datetime import date
from typing import Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Prefetch, Q

from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.states import check_move
from aval.projects.choices import CURRENCY_CHOICES, Category, Kind, Language, Period, Visibility
from aval.projects.states import (
    INVITATION_MOVES,
    OPEN_PROPOSALS,
    PROJECT_MOVES,
    PROPOSAL_MOVES,
    InvitationStatus,
    ProjectStatus,
    ProposalStatus,
)


def _one_of(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> models.CheckConstraint:
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"%(class)s_{field}_known")


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects by who may see them."""

    def seen_by(self, account_id: UUID | None) -> Self:
        """Those this account (``None``: a visitor) may see: its own, what was once public, what it has to do with."""
        public = Q(visibility=Visibility.PUBLIC) & ~Q(status__in=[ProjectStatus.DRAFT, ProjectStatus.WITHDRAWN])
        if account_id is None:
            return self.filter(public)
        invitations = Invitation.objects.filter(professional_id=account_id).exclude(status=InvitationStatus.WITHDRAWN)
        invited = Q(id__in=invitations.values("project_id")) & ~Q(
            status__in=[ProjectStatus.DRAFT, ProjectStatus.WITHDRAWN]
        )
        proposed = Q(id__in=Proposal.objects.filter(professional_id=account_id).values("project_id"))
        return self.filter(public | Q(client_id=account_id) | invited | proposed)


class Project(models.Model):
    """A published need for work; its present words and figures (each published version is kept besides)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="projects")
    status = models.CharField(max_length=9, choices=ProjectStatus.choices, default=ProjectStatus.DRAFT)
    visibility = models.CharField(max_length=7, choices=Visibility.choices, default=Visibility.PUBLIC)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    period = models.CharField(max_length=5, choices=Period.choices, blank=True)
    category = models.CharField(max_length=11, choices=Category.choices)
    language = models.CharField(max_length=2, choices=Language.choices)
    title = models.CharField(max_length=120)
    description = models.TextField()
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    budget_from_minor = models.BigIntegerField(null=True, blank=True)
    budget_to_minor = models.BigIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()
    # Counted by queries.projects_of alone.
    open_proposals: int
    unanswered: int

    class Meta:
        constraints = [
            _one_of("status", ProjectStatus),
            _one_of("visibility", Visibility),
            _one_of("kind", Kind),
            _one_of("category", Category),
            _one_of("language", Language),
            models.CheckConstraint(
                name="project_period_fits_kind",
                condition=Q(kind=Kind.FIXED, period="") | (~Q(kind=Kind.FIXED) & Q(period__in=Period.values)),
            ),
            models.CheckConstraint(
                name="project_budget_is_a_range",
                condition=Q(budget_from_minor=None, budget_to_minor=None)
                | Q(budget_from_minor__gt=0, budget_to_minor__gte=F("budget_from_minor")),
            ),
            models.CheckConstraint(
                name="project_starts_before_due",
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="project_published_has_moment",
                condition=Q(status__in=[ProjectStatus.DRAFT, ProjectStatus.WITHDRAWN]) | Q(published_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-drafted_at"]),
            models.Index(fields=["-published_at"], name="project_open", condition=Q(status=ProjectStatus.PUBLISHED)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def budget(self) -> tuple[Money, Money] | None:
        """The least and the most the client has in mind: in all, an hour or a period, by :attr:`kind`."""
        if self.budget_from_minor is None or self.budget_to_minor is None:
            return None
        return Money(self.budget_from_minor, self.currency), Money(self.budget_to_minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether proposals may be sent."""
        return self.status == ProjectStatus.PUBLISHED

    @property
    def is_public(self) -> bool:
        """Whether visitors (and search engines) may see it."""
        hidden = {ProjectStatus.DRAFT, ProjectStatus.WITHDRAWN}
        return self.visibility == Visibility.PUBLIC and self.status not in hidden

    def move_to(self, status: ProjectStatus) -> None:
        """Change the state (not yet the row).

        :raises IllegalMove: if it can't go there from where it is
        """
        check_move(PROJECT_MOVES, ProjectStatus(self.status), status)
        self.status = status


class ProjectVersion(models.Model):
    """What a project said, and asked for, at one time since it was published. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    title = models.CharField(max_length=120)
    description = models.TextField()
    details = models.JSONField()
    """Kind, period, category, language, skills, budget and dates, as they stood."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="project_version_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Invitation(models.Model):
    """A client asked this professional for a proposal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="invitations")
    professional = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    status = models.CharField(max_length=9, choices=InvitationStatus.choices, default=InvitationStatus.OPEN)
    note = models.TextField(blank=True)
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [
            _one_of("status", InvitationStatus),
            models.UniqueConstraint(fields=["project", "professional"], name="invited_once"),
        ]
        indexes = [models.Index(fields=["professional", "-invited_at"])]

    def __str__(self) -> str:
        return f"{self.professional_id}: {self.project_id}"

    def move_to(self, status: InvitationStatus) -> None:
        """Change the state (not yet the row).

        :raises IllegalMove: if it can't go there from where it is
        """
        check_move(INVITATION_MOVES, InvitationStatus(self.status), status)
        self.status = status


class Question(models.Model):
    """What somebody asked about a project, for everybody who sees it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField()
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["project", "asked_at"])]

    def __str__(self) -> str:
        return self.text[:60]


class Answer(models.Model):
    """The client's answer to a question; one for each, and it stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="answer")
    text = models.TextField()
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:60]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by who may see them, and with their terms."""

    def seen_by(self, account_id: UUID) -> Self:
        """Those of this professional, or on this client's projects."""
        return self.filter(Q(professional_id=account_id) | Q(project__client_id=account_id))

    def still_open(self) -> Self:
        """Those that may yet be chosen."""
        return self.filter(status__in=OPEN_PROPOSALS)

    def with_terms(self) -> Self:
        """With what :attr:`Proposal.terms` and its milestones need, in two more queries for all of them."""
        present = ProposalVersion.objects.filter(number=F("proposal__version"))
        milestones = Prefetch("milestones", ProposalMilestone.objects.order_by("position"))
        return self.select_related("project").prefetch_related(
            Prefetch("versions", present.prefetch_related(milestones), to_attr="present_versions")
        )


class Proposal(models.Model):
    """A professional's offer on a project. Its id names the whole relation that may grow from it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="proposals")
    professional = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    status = models.CharField(max_length=11, choices=ProposalStatus.choices, default=ProposalStatus.SENT)
    version = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()
    present_versions: list["ProposalVersion"]

    class Meta:
        constraints = [
            _one_of("status", ProposalStatus),
            models.UniqueConstraint(
                fields=["project", "professional"],
                name="one_open_proposal_each",
                condition=Q(status__in=[*OPEN_PROPOSALS, ProposalStatus.CHOSEN]),
            ),
            models.UniqueConstraint(
                fields=["project"], name="one_proposal_chosen", condition=Q(status=ProposalStatus.CHOSEN)
            ),
        ]
        indexes = [
            models.Index(fields=["professional", "-sent_at"]),
            models.Index(fields=["project", "sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.status})"

    @property
    def terms(self) -> "ProposalVersion":
        """The version that counts; fetched by :meth:`ProposalQuerySet.with_terms`, as every access here does."""
        return self.present_versions[0]

    @property
    def is_editable(self) -> bool:
        """Whether it may still be changed, chosen, declined or withdrawn."""
        return self.status in OPEN_PROPOSALS

    def move_to(self, status: ProposalStatus) -> None:
        """Change the state (not yet the row).

        :raises IllegalMove: if it can't go there from where it is
        """
        check_move(PROPOSAL_MOVES, ProposalStatus(self.status), status)
        self.status = status


class ProposalVersion(models.Model):
    """One version of a proposal's terms. Never changed.

    :attr:`price` is the sum of the milestones for fixed-price work, the price of an hour for hourly work, and of one
    period for ongoing work.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    project_version = models.PositiveIntegerField()
    at = models.DateTimeField()
    text = models.TextField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    period = models.CharField(max_length=5, choices=Period.choices, blank=True)
    hours_per_period = models.PositiveSmallIntegerField(null=True, blank=True)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    availability = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            _one_of("kind", Kind),
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once"),
            models.CheckConstraint(name="proposal_price_positive", condition=Q(price_minor__gt=0)),
            models.CheckConstraint(
                name="proposal_period_fits_kind",
                condition=Q(kind=Kind.FIXED, period="", hours_per_period=None)
                | Q(kind=Kind.HOURLY, period__in=Period.values, hours_per_period__gt=0)
                | Q(kind=Kind.ONGOING, period__in=Period.values, hours_per_period=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} ({self.number})"

    @property
    def price(self) -> Money:
        """What is asked: in all, an hour or a period, by :attr:`kind`."""
        return Money(self.price_minor, self.currency)

    @property
    def ends_on(self) -> date | None:
        """The last milestone's date; None where there are no milestones."""
        return max((milestone.due_on for milestone in self.milestones.all()), default=None)

    @property
    def period_price(self) -> Money:
        """What one period (for fixed-price work: the whole) comes to, and so what is funded ahead."""
        return Money(self.price_minor * (self.hours_per_period or 1), self.currency)


class ProposalMilestone(models.Model):
    """A priced, dated piece of the work as one version of a proposal cuts it. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(ProposalVersion, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    due_on = models.DateField()
    criteria = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="proposal_milestone_once"),
            models.CheckConstraint(name="proposal_milestone_positive", condition=Q(amount_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def amount(self) -> Money:
        """What this milestone is worth."""
        return Money(self.amount_minor, self.currency)
