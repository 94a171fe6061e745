"""How much an imported entry proves. Computed from who attests it and who contests it; never stored."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

STRUCTURED_SOURCES = frozenset(
    {
        "telegram",
        "skype",
        "slack",
        "discord",
        "teams",
        "signal",
        "sms",
        "messenger",
        "matrix",
        "imessage",
        "googlechat",
        "linkedin",
    }
)
"""Exports in which a message is a record of its own, so that none can be written inside another."""


class Grade(models.TextChoices):
    """From the strongest to the weakest."""

    SIGNED = "signed", _("signed by its source")
    BRIDGED = "bridged", _("received live")
    MATCHED = "matched", _("in both parties' exports")
    STRUCTURED = "structured", _("one party's structured export")
    PLAIN = "plain", _("one party's text export")
    CONTESTED = "contested", _("contested")


class Standing(models.TextChoices):
    """What the party who did not bring it in has said."""

    AGREED = "agreed", _("confirmed")
    SILENT = "silent", _("told, no answer")
    PROVEN = "proven", _("needs no answer")
    WAITING = "waiting", _("waiting for an answer")
    CONTESTED = "contested", _("contested")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against one entry.

    :ivar source: the app that the export came from
    :ivar attested_by_both: whether each party's own export holds it
    :ivar flagged: whether our reader doubts it
    :ivar confirmed: whether the other party confirmed it by name
    :ivar contested: whether the other party contests it
    :ivar time_ended: whether the other party let the time for an answer pass
    :ivar proof: for what arrived live, whether its source signed it, or the channel proves its sender
    """

    source: str
    attested_by_both: bool
    flagged: bool
    confirmed: bool
    contested: bool
    time_ended: bool
    proof: str = ""


PROVEN = {"signed": Grade.SIGNED, "bridged": Grade.BRIDGED}


def grade(evidence: Evidence) -> Grade:
    """Return the grade of an entry.

    A flagged entry counts as contested until the other party confirms it by name or has it in their own export:
    whoever can write a line that looks like another's message must not win by the other's silence.
    """
    if evidence.contested:
        return Grade.CONTESTED
    if evidence.proof in PROVEN:
        return PROVEN[evidence.proof]
    if evidence.attested_by_both:
        return Grade.MATCHED
    if evidence.flagged and not evidence.confirmed:
        return Grade.CONTESTED
    return Grade.STRUCTURED if evidence.source in STRUCTURED_SOURCES else Grade.PLAIN


def standing(evidence: Evidence) -> Standing:
    """Return what the other party has said of an entry, or let pass."""
    if evidence.contested:
        return Standing.CONTESTED
    if evidence.confirmed or evidence.attested_by_both:
        return Standing.AGREED
    if evidence.proof in PROVEN:
        return Standing.PROVEN
    if evidence.time_ended and not evidence.flagged:
        return Standing.SILENT
    return Standing.WAITING
