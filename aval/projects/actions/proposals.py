"""Making an offer on a project, changing it, and what the client does with it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aval.conversation import actions as conversation
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Refusal
from aval.kernel.transactions import action
from aval.moderation import actions as moderation
from aval.projects import access
from aval.projects.events import (
    ProposalDeclined,
    ProposalEdited,
    ProposalSent,
    ProposalShortlisted,
    ProposalWithdrawn,
)
from aval.projects.models import Project, Proposal, ProposalMilestone, ProposalVersion
from aval.projects.states import OPEN_PROPOSALS, ProposalStatus
from aval.projects.terms import ProposalTerms, checked_proposal
from aval.record import actions as record
from aval.record.events import Text


class OwnProject(Refusal):
    """Nobody proposes on their own project."""

    sentence = _("This project is your own: you can't propose on it or ask about it.")
    advice = _("Look for other people's projects, or wait for proposals on this one.")
    status = 403


class NotOpenForProposals(Refusal):
    """The project takes no proposals (any more)."""

    sentence = _("This project takes no proposals any more.")
    advice = _("Save a search, and we will tell you when a similar one is published.")


class AlreadyProposed(Refusal):
    """The professional has a proposal on this project; it can be edited."""

    sentence = _("You have already sent a proposal on this project.")
    advice = _("Open it under “My proposals” and change it there.")


class DeclinedBefore(Refusal):
    """The client declined this professional's proposal on this project."""

    sentence = _("The client has declined your proposal on this project, so another one can't be sent.")
    advice = _("Look for other projects that fit you.")


@action
def send_proposal(act: Act, *, project_id: UUID, terms: ProposalTerms) -> Proposal:
    """Make an offer on a project; this opens the conversation and the record between the two.

    :raises Project.DoesNotExist: if there is none, or the actor may not see it
    :raises OwnProject: if it is the actor's own
    :raises NotOpenForProposals: if it is not published (any more)
    :raises AlreadyProposed: if the actor's proposal on it is open or chosen
    :raises DeclinedBefore: if the client declined one of the actor's on it
    :raises ProposalsPaused: while the actor may make no new proposals
    :raises Invalid: if a value can't be accepted
    :raises ContactDetailsFound: if screening refuses a text
    """
    project = access.lock_project_for_reader(project_id, act.actor_id)
    _check_may_propose(act, project)
    moderation.ProposalsPaused.check(act)
    terms = _checked(act, project, terms)
    _screen(act, project, terms)

    proposal = Proposal.objects.create(project=project, professional_id=act.actor_id, sent_at=act.at)
    _keep_version(act, proposal, project, terms)
    conversation.open_thread(
        act,
        contract_id=proposal.id,
        client_id=project.client_id,
        professional_id=act.actor_id,
        subject=project.title,
        skills=tuple(project.skills),
    )
    record.append(act, proposal.id, _sent(project, terms))
    return _with_terms(proposal.id)


@action
def edit_proposal(act: Act, *, proposal_id: UUID, terms: ProposalTerms) -> Proposal:
    """Replace an open proposal by a new version, which answers the project as it now is; all versions are kept.

    :raises Proposal.DoesNotExist: if there is none, or it is not the actor's
    :raises IllegalMove: if it was chosen, declined or withdrawn
    :raises Invalid: if a value can't be accepted
    :raises ContactDetailsFound: if screening refuses a text
    """
    proposal = access.lock_proposal_for_professional(proposal_id, act.actor_id)
    if proposal.status not in OPEN_PROPOSALS:
        raise IllegalMove
    terms = _checked(act, proposal.project, terms)
    _screen(act, proposal.project, terms)

    proposal.version += 1
    proposal.save(update_fields=["version"])
    _keep_version(act, proposal, proposal.project, terms)
    record.append(act, proposal.id, _edited(proposal, terms))
    return _with_terms(proposal.id)


@action
def shortlist_proposal(act: Act, *, proposal_id: UUID) -> Proposal:
    """Put a proposal on the project's short list.

    :raises Proposal.DoesNotExist: if there is none, or it is not on a project of the actor's
    :raises IllegalMove: if it is there already, or not open any more
    """
    proposal = access.lock_proposal_for_client(proposal_id, act.actor_id)
    proposal.move_to(ProposalStatus.SHORTLISTED)
    proposal.save(update_fields=["status"])
    record.append(act, proposal.id, ProposalShortlisted(proposal.version))
    return proposal


