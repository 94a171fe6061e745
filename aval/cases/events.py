"""What a case says to its contract's record."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from aval.kernel.money import Money
from aval.kernel.wording import amount_text
from aval.record.events import Event, Text


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    """A case was opened on a milestone, with a reason and what is asked."""

    KIND: ClassVar[str] = "cases.case-opened.1"
    case_id: UUID
    milestone_id: UUID
    milestone_number: int
    reason: str
    due_at: datetime | None = None
    statement: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("opened a case on milestone %(number)s") % {"number": self.milestone_number}


@dataclass(frozen=True, slots=True)
class OfferMade(Event):
    """A split was offered."""

    KIND: ClassVar[str] = "cases.offer-made.1"
    case_id: UUID
    offer_id: UUID
    number: int
    to_professional: Money
    to_client: Money
    work: str
    due_at: datetime
    note: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("offered a split: %(professional)s to the professional, %(client)s back to the client") % {
            "professional": amount_text(self.to_professional),
            "client": amount_text(self.to_client),
        }


@dataclass(frozen=True, slots=True)
class OfferAccepted(Event):
    """An offer was accepted, and with it the case settled."""

    KIND: ClassVar[str] = "cases.offer-accepted.1"
    case_id: UUID
    offer_id: UUID
    number: int
    to_professional: Money
    commission: Money
    to_client: Money

    def sentence(self) -> str:
        """Say it for people."""
        return _("accepted offer %(number)s; the case is settled") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class MediatorAsked(Event):
    """The case went to a mediator: a party asked, or an answer did not come in time."""

    KIND: ClassVar[str] = "cases.mediator-asked.1"
    case_id: UUID
    by_silence: bool

    def sentence(self) -> str:
        """Say it for people."""
        if self.by_silence:
            return _("brought in a mediator: no answer came in time")
        return _("asked for a mediator")


@dataclass(frozen=True, slots=True)
class MediatorAssigned(Event):
    """A mediator was assigned."""

    KIND: ClassVar[str] = "cases.mediator-assigned.1"
    case_id: UUID
    on_appeal: bool
    due_at: datetime
    name: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        if self.on_appeal:
            return _("assigned %(name)s to hear the appeal") % {"name": self.name or ""}
        return _("assigned %(name)s to hear the case") % {"name": self.name or ""}


@dataclass(frozen=True, slots=True)
class MediatorRecused(Event):
    """A mediator stepped down."""

    KIND: ClassVar[str] = "cases.mediator-recused.1"
    case_id: UUID
    reason: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("stepped down from the case")


@dataclass(frozen=True, slots=True)
class FileRead(Event):
    """A mediator opened the case file, and with it the whole contract."""

    KIND: ClassVar[str] = "cases.file-read.1"
    case_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("looked at the case file")


@dataclass(frozen=True, slots=True)
class StatementMade(Event):
    """A party made a statement to the mediator."""

    KIND: ClassVar[str] = "cases.statement-made.1"
    case_id: UUID
    statement_id: UUID
    cites: tuple[int, ...] = ()
    text: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("made a statement in the case")


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    """The mediator asked a party something."""

    KIND: ClassVar[str] = "cases.question-asked.1"
    case_id: UUID
    question_id: UUID
    of_role: str
    answer_by: datetime
    text: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        if self.of_role == "client":
            return _("asked the client a question")
        return _("asked the professional a question")


@dataclass(frozen=True, slots=True)
class QuestionReplied(Event):
    """A party answered a question of the mediator."""

    KIND: ClassVar[str] = "cases.question-replied.1"
    case_id: UUID
    question_id: UUID
    cites: tuple[int, ...] = ()
    text: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("answered the mediator's question")


@dataclass(frozen=True, slots=True)
class Ruled(Event):
    """The mediator ruled."""

    KIND: ClassVar[str] = "cases.ruled.1"
    case_id: UUID
    ruling_id: UUID
    number: int
    to_professional: Money
    commission: Money
    to_client: Money
    work: str
    relied_on: tuple[int, ...]
    final_at: datetime
    reasons: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _(
            "ruled: %(professional)s to the professional, %(commission)s commission, %(client)s back to the client"
        ) % {
            "professional": amount_text(self.to_professional),
            "commission": amount_text(self.commission),
            "client": amount_text(self.to_client),
        }


@dataclass(frozen=True, slots=True)
class RulingAppealed(Event):
    """A party appealed; another mediator will rule."""

    KIND: ClassVar[str] = "cases.ruling-appealed.1"
    case_id: UUID
    ruling_id: UUID
    reasons: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("appealed against the ruling")


@dataclass(frozen=True, slots=True)
class RulingFinal(Event):
    """A ruling became final and is carried out."""

    KIND: ClassVar[str] = "cases.ruling-final.1"
    case_id: UUID
    ruling_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("carried out the ruling, which is final")


@dataclass(frozen=True, slots=True)
class CaseEndedByRefund(Event):
    """The professional gave the milestone's escrow back, which leaves the case nothing to decide."""

    KIND: ClassVar[str] = "cases.case-ended-by-refund.1"
    case_id: UUID
    consent_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("closed the case, since the money went back to the client")


@dataclass(frozen=True, slots=True)
class CaseWithdrawn(Event):
    """Whoever opened the case withdrew it; the milestone goes on from where it was."""

    KIND: ClassVar[str] = "cases.case-withdrawn.1"
    case_id: UUID
    reason: Text | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("withdrew the case")
