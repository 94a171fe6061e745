"""What pages and other modules may ask about projects and proposals."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from aval.projects.models import (
    Answer,
    Invitation,
    Project,
    Proposal,
    ProposalMilestone,
    ProposalQuerySet,
    ProposalVersion,
    Question,
)
from aval.projects.states import OPEN_PROPOSALS, InvitationStatus, ProjectStatus, ProposalStatus

_LIVE = [*OPEN_PROPOSALS, ProposalStatus.CHOSEN]


def projects_of(client_id: UUID) -> QuerySet[Project]:
    """Return a client's projects, newest first, each with ``open_proposals`` and ``unanswered`` questions counted."""
    return (
        Project.objects.filter(client_id=client_id)
        .annotate(  # type: ignore[no-redef]  # the model declares them, for whoever reads them
            open_proposals=Count("proposals", filter=Q(proposals__status__in=_LIVE), distinct=True),
            unanswered=Count("questions", filter=Q(questions__answer=None), distinct=True),
        )
        .order_by("-drafted_at", "-id")
    )


def current_projects_of(client_id: UUID) -> QuerySet[Project]:
    """Return a client's drafts and open projects, as :func:`projects_of` does all."""
    return projects_of(client_id).filter(status__in=[ProjectStatus.DRAFT, ProjectStatus.PUBLISHED])


def published_of(client_id: UUID) -> QuerySet[Project]:
    """Return a client's projects that take proposals, newest first."""
    return Project.objects.filter(client_id=client_id, status=ProjectStatus.PUBLISHED).order_by("-published_at")


def newest(count: int) -> QuerySet[Project]:
    """Return the projects that were last published to everybody and still take proposals."""
    return open_projects().order_by("-published_at")[:count]


def open_projects() -> QuerySet[Project]:
    """Return the projects that everybody may see and that take proposals, in no order."""
    return Project.objects.seen_by(None).filter(status=ProjectStatus.PUBLISHED)


def proposal_count(project_id: UUID) -> int:
    """Return how many proposals stand on a project: a figure that everybody may know."""
    return Proposal.objects.filter(project_id=project_id, status__in=_LIVE).count()


def proposals_on(project_id: UUID) -> QuerySet[Proposal]:
    """Return a project's proposals with their terms, for its client: what may still be chosen comes first."""
    standing = Case(
        When(status=ProposalStatus.CHOSEN, then=Value(0)),
        When(status=ProposalStatus.SHORTLISTED, then=Value(1)),
        When(status=ProposalStatus.SENT, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (
        Proposal.objects.filter(project_id=project_id)
        .with_terms()
        .select_related("professional__profile")
        .order_by(standing, "sent_at", "id")
    )


def proposals_of(professional_id: UUID) -> ProposalQuerySet:
    """Return a professional's proposals with their terms, newest first."""
    return (
        Proposal.objects.filter(professional_id=professional_id)
        .with_terms()
        .select_related("project__client")
        .order_by("-sent_at", "-id")
    )


def proposal_of(professional_id: UUID, project_id: UUID) -> Proposal | None:
    """Return a professional's last proposal on a project, if there is one."""
    return proposals_of(professional_id).filter(project_id=project_id).first()


def versions_of(proposal_id: UUID) -> QuerySet[ProposalVersion]:
    """Return all versions of a proposal with their milestones, newest first."""
    milestones = Prefetch("milestones", ProposalMilestone.objects.order_by("position"))
    return ProposalVersion.objects.filter(proposal_id=proposal_id).prefetch_related(milestones).order_by("-number")


def questions_on(project_id: UUID) -> QuerySet[Question]:
    """Return a project's questions with their answers, oldest first."""
    return (
        Question.objects.filter(project_id=project_id).select_related("asked_by", "answer").order_by("asked_at", "id")
    )


def invitations_of(professional_id: UUID) -> QuerySet[Invitation]:
    """Return the invitations that a professional has not answered, on projects that take proposals."""
    answered = Proposal.objects.filter(professional_id=professional_id).values("project_id")
    return (
        Invitation.objects.filter(
            professional_id=professional_id, status=InvitationStatus.OPEN, project__status=ProjectStatus.PUBLISHED
        )
        .exclude(project_id__in=answered)
        .select_related("project__client")
        .order_by("-invited_at")
    )


def invitations_on(project_id: UUID) -> QuerySet[Invitation]:
    """Return whom a project's client invited, for the client."""
    return (
        Invitation.objects.filter(project_id=project_id)
        .exclude(status=InvitationStatus.WITHDRAWN)
        .select_related("professional")
        .order_by("-invited_at")
    )


def invitation_for(professional_id: UUID, project_id: UUID) -> Invitation | None:
    """Return the invitation of this professional to this project, if one stands."""
    return Invitation.objects.filter(
        professional_id=professional_id, project_id=project_id, status=InvitationStatus.OPEN
    ).first()


def invitations_since(moment: datetime) -> QuerySet[Invitation]:
    """Return the open invitations since a moment: what happens before there is a record is heard of by asking."""
    return Invitation.objects.filter(invited_at__gte=moment, status=InvitationStatus.OPEN).select_related("project")


def questions_since(moment: datetime) -> QuerySet[Question]:
    """Return the questions asked since a moment, with their projects (whose client is to hear of them)."""
    return Question.objects.filter(asked_at__gte=moment).select_related("project")


def answers_since(moment: datetime) -> QuerySet[Answer]:
    """Return the answers given since a moment, with their questions (whose author is to hear of them)."""
    return Answer.objects.filter(answered_at__gte=moment).select_related("question__project")


def published_since(moment: datetime) -> QuerySet[Project]:
    """Return what was published to everybody since a moment and still takes proposals, oldest first."""
    return open_projects().filter(published_at__gte=moment).order_by("published_at", "id")
