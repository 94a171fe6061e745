"""What projects and proposals say to the record of the relation that a proposal begins.

What happens on a project before there is a proposal belongs to no relation yet, and is rows only.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from aval.kernel.money import Money
from aval.kernel.wording import amount_text
from aval.record.events import Event, Text


@dataclass(frozen=True, slots=True)
class ProposalSent(Event):
    """A professional made an offer on a project, whose words at that time are part of what was said."""

    KIND: ClassVar[str] = "projects.proposal-sent.1"
    project_id: UUID
    project_version: int
    project_title: Text
    project_description: Text
    kind: str
    text: Text
    price: Money
    period: str | None
    hours_per_period: int | None
    availability: Text | None
    milestone_titles: tuple[Text, ...]
    milestone_amounts: tuple[Money, ...]
    milestone_dates: tuple[date, ...]
    milestone_criteria: tuple[Text, ...]

    def sentence(self) -> str:
        """Say it to people."""
        return _("sent a proposal for %(price)s") % {"price": amount_text(self.price)}


@dataclass(frozen=True, slots=True)
class ProposalEdited(Event):
    """The professional replaced the offer by another version; the earlier ones stay readable."""

    KIND: ClassVar[str] = "projects.proposal-edited.1"
    version: int
    project_version: int
    text: Text
    price: Money
    period: str | None
    hours_per_period: int | None
    availability: Text | None
    milestone_titles: tuple[Text, ...]
    milestone_amounts: tuple[Money, ...]
    milestone_dates: tuple[date, ...]
    milestone_criteria: tuple[Text, ...]

    def sentence(self) -> str:
        """Say it to people."""
        return _("changed the proposal to version %(version)s, for %(price)s") % {
            "version": self.version,
            "price": amount_text(self.price),
        }


@dataclass(frozen=True, slots=True)
class ProjectRevised(Event):
    """The client changed the project while this proposal was open."""

    KIND: ClassVar[str] = "projects.project-revised.1"
    project_id: UUID
    project_version: int
    project_title: Text
    project_description: Text

    def sentence(self) -> str:
        """Say it to people."""
        return _("changed the project to version %(version)s") % {"version": self.project_version}


@dataclass(frozen=True, slots=True)
class ProposalShortlisted(Event):
    """The client put the proposal on the short list."""

    KIND: ClassVar[str] = "projects.proposal-shortlisted.1"
    version: int

    def sentence(self) -> str:
        """Say it to people."""
        return _("put the proposal on the short list")


@dataclass(frozen=True, slots=True)
class ProposalDeclined(Event):
    """The proposal was declined: by the client, or because the project ended or went to another."""

    KIND: ClassVar[str] = "projects.proposal-declined.1"
    version: int
    because: str

    def sentence(self) -> str:
        """Say it to people."""
        sentences = {
            "another-chosen": _("declined the proposal, because another one was agreed upon"),
            "project-closed": _("closed the project, so the proposal was declined"),
            "project-withdrawn": _("withdrew the project, so the proposal was declined"),
            "no-agreement": _("reached no agreement, so the proposal is no longer chosen"),
        }
        return sentences.get(self.because) or _("declined the proposal")


@dataclass(frozen=True, slots=True)
class ProposalWithdrawn(Event):
    """The professional took the proposal back."""

    KIND: ClassVar[str] = "projects.proposal-withdrawn.1"
    version: int

    def sentence(self) -> str:
        """Say it to people."""
        return _("withdrew the proposal")


@dataclass(frozen=True, slots=True)
class ProposalChosen(Event):
    """The client chose this proposal; an agreement is drafted from it."""

    KIND: ClassVar[str] = "projects.proposal-chosen.1"
    project_id: UUID
    version: int
    project_version: int
    price: Money

    def sentence(self) -> str:
        """Say it to people."""
        return _("chose version %(version)s of the proposal, for %(price)s") % {
            "version": self.version,
            "price": amount_text(self.price),
        }
