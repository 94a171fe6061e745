"""What contracts say to the record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.kernel.money import Money
from aval.kernel.wording import amount_text, day_text
from aval.record.events import Event, FileRef, Text


@dataclass(frozen=True, slots=True)
class VersionDrafted(Event):
    """A version of the agreement was put forward; ``terms`` are its canonical bytes as text."""

    KIND: ClassVar[str] = "contracts.version-drafted.1"
    version_id: UUID
    number: int
    terms: Text
    terms_sha256: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("put forward version %(number)d of the agreement") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class VersionSigned(Event):
    """A party signed a version, by the hash of its terms."""

    KIND: ClassVar[str] = "contracts.version-signed.1"
    version_id: UUID
    number: int
    terms_sha256: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("signed version %(number)d of the agreement") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class VersionInForce(Event):
    """Both have signed: this version is the agreement from now on."""

    KIND: ClassVar[str] = "contracts.version-in-force.1"
    version_id: UUID
    number: int
    terms_sha256: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("brought version %(number)d of the agreement into force: both have signed it") % {
            "number": self.number
        }


@dataclass(frozen=True, slots=True)
class VersionRejected(Event):
    """A party turned a version down."""

    KIND: ClassVar[str] = "contracts.version-rejected.1"
    version_id: UUID
    number: int
    reason: Text | None

    def sentence(self) -> str:
        """Say it for people."""
        return _("rejected version %(number)d of the agreement") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class MilestoneFunded(Event):
    """A milestone's whole price is in escrow."""

    KIND: ClassVar[str] = "contracts.milestone-funded.1"
    milestone_id: UUID
    number: int
    amount: Money
    by_clause: bool

    def sentence(self) -> str:
        """Say it for people."""
        if self.by_clause:
            return _("funded milestone %(number)d with %(amount)s, by the agreement's own clause") % _named(self)
        return _("funded milestone %(number)d with %(amount)s") % _named(self)


@dataclass(frozen=True, slots=True)
class WorkDelivered(Event):
    """A version of the work was delivered."""

    KIND: ClassVar[str] = "contracts.work-delivered.1"
    delivery_id: UUID
    milestone_id: UUID
    milestone_number: int
    number: int
    billed: Money
    version_number: int
    review_ends_at: datetime
    by_clause: bool
    note: Text | None
    links: Text | None
    attachments: tuple[FileRef, ...]

    def sentence(self) -> str:
        """Say it for people."""
        return _("delivered version %(number)d of milestone %(milestone)d") % _delivered(self)


@dataclass(frozen=True, slots=True)
class ChangesRequested(Event):
    """The client asked for changes to a delivery."""

    KIND: ClassVar[str] = "contracts.changes-requested.1"
    delivery_id: UUID
    milestone_id: UUID
    milestone_number: int
    number: int
    reasons: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("asked for changes to delivery %(number)d of milestone %(milestone)d") % _delivered(self)


@dataclass(frozen=True, slots=True)
class DeliveryAccepted(Event):
    """The client accepted a delivery, and the escrow went to the professional."""

    KIND: ClassVar[str] = "contracts.delivery-accepted.1"
    acceptance_id: UUID
    delivery_id: UUID
    milestone_id: UUID
    milestone_number: int
    number: int
    version_number: int
    to_professional: Money
    commission: Money
    to_client: Money

    def sentence(self) -> str:
        """Say it for people."""
        return _("accepted delivery %(number)d of milestone %(milestone)d, and its escrow was released") % _delivered(
            self
        )


@dataclass(frozen=True, slots=True)
class SilenceAccepted(Event):
    """The review window ended unanswered, and by the signed clause the escrow went to the professional."""

    KIND: ClassVar[str] = "contracts.silence-accepted.1"
    acceptance_id: UUID
    delivery_id: UUID
    milestone_id: UUID
    milestone_number: int
    number: int
    version_number: int
    to_professional: Money
    commission: Money
    to_client: Money

    def sentence(self) -> str:
        """Say it for people."""
        return _(
            "released milestone %(milestone)d: delivery %(number)d had no answer in time, and both signed that this "
            "counts as acceptance"
        ) % _delivered(self)


@dataclass(frozen=True, slots=True)
class RefundConsented(Event):
    """The professional gave a milestone's escrow back to the client."""

    KIND: ClassVar[str] = "contracts.refund-consented.1"
    consent_id: UUID
    milestone_id: UUID
    number: int
    amount: Money
    reason: Text | None

    def sentence(self) -> str:
        """Say it for people."""
        return _("gave %(amount)s of milestone %(number)d back to the client") % _named(self)


