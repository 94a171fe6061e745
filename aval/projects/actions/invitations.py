"""Asking certain professionals for a proposal."""

from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.acts import Act
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import action
from aval.moderation import actions as moderation
from aval.projects import access
from aval.projects.actions.proposals import NotOpenForProposals, OwnProject
from aval.projects.models import Invitation
from aval.projects.states import InvitationStatus
from aval.projects.terms import tidy

NOTE_MAX = 1_000
INVITATIONS_MAX = 50


class AlreadyInvited(Refusal):
    """The professional was asked already (and may have said no)."""

    sentence = _("You have invited this professional to the project already.")
    advice = _("They see it under “Invitations”; give them a little time.")


class TooManyInvitations(Refusal):
    """An invitation is personal; a project that asks everybody is simply public."""

    sentence = format_lazy(_("You have invited {most} professionals to this project already."), most=INVITATIONS_MAX)
    advice = _("Take back some invitations, or make the project public.")


@action
def invite(act: Act, *, project_id: UUID, professional_id: UUID, note: str = "") -> Invitation:
    """Ask a professional for a proposal on one's published project; asking again is possible once taken back.

    :raises Project.DoesNotExist: if there is none, or it is not the actor's
    :raises Account.DoesNotExist: if there is no such professional who offers work
    :raises OwnProject: if the actor would invite themselves
    :raises NotOpenForProposals: if it is not published (any more)
    :raises AlreadyInvited: if the invitation stands or was declined
    :raises TooManyInvitations: if fifty stand on this project
    :raises Invalid: if the note is too long
    :raises ContactDetailsFound: if screening refuses the note
    """
    project = access.lock_project_for_client(project_id, act.actor_id)
    if professional_id == act.actor_id:
        raise OwnProject
    if not project.is_open:
        raise NotOpenForProposals
    professional = Account.objects.get(id=professional_id, is_active=True, profile__offers_work=True)
    earlier = project.invitations.select_for_update(no_key=True).filter(professional=professional).first()
    if earlier is not None and earlier.status != InvitationStatus.WITHDRAWN:
        raise AlreadyInvited
    if project.invitations.exclude(status=InvitationStatus.WITHDRAWN).count() >= INVITATIONS_MAX:
        raise TooManyInvitations
    note = tidy(note, field="note", most=NOTE_MAX, least=0)
    if note:
        moderation.screen(
            act,
            text=note,
            place="invitation",
            author_id=act.actor_id,
            subject=project.title,
            skills=tuple(project.skills),
        )

    if earlier is None:
        return Invitation.objects.create(project=project, professional=professional, note=note, invited_at=act.at)
    earlier.move_to(InvitationStatus.OPEN)
    earlier.note, earlier.invited_at = note, act.at
    earlier.save(update_fields=["status", "note", "invited_at"])
    return earlier


@action
def decline_invitation(act: Act, *, invitation_id: UUID) -> Invitation:
    """Tell the client that one will not propose.

    :raises Invitation.DoesNotExist: if there is none, or it is not the actor's
    :raises IllegalMove: if it was declined already
    """
    invitation = access.lock_invitation_for_professional(invitation_id, act.actor_id)
    return _move(invitation, InvitationStatus.DECLINED)


@action
def withdraw_invitation(act: Act, *, invitation_id: UUID) -> Invitation:
    """Take an invitation back; the professional no longer sees a project by invitation, unless they have proposed.

    :raises Invitation.DoesNotExist: if there is none, or it is not on a project of the actor's
    :raises IllegalMove: if it was declined
    """
    invitation = access.lock_invitation_for_client(invitation_id, act.actor_id)
    return _move(invitation, InvitationStatus.WITHDRAWN)


def _move(invitation: Invitation, status: InvitationStatus) -> Invitation:
    invitation.move_to(status)
    invitation.save(update_fields=["status"])
    return invitation
