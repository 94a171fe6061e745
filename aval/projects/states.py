"""The states of projects, proposals and invitations, and the moves allowed between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from aval.kernel.states import Moves


class ProjectStatus(TextChoices):
    """Where a project stands."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Open for proposals")
    AWARDED = "awarded", _("Awarded")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PROJECT_MOVES: Moves[ProjectStatus] = {
    ProjectStatus.DRAFT: {ProjectStatus.PUBLISHED, ProjectStatus.WITHDRAWN},
    ProjectStatus.PUBLISHED: {ProjectStatus.AWARDED, ProjectStatus.CLOSED, ProjectStatus.WITHDRAWN},
    # Back to published only when the agreement came to nothing before it was in force.
    ProjectStatus.AWARDED: {ProjectStatus.PUBLISHED},
}


class ProposalStatus(TextChoices):
    """Where a proposal stands."""

    SENT = "sent", _("Sent")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    CHOSEN = "chosen", _("Chosen")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_PROPOSALS = (ProposalStatus.SENT, ProposalStatus.SHORTLISTED)
"""The states in which a proposal may still be edited, chosen, declined or withdrawn."""

PROPOSAL_MOVES: Moves[ProposalStatus] = {
    ProposalStatus.SENT: {
        ProposalStatus.SHORTLISTED,
        ProposalStatus.CHOSEN,
        ProposalStatus.DECLINED,
        ProposalStatus.WITHDRAWN,
    },
    ProposalStatus.SHORTLISTED: {ProposalStatus.CHOSEN, ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN},
    # Only together with its project's way back: the agreement came to nothing.
    ProposalStatus.CHOSEN: {ProposalStatus.DECLINED},
}


class InvitationStatus(TextChoices):
    """Where an invitation stands; that it was taken up shows in the proposal."""

    OPEN = "open", _("Invited")
    DECLINED = "declined", _("Not interested")
    WITHDRAWN = "withdrawn", _("Taken back")


INVITATION_MOVES: Moves[InvitationStatus] = {
    InvitationStatus.OPEN: {InvitationStatus.DECLINED, InvitationStatus.WITHDRAWN},
    # The client may ask again; somebody who declined is asked at most by a new project.
    InvitationStatus.WITHDRAWN: {InvitationStatus.OPEN},
}