@dataclass(frozen=True, slots=True)
class ReviewReminderSent(Event):
    """The client was reminded that a delivery waits for an answer."""

    KIND: ClassVar[str] = "contracts.review-reminder-sent.1"
    delivery_id: UUID
    milestone_id: UUID
    milestone_number: int
    number: int
    percent: int
    review_ends_at: datetime

    def sentence(self) -> str:
        """Say it for people."""
        return _(
            "reminded the client that delivery %(number)d of milestone %(milestone)d waits for an answer"
        ) % _delivered(self)


@dataclass(frozen=True, slots=True)
class ReviewRanOut(Event):
    """The review window ended unanswered; by the agreement a mediator is asked."""

    KIND: ClassVar[str] = "contracts.review-ran-out.1"
    delivery_id: UUID
    milestone_id: UUID
    milestone_number: int
    number: int

    def sentence(self) -> str:
        """Say it for people."""
        return _(
            "asked for a mediator: delivery %(number)d of milestone %(milestone)d had no answer in time"
        ) % _delivered(self)


@dataclass(frozen=True, slots=True)
class MilestoneDisputed(Event):
    """A case stands on a milestone; its escrow waits for what the case decides."""

    KIND: ClassVar[str] = "contracts.milestone-disputed.1"
    milestone_id: UUID
    number: int
    case_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("put milestone %(number)d in dispute") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class MilestoneFrozen(Event):
    """The client's bank took a deposit back: the milestone's escrow waits for what the bank decides."""

    KIND: ClassVar[str] = "contracts.milestone-frozen.1"
    milestone_id: UUID
    number: int
    amount: Money
    was: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("froze milestone %(number)d with %(amount)s: the client's bank took a deposit back") % _named(self)


@dataclass(frozen=True, slots=True)
class MilestoneThawed(Event):
    """The milestone's escrow is free again, and it goes on where it was.

    ``at_site_expense``: the bank decided for the client after work had been delivered; the site bears the loss.
    """

    KIND: ClassVar[str] = "contracts.milestone-thawed.1"
    milestone_id: UUID
    number: int
    amount: Money
    at_site_expense: bool

    def sentence(self) -> str:
        """Say it for people."""
        if self.at_site_expense:
            return _("freed milestone %(number)d with %(amount)s at the site's expense: work had been delivered") % (
                _named(self)
            )
        return _("freed milestone %(number)d with %(amount)s: the bank's dispute is over") % _named(self)


@dataclass(frozen=True, slots=True)
class MilestoneChargedBack(Event):
    """The bank took the deposit back for good before anything was delivered: the milestone ended."""

    KIND: ClassVar[str] = "contracts.milestone-charged-back.1"
    milestone_id: UUID
    number: int
    amount: Money

    def sentence(self) -> str:
        """Say it for people."""
        return _("ended milestone %(number)d: the bank took back %(amount)s for good before work was delivered") % (
            _named(self)
        )


@dataclass(frozen=True, slots=True)
class DisputeEnded(Event):
    """The case ended without moving money; the milestone is where it was before."""

    KIND: ClassVar[str] = "contracts.dispute-ended.1"
    milestone_id: UUID
    number: int

    def sentence(self) -> str:
        """Say it for people."""
        return _("ended the dispute on milestone %(number)d") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class MilestoneSettled(Event):
    """A settlement that both signed was carried out."""

    KIND: ClassVar[str] = "contracts.milestone-settled.1"
    milestone_id: UUID
    number: int
    authorisation_id: UUID
    to_professional: Money
    commission: Money
    to_client: Money

    def sentence(self) -> str:
        """Say it for people."""
        return _("carried out the settlement of milestone %(number)d") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class MilestoneRuled(Event):
    """A final ruling was carried out."""

    KIND: ClassVar[str] = "contracts.milestone-ruled.1"
    milestone_id: UUID
    number: int
    authorisation_id: UUID
    to_professional: Money
    commission: Money
    to_client: Money

    def sentence(self) -> str:
        """Say it for people."""
        return _("carried out the ruling on milestone %(number)d") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class WorkLogged(Event):
    """Time worked in a period was written down."""

    KIND: ClassVar[str] = "contracts.work-logged.1"
    entry_id: UUID
    milestone_id: UUID
    milestone_number: int
    worked_on: date
    minutes: int
    note: Text
    attachments: tuple[FileRef, ...]

    def sentence(self) -> str:
        """Say it for people."""
        return ngettext("logged %(minutes)d minute of work", "logged %(minutes)d minutes of work", self.minutes) % {
            "minutes": self.minutes
        }


