"""What moderation says to a contract's record. Never the text itself: the other party must not learn it here."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.record.events import Event, Text


@dataclass(frozen=True, slots=True)
class TextRefused(Event):
    """A text was held back because the gate is closed."""

    KIND: ClassVar[str] = "moderation.text-refused.1"
    refused_id: UUID
    place: str
    kinds: tuple[str, ...]
    """What was seen, once for each time it was seen."""

    def sentence(self) -> str:
        """Say it for people."""
        found = len(self.kinds)
        if not found:
            return _("sent a file that a person has to look at while the gate is closed")
        return ngettext(
            "wrote something that was held back: %(found)s contact detail while the gate is closed",
            "wrote something that was held back: %(found)s contact details while the gate is closed",
            found,
        ) % {"found": found}


@dataclass(frozen=True, slots=True)
class ReviewAsked(Event):
    """The author of a refused text asked a person to look at it."""

    KIND: ClassVar[str] = "moderation.review-asked.1"
    refused_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("asked for a review of a text that was held back")


@dataclass(frozen=True, slots=True)
class ReviewDecided(Event):
    """A person looked at a refused text and decided."""

    KIND: ClassVar[str] = "moderation.review-decided.1"
    refused_id: UUID
    allowed: bool

    def sentence(self) -> str:
        """Say it for people."""
        if self.allowed:
            return _("looked at a text that was held back, and let it through")
        return _("looked at a text that was held back, and it stays so")


@dataclass(frozen=True, slots=True)
class FilesAllowed(Event):
    """The files of a held message were looked at, and nothing was found that must wait."""

    KIND: ClassVar[str] = "moderation.files-allowed.1"
    held_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("looked at the files of a message, and let them through")


@dataclass(frozen=True, slots=True)
class ExceptionGranted(Event):
    """A person let some kinds of contact details through although the gate is closed."""

    KIND: ClassVar[str] = "moderation.exception-granted.1"
    exception_id: UUID
    kinds: tuple[str, ...]
    ground: str
    until: datetime
    reason: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("granted an exception: some contact details may be exchanged here before escrow")
