"""What stands on a person's home page about projects: what waits for them, and what they have open."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.projects import queries
from aval.projects.models import Invitation, Project, Proposal
from aval.projects.states import ProjectStatus
from aval.web.home import HomeItem, HomeSection, home_card
from aval.web.requests import account_of

SHOWN = 5


@home_card(order=30)
def projects(request: HttpRequest) -> HomeSection | None:
    """Show the reader's drafts and open projects."""
    found = queries.current_projects_of(account_of(request).id)[:SHOWN]
    items = [_project(project) for project in found]
    return HomeSection(_("My projects"), items, reverse("projects:mine"), "list") if items else None


@home_card(order=40)
def proposals(request: HttpRequest) -> HomeSection | None:
    """Show the reader's invitations and open proposals."""
    reader_id = account_of(request).id
    items = [_invitation(invitation) for invitation in queries.invitations_of(reader_id)[:SHOWN]]
    items += [_proposal(proposal) for proposal in queries.proposals_of(reader_id).still_open()[:SHOWN]]
    return HomeSection(_("My proposals"), items, reverse("projects:proposals-mine"), "send") if items else None


def _project(project: Project) -> HomeItem:
    chip = (project.status, project.get_status_display())
    address = reverse("projects:detail", args=[project.id])
    if project.status == ProjectStatus.DRAFT:
        return HomeItem(project.title, address, _("Still a draft: nobody sees it"), chip=chip)
    notes = []
    if project.open_proposals:
        address = reverse("projects:proposals", args=[project.id])
        notes.append(
            ngettext("%(count)s proposal", "%(count)s proposals", project.open_proposals)
            % {"count": project.open_proposals}
        )
    if project.unanswered:
        notes.append(
            ngettext(
                "%(count)s question waits for your answer",
                "%(count)s questions wait for your answer",
                project.unanswered,
            )
            % {"count": project.unanswered}
        )
    urgent = bool(project.unanswered)
    return HomeItem(project.title, address, " · ".join(notes), chip=chip, urgent=urgent)


def _invitation(invitation: Invitation) -> HomeItem:
    note = _("%(name)s invites you to propose") % {"name": invitation.project.client.display_name}
    address = reverse("projects:detail", args=[invitation.project_id])
    return HomeItem(invitation.project.title, address, note, urgent=True)


def _proposal(proposal: Proposal) -> HomeItem:
    return HomeItem(
        proposal.project.title,
        reverse("projects:proposal", args=[proposal.id]),
        chip=(proposal.status, proposal.get_status_display()),
        money=proposal.terms.price,
    )
