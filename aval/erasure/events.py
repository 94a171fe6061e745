"""What erasure says to the record, besides :class:`aval.record.events.ErasureExecuted`."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.record.events import Event, Ref, Text, ground_name


@dataclass(frozen=True, slots=True)
class ErasureAsked(Event):
    """A party asked that what these events hold be erased; the other party hears of it before anything goes."""

    KIND: ClassVar[str] = "erasure.erasure-asked.1"
    request_id: UUID
    about: tuple[Ref, ...]
    ground: str

    def sentence(self) -> str:
        """Say it for people."""
        count = len(self.about)
        return ngettext(
            "asked for the content of %(count)s event to be erased (%(ground)s)",
            "asked for the contents of %(count)s events to be erased (%(ground)s)",
            count,
        ) % {"count": count, "ground": ground_name(self.ground)}


@dataclass(frozen=True, slots=True)
class ErasureRefused(Event):
    """An operator refused a request to erase."""

    KIND: ClassVar[str] = "erasure.erasure-refused.1"
    request_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("refused a request to erase")


@dataclass(frozen=True, slots=True)
class ErasureWithdrawn(Event):
    """Who asked for an erasure took the request back."""

    KIND: ClassVar[str] = "erasure.erasure-withdrawn.1"
    request_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("took back a request to erase")


@dataclass(frozen=True, slots=True)
class HoldPlaced(Event):
    """Nothing of this record may be erased until a day."""

    KIND: ClassVar[str] = "erasure.hold-placed.1"
    hold_id: UUID
    until: datetime
    reason: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("placed a legal hold: nothing of this record is erased until it ends")


@dataclass(frozen=True, slots=True)
class HoldLifted(Event):
    """A legal hold ended before its day."""

    KIND: ClassVar[str] = "erasure.hold-lifted.1"
    hold_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("lifted a legal hold")
