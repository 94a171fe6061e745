"""Who may reach which project, proposal, invitation and question. The only way in for an id from outside.

Locks are taken project first, then proposal, by everybody, so that two people at once wait instead of deadlocking.
"""

from uuid import UUID

from django.db.models import QuerySet

from aval.projects.models import Invitation, Project, Proposal, Question
from aval.projects.states import InvitationStatus


def project_for(project_id: UUID, account_id: UUID | None) -> Project:
    """Fetch a project for whoever may see it; ``None`` stands for a visitor.

    :raises Project.DoesNotExist: if there is none, or it is not for them to see
    """
    return Project.objects.seen_by(account_id).select_related("client").get(id=project_id)


def project_for_client(project_id: UUID, client_id: UUID) -> Project:
    """Fetch a project for its client, to read.

    :raises Project.DoesNotExist: if there is none, or it is not the client's
    """
    return Project.objects.select_related("client").get(id=project_id, client_id=client_id)


def question_for_client(question_id: UUID, client_id: UUID) -> Question:
    """Fetch a question for the client whose project it is about, to read.

    :raises Question.DoesNotExist: if there is none, or it is not about a project of theirs
    """
    return Question.objects.get(id=question_id, project__client_id=client_id)


def lock_project_for_client(project_id: UUID, client_id: UUID) -> Project:
    """Fetch a project for its client, and lock it.

    :raises Project.DoesNotExist: if there is none, or it is not the client's
    """
    return _locked(Project.objects.all()).get(id=project_id, client_id=client_id)


def lock_project_for_reader(project_id: UUID, account_id: UUID) -> Project:
    """Fetch a project for somebody who may see it, and lock it: no proposal slips in while it closes.

    :raises Project.DoesNotExist: if there is none, or it is not for them to see
    """
    return _locked(Project.objects.seen_by(account_id)).get(id=project_id)


def proposal_for(proposal_id: UUID, account_id: UUID) -> Proposal:
    """Fetch a proposal, with its terms, for its professional or the project's client.

    :raises Proposal.DoesNotExist: if there is none, or it is not for them to see
    """
    return (
        Proposal.objects.seen_by(account_id)
        .with_terms()
        .select_related("project__client", "professional")
        .get(id=proposal_id)
    )


def proposal_for_professional(proposal_id: UUID, professional_id: UUID) -> Proposal:
    """Fetch a proposal, with its terms, for the professional who made it.

    :raises Proposal.DoesNotExist: if there is none, or it is not theirs
    """
    return Proposal.objects.with_terms().get(id=proposal_id, professional_id=professional_id)


def lock_proposal_for_client(proposal_id: UUID, client_id: UUID) -> Proposal:
    """Fetch a proposal for the project's client, with its terms; lock the project and the proposal.

    :raises Proposal.DoesNotExist: if there is none, or it is not on a project of the client's
    """
    return _locked_proposal(Proposal.objects.filter(project__client_id=client_id), proposal_id)


def lock_proposal_for_professional(proposal_id: UUID, professional_id: UUID) -> Proposal:
    """Fetch a proposal for its professional, with its terms; lock the project and the proposal.

    :raises Proposal.DoesNotExist: if there is none, or it is not theirs
    """
    return _locked_proposal(Proposal.objects.filter(professional_id=professional_id), proposal_id)


def lock_proposal(proposal_id: UUID) -> Proposal:
    """Fetch and lock a proposal with its project, for steps that follow from what others did.

    :raises Proposal.DoesNotExist: if there is none
    """
    return _locked_proposal(Proposal.objects.all(), proposal_id)


def lock_question_for_client(question_id: UUID, client_id: UUID) -> Question:
    """Fetch a question for the client whose project it is about, and lock it.

    :raises Question.DoesNotExist: if there is none, or it is not about a project of theirs
    """
    return (
        Question.objects.select_for_update(of=("self",), no_key=True)
        .select_related("project")
        .get(id=question_id, project__client_id=client_id)
    )


def lock_invitation_for_professional(invitation_id: UUID, professional_id: UUID) -> Invitation:
    """Fetch an invitation for whom it asks, and lock it.

    :raises Invitation.DoesNotExist: if there is none that stands, or it is not theirs
    """
    return _locked_invitations().get(id=invitation_id, professional_id=professional_id)


def lock_invitation_for_client(invitation_id: UUID, client_id: UUID) -> Invitation:
    """Fetch an invitation for the client who sent it, and lock it.

    :raises Invitation.DoesNotExist: if there is none that stands, or it is not theirs
    """
    return _locked_invitations().get(id=invitation_id, project__client_id=client_id)


def _locked(projects: QuerySet[Project]) -> QuerySet[Project]:
    # "No key": rows that merely point here (proposals, invitations) may still be written by others.
    return projects.select_for_update(of=("self",), no_key=True)


def _locked_proposal(proposals: QuerySet[Proposal], proposal_id: UUID) -> Proposal:
    project_id = proposals.values_list("project_id", flat=True).get(id=proposal_id)
    project = _locked(Project.objects.all()).get(id=project_id)
    proposal = Proposal.objects.with_terms().select_for_update(of=("self",), no_key=True).get(id=proposal_id)
    proposal.project = project
    return proposal


def _locked_invitations() -> QuerySet[Invitation]:
    return (
        Invitation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("project")
        .exclude(status=InvitationStatus.WITHDRAWN)
    )
