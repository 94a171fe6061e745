"""Parts of what contracts (and the end of a project) do to proposals."""

from uuid import UUID

from aval.kernel.acts import Act
from aval.kernel.transactions import step
from aval.projects import access
from aval.projects.events import ProposalChosen, ProposalDeclined
from aval.projects.models import Proposal
from aval.projects.states import OPEN_PROPOSALS, ProjectStatus, ProposalStatus
from aval.record import actions as record


@step
def mark_chosen(act: Act, *, proposal_id: UUID) -> Proposal:
    """Choose a proposal and award its project; the actor must be the project's client.

    The other open proposals stay open until :func:`confirm_award`: an agreement may yet fail.

    :raises Proposal.DoesNotExist: if there is none, or it is not on a project of the actor's
    :raises IllegalMove: if the proposal or the project is not open any more
    """
    proposal = access.lock_proposal_for_client(proposal_id, act.actor_id)
    project = proposal.project
    proposal.move_to(ProposalStatus.CHOSEN)
    project.move_to(ProjectStatus.AWARDED)
    proposal.decided_at = project.ended_at = act.at
    proposal.save(update_fields=["status", "decided_at"])
    project.save(update_fields=["status", "ended_at"])
    record.append(act, proposal.id, ProposalChosen(project.id, proposal.version, project.version, proposal.terms.price))
    return proposal


@step
def confirm_award(act: Act, *, proposal_id: UUID) -> None:
    """The agreement is in force: decline the project's other open proposals. A repeat changes nothing.

    :raises Proposal.DoesNotExist: if there is none
    """
    proposal = access.lock_proposal(proposal_id)
    # In the site's name: whoever signed last may have no part in the other proposals' records.
    by_site = Act.by_site(act.at, request_id=act.request_id, via=act.via)
    decline_open_proposals(by_site, proposal.project_id, because="another-chosen")


@step
def reopen_project(act: Act, *, proposal_id: UUID) -> Proposal:
    """The agreement came to nothing before it was in force: the client may choose another proposal.

    :raises Proposal.DoesNotExist: if there is none
    :raises IllegalMove: if the proposal is not the chosen one
    """
    proposal = access.lock_proposal(proposal_id)
    project = proposal.project
    proposal.move_to(ProposalStatus.DECLINED)
    project.move_to(ProjectStatus.PUBLISHED)
    project.ended_at = None
    proposal.decided_at = act.at
    proposal.save(update_fields=["status", "decided_at"])
    project.save(update_fields=["status", "ended_at"])
    record.append(act, proposal.id, ProposalDeclined(proposal.version, "no-agreement"))
    return proposal


@step
def decline_open_proposals(act: Act, project_id: UUID, *, because: str) -> None:
    """Decline what is still open on a project that is locked already; ``because`` is ProposalDeclined's code."""
    proposals = Proposal.objects.filter(project_id=project_id, status__in=OPEN_PROPOSALS)
    for proposal in proposals.select_for_update(no_key=True).order_by("id"):
        proposal.move_to(ProposalStatus.DECLINED)
        proposal.decided_at = act.at
        proposal.save(update_fields=["status", "decided_at"])
        record.append(act, proposal.id, ProposalDeclined(proposal.version, because))
