"""What reviews say to the record: that one was written, not what it says, which stays closed until both may read it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from aval.record.events import Event, Text


@dataclass(frozen=True, slots=True)
class ReviewWritten(Event):
    """A party reviewed the other."""

    KIND: ClassVar[str] = "reputation.review-written.1"
    review_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("wrote a review")


@dataclass(frozen=True, slots=True)
class ReviewReplied(Event):
    """The reviewed person replied."""

    KIND: ClassVar[str] = "reputation.review-replied.1"
    review_id: UUID
    text: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("replied to the review")
