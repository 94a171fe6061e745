"""What a conversation says to the record."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from aval.record.events import Event, FileRef, Text


@dataclass(frozen=True, slots=True)
class MessagePosted(Event):
    """One of the two wrote a message."""

    KIND: ClassVar[str] = "conversation.message-posted.1"
    message_id: UUID
    text: Text
    attachments: tuple[FileRef, ...] = ()
    reply_to: UUID | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("wrote a message")


@dataclass(frozen=True, slots=True)
class MessageEdited(Event):
    """The author changed a message; what it said before stays readable."""

    KIND: ClassVar[str] = "conversation.message-edited.1"
    message_id: UUID
    number: int
    text: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("edited a message (version %(number)s)") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class MessageWithdrawn(Event):
    """The author took a message back from view. The record keeps it."""

    KIND: ClassVar[str] = "conversation.message-withdrawn.1"
    message_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("withdrew a message")


@dataclass(frozen=True, slots=True)
class GateOpened(Event):
    """A milestone's money came into escrow: from now on contact details may be exchanged."""

    KIND: ClassVar[str] = "conversation.gate-opened.1"
    because: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("opened the gate: contact details may be exchanged from now on")
