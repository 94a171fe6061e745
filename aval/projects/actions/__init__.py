"""The verbs of projects, invitations, questions and proposals, and the refusals they raise."""

from aval.projects.actions.invitations import (
    AlreadyInvited,
    TooManyInvitations,
    decline_invitation,
    invite,
    withdraw_invitation,
)
from aval.projects.actions.projects import (
    FixedByProposals,
    close_project,
    draft_project,
    edit_project,
    publish_project,
    withdraw_project,
)
from aval.projects.actions.proposals import (
    AlreadyProposed,
    DeclinedBefore,
    NotOpenForProposals,
    OwnProject,
    decline_proposal,
    edit_proposal,
    send_proposal,
    shortlist_proposal,
    withdraw_proposal,
)
from aval.projects.actions.questions import AlreadyAnswered, TooManyQuestions, answer_question, ask_question
from aval.projects.actions.steps import confirm_award, mark_chosen, reopen_project

__all__ = [
    "AlreadyAnswered",
    "AlreadyInvited",
    "AlreadyProposed",
    "DeclinedBefore",
    "FixedByProposals",
    "NotOpenForProposals",
    "OwnProject",
    "TooManyInvitations",
    "TooManyQuestions",
    "answer_question",
    "ask_question",
    "close_project",
    "confirm_award",
    "decline_invitation",
    "decline_proposal",
    "draft_project",
    "edit_project",
    "edit_proposal",
    "invite",
    "mark_chosen",
    "publish_project",
    "reopen_project",
    "send_proposal",
    "shortlist_proposal",
    "withdraw_invitation",
    "withdraw_project",
    "withdraw_proposal",
]
