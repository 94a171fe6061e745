"""Screening what is said before it is shown, reviewing what was refused, and what follows deliberate attempts."""

from aval.moderation.actions.corpus import NoConsent, add_to_corpus, agree_to_corpus
from aval.moderation.actions.exceptions import grant_exception
from aval.moderation.actions.files import FilesBeingChecked, hold_files, record_file_result, release_held
from aval.moderation.actions.reviews import (
    OwnText,
    appeal_measure,
    decide_appeal,
    decide_review,
    require_reviewer,
    send_for_review,
)
from aval.moderation.actions.texts import ContactDetailsFound, ProposalsPaused, screen

__all__ = [
    "ContactDetailsFound",
    "FilesBeingChecked",
    "NoConsent",
    "OwnText",
    "ProposalsPaused",
    "add_to_corpus",
    "agree_to_corpus",
    "appeal_measure",
    "decide_appeal",
    "decide_review",
    "grant_exception",
    "hold_files",
    "record_file_result",
    "release_held",
    "require_reviewer",
    "screen",
    "send_for_review",
]