@dataclass(frozen=True, slots=True)
class WorkEntryWithdrawn(Event):
    """A work entry was taken back."""

    KIND: ClassVar[str] = "contracts.work-withdrawn.1"
    entry_id: UUID
    milestone_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("took a work entry back")


@dataclass(frozen=True, slots=True)
class PeriodOpened(Event):
    """The agreement's clause opened the next period."""

    KIND: ClassVar[str] = "contracts.period-opened.1"
    milestone_id: UUID
    number: int
    starts_on: date
    ends_on: date
    amount: Money

    def sentence(self) -> str:
        """Say it for people."""
        return _("opened period %(number)d, at %(amount)s") % _named(self)


@dataclass(frozen=True, slots=True)
class PeriodFundingReminded(Event):
    """The client was reminded that the wallet has too little for the next period."""

    KIND: ClassVar[str] = "contracts.period-funding-reminded.1"
    number: int
    amount: Money
    funded_at: datetime

    def sentence(self) -> str:
        """Say it for people."""
        return _("reminded the client to have %(amount)s in the wallet for period %(number)d by %(day)s") % {
            "amount": amount_text(self.amount),
            "number": self.number,
            "day": day_text(self.funded_at.date()),
        }


@dataclass(frozen=True, slots=True)
class PeriodNotFunded(Event):
    """The client's wallet has less than the next period costs: work stops until it is funded."""

    KIND: ClassVar[str] = "contracts.period-not-funded.1"
    milestone_id: UUID
    number: int
    amount: Money

    def sentence(self) -> str:
        """Say it for people."""
        return _("could not fund period %(number)d with %(amount)s: work stops until the client funds it") % _named(
            self
        )


@dataclass(frozen=True, slots=True)
class AbsenceAnnounced(Event):
    """The client said ahead that they would be away: reviews of later deliveries stand still meanwhile."""

    KIND: ClassVar[str] = "contracts.absence-announced.1"
    starts_at: datetime
    ends_at: datetime

    def sentence(self) -> str:
        """Say it for people."""
        return _("announced an absence from %(start)s to %(end)s") % {
            "start": day_text(self.starts_at.date()),
            "end": day_text(self.ends_at.date()),
        }


@dataclass(frozen=True, slots=True)
class ContractEnded(Event):
    """One side ended the contract: nothing further will be funded."""

    KIND: ClassVar[str] = "contracts.contract-ended.1"
    reason: Text | None

    def sentence(self) -> str:
        """Say it for people."""
        return _("ended the contract: what is in escrow runs its course, nothing more will be funded")


@dataclass(frozen=True, slots=True)
class ContractCancelled(Event):
    """The contract ended before any money was in escrow."""

    KIND: ClassVar[str] = "contracts.contract-cancelled.1"
    reason: Text | None

    def sentence(self) -> str:
        """Say it for people."""
        return _("cancelled the contract before any milestone was funded")


@dataclass(frozen=True, slots=True)
class ContractCompleted(Event):
    """The last milestone ended."""

    KIND: ClassVar[str] = "contracts.contract-completed.1"

    def sentence(self) -> str:
        """Say it for people."""
        return _("completed the contract")


def _named(
    event: MilestoneFunded
    | RefundConsented
    | PeriodOpened
    | PeriodNotFunded
    | MilestoneFrozen
    | MilestoneThawed
    | MilestoneChargedBack,
) -> dict[str, object]:
    return {"number": event.number, "amount": amount_text(event.amount)}


def _delivered(
    event: WorkDelivered | ChangesRequested | DeliveryAccepted | SilenceAccepted | ReviewReminderSent | ReviewRanOut,
) -> dict[str, object]:
    return {"number": event.number, "milestone": event.milestone_number}


@dataclass(frozen=True, slots=True)
class DossierExported(Event):
    """Somebody took the contract's dossier."""

    KIND: ClassVar[str] = "contracts.dossier-exported.1"

    def sentence(self) -> str:
        """Say it for people."""
        return _("exported the dossier")