@action
def decline_proposal(act: Act, *, proposal_id: UUID) -> Proposal:
    """Tell a professional that their proposal was not chosen; this is final.

    :raises Proposal.DoesNotExist: if there is none, or it is not on a project of the actor's
    :raises IllegalMove: if it is not open any more
    """
    proposal = access.lock_proposal_for_client(proposal_id, act.actor_id)
    if proposal.status not in OPEN_PROPOSALS:
        raise IllegalMove  # a chosen one is given up with its agreement, by contracts
    _decide(act, proposal, ProposalStatus.DECLINED)
    record.append(act, proposal.id, ProposalDeclined(proposal.version, "client"))
    return proposal


@action
def withdraw_proposal(act: Act, *, proposal_id: UUID) -> Proposal:
    """Take one's own proposal back; a new one may be sent while the project is open.

    :raises Proposal.DoesNotExist: if there is none, or it is not the actor's
    :raises IllegalMove: if it was chosen, declined or withdrawn
    """
    proposal = access.lock_proposal_for_professional(proposal_id, act.actor_id)
    _decide(act, proposal, ProposalStatus.WITHDRAWN)
    record.append(act, proposal.id, ProposalWithdrawn(proposal.version))
    return proposal


def _check_may_propose(act: Act, project: Project) -> None:
    if project.client_id == act.actor_id:
        raise OwnProject
    if not project.is_open:
        raise NotOpenForProposals
    earlier = set(project.proposals.filter(professional_id=act.actor_id).values_list("status", flat=True))
    if earlier & {*OPEN_PROPOSALS, ProposalStatus.CHOSEN}:
        raise AlreadyProposed
    if ProposalStatus.DECLINED in earlier:
        raise DeclinedBefore


def _checked(act: Act, project: Project, terms: ProposalTerms) -> ProposalTerms:
    return checked_proposal(
        terms, kind=project.kind, period=project.period, currency=project.currency, today=act.at.date()
    )


def _screen(act: Act, project: Project, terms: ProposalTerms) -> None:
    # Nothing is written before this: a refused text is itself a row that outlives the refusal.
    texts = [terms.text, terms.availability]
    for milestone in terms.milestones:
        texts += [milestone.title, milestone.criteria]
    for text in filter(None, texts):
        moderation.screen(
            act,
            text=text,
            place="proposal",
            author_id=act.actor_id,
            subject=project.title,
            skills=tuple(project.skills),
        )


def _keep_version(act: Act, proposal: Proposal, project: Project, terms: ProposalTerms) -> None:
    version = ProposalVersion.objects.create(
        proposal=proposal,
        number=proposal.version,
        project_version=project.version,
        at=act.at,
        text=terms.text,
        kind=project.kind,
        period=project.period,
        hours_per_period=terms.hours_per_period,
        price_minor=terms.price.minor,
        currency=terms.price.currency,
        availability=terms.availability,
    )
    ProposalMilestone.objects.bulk_create(
        ProposalMilestone(
            version=version,
            position=position,
            title=milestone.title,
            amount_minor=milestone.amount.minor,
            currency=milestone.amount.currency,
            due_on=milestone.due_on,
            criteria=milestone.criteria,
        )
        for position, milestone in enumerate(terms.milestones, start=1)
    )


def _sent(project: Project, terms: ProposalTerms) -> ProposalSent:
    return ProposalSent(
        project_id=project.id,
        project_version=project.version,
        project_title=Text(project.title),
        project_description=Text(project.description),
        kind=project.kind,
        text=Text(terms.text),
        price=terms.price,
        period=project.period or None,
        hours_per_period=terms.hours_per_period,
        availability=Text(terms.availability) if terms.availability else None,
        milestone_titles=tuple(Text(milestone.title) for milestone in terms.milestones),
        milestone_amounts=tuple(milestone.amount for milestone in terms.milestones),
        milestone_dates=tuple(milestone.due_on for milestone in terms.milestones),
        milestone_criteria=tuple(Text(milestone.criteria) for milestone in terms.milestones),
    )


def _edited(proposal: Proposal, terms: ProposalTerms) -> ProposalEdited:
    return ProposalEdited(
        version=proposal.version,
        project_version=proposal.project.version,
        text=Text(terms.text),
        price=terms.price,
        period=proposal.project.period or None,
        hours_per_period=terms.hours_per_period,
        availability=Text(terms.availability) if terms.availability else None,
        milestone_titles=tuple(Text(milestone.title) for milestone in terms.milestones),
        milestone_amounts=tuple(milestone.amount for milestone in terms.milestones),
        milestone_dates=tuple(milestone.due_on for milestone in terms.milestones),
        milestone_criteria=tuple(Text(milestone.criteria) for milestone in terms.milestones),
    )


def _decide(act: Act, proposal: Proposal, status: ProposalStatus) -> None:
    proposal.move_to(status)
    proposal.decided_at = act.at
    proposal.save(update_fields=["status", "decided_at"])


def _with_terms(proposal_id: UUID) -> Proposal:
    return Proposal.objects.with_terms().get(id=proposal_id)
