"""Asking certain professionals for a proposal."""

import pytest

from aval.accounts.models import Account
from aval.kernel.refusals import IllegalMove
from aval.moderation.actions import ContactDetailsFound
from aval.projects import access, queries
from aval.projects import actions as projects
from aval.projects.choices import Visibility
from aval.projects.models import Invitation, Project
from aval.projects.states import InvitationStatus
from tests import make

pytestmark = pytest.mark.django_db


def test_an_invited_professional_finds_the_invitation_until_they_propose() -> None:
    professional = make.offering()
    invitation = make.invitation(to=professional.id)
    assert queries.invitations_of(professional.id).get() == invitation

    make.proposal(invitation.project, professional)

    assert not queries.invitations_of(professional.id).exists()


def test_a_professional_is_invited_once() -> None:
    invitation = make.invitation()

    with pytest.raises(projects.AlreadyInvited):
        make.invitation(invitation.project, invitation.professional_id)

    assert invitation.project.invitations.count() == 1


def test_only_people_who_offer_work_are_invited_and_nobody_themselves() -> None:
    client = make.client()
    project = make.project(client)

    for somebody in (make.stranger().id, make.offering().id):
        Account.objects.filter(id=somebody).update(is_active=False)
        with pytest.raises(Account.DoesNotExist):
            make.invitation(project, somebody)
    with pytest.raises(projects.OwnProject):
        make.invitation(project, client.id)

    assert not project.invitations.exists()


def test_who_declined_is_not_asked_again() -> None:
    invitation = make.invitation()
    projects.decline_invitation(make.act(invitation.professional), invitation_id=invitation.id)

    with pytest.raises(projects.AlreadyInvited):
        make.invitation(invitation.project, invitation.professional_id)
    with pytest.raises(IllegalMove):
        projects.withdraw_invitation(make.act(invitation.project.client), invitation_id=invitation.id)

    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.DECLINED


def test_an_invitation_taken_back_hides_the_project_and_may_be_sent_again() -> None:
    project = make.project(visibility=Visibility.INVITED)
    invitation = make.invitation(project)
    projects.withdraw_invitation(make.act(project.client), invitation_id=invitation.id)
    with pytest.raises(Project.DoesNotExist):
        access.project_for(project.id, invitation.professional_id)

    again = make.invitation(project, invitation.professional_id)

    assert (again.id, again.status) == (invitation.id, InvitationStatus.OPEN)


def test_strangers_and_the_other_side_can_do_nothing_to_an_invitation() -> None:
    invitation = make.invitation()
    stranger, client = make.act(make.stranger()), make.act(invitation.project.client)

    for act in (stranger, client):
        with pytest.raises(Invitation.DoesNotExist):
            projects.decline_invitation(act, invitation_id=invitation.id)
    for act in (stranger, make.act(invitation.professional)):
        with pytest.raises(Invitation.DoesNotExist):
            projects.withdraw_invitation(act, invitation_id=invitation.id)

    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.OPEN


def test_contact_details_are_refused_in_the_note() -> None:
    project, professional = make.project(), make.offering()

    with pytest.raises(ContactDetailsFound):
        projects.invite(
            make.act(project.client),
            project_id=project.id,
            professional_id=professional.id,
            note="WhatsApp 310 555 0101",
        )

    assert not project.invitations.exists()
