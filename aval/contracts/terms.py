"""What an agreement says: read from and written to the canonical bytes that both parties sign by their hash."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from aval.contracts.states import Ownership, Silence
from aval.kernel.money import Money
from aval.proofs import canonical

FORMAT = "aval.agreement.1"
CLAUSES = ("escrow", "review", "silence", "revisions", "ownership", "commission", "changes", "disputes", "evidence")
NOBODY = UUID(int=0)
Tiers = tuple[tuple[int, int], ...]
"""From which minor unit on, which commission in hundredths of a percent; the first begins at zero."""


@dataclass(frozen=True, slots=True)
class MilestoneTerms:
    """One milestone as agreed. ``id`` stays the same through all versions of the agreement."""

    id: UUID
    title: str
    criteria: str
    amount: Money
    due_on: date


@dataclass(frozen=True, slots=True)
class PeriodTerms:
    """The clause by which ongoing work is funded ahead, period by period.

    :ivar unit: ``"week"`` or ``"month"``
    :ivar price: of one hour if ``hours_max`` is set, of a whole period otherwise
    :ivar hours_max: the most hours that a period pays for; 0 for a flat price
    :ivar starts_on: the first day of the first period
    :ivar criteria: what the work of a period is measured by
    """

    unit: str
    price: Money
    hours_max: int
    starts_on: date
    criteria: str

    @property
    def amount(self) -> Money:
        """What is funded ahead for one period."""
        return Money(self.price.minor * (self.hours_max or 1), self.price.currency)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person can choose in a version of an agreement; everything else in the terms is given."""

    scope: str
    milestones: tuple[MilestoneTerms, ...] = ()
    periods: PeriodTerms | None = None
    review_days: int = 14
    silence: Silence = Silence.ASK_MEDIATOR
    revisions: int = 2
    ownership: Ownership = Ownership.ON_PAYMENT
    small_print: str = ""


@dataclass(frozen=True, slots=True)
class Terms(Draft):
    """A whole version of an agreement, with what identifies it and what the site's rules give it.

    :ivar clauses: the sentences that the choices stand for, in the agreement's language, by a short code each
    """

    contract_id: UUID = NOBODY
    number: int = 0
    language: str = "en"
    title: str = ""
    kind: str = "fixed"
    currency: str = "USD"
    client: str = ""
    professional: str = ""
    commission_basis_points: int = 0
    commission_tiers: Tiers = ()
    client_fee_basis_points: int = 0
    reminders: tuple[int, ...] = (50, 85, 95)
    clauses: dict[str, str] = field(default_factory=dict)

    @property
    def review_window(self) -> timedelta:
        """How long the client has to answer a delivery."""
        return timedelta(days=self.review_days)

    @property
    def total(self) -> Money:
        """The sum of all milestones, or what one period costs."""
        if self.periods:
            return self.periods.amount
        return Money(sum(milestone.amount.minor for milestone in self.milestones), self.currency)

    @property
    def clauses_in_order(self) -> list[str]:
        """The clauses as people read them; the canonical bytes have them by the letters of their codes."""
        known = [code for code in CLAUSES if code in self.clauses]
        return [self.clauses[code] for code in (*known, *sorted(set(self.clauses) - set(CLAUSES)))]

    def milestone(self, milestone_id: UUID) -> MilestoneTerms | None:
        """Return what is agreed for one milestone, if this version has it."""
        return next((milestone for milestone in self.milestones if milestone.id == milestone_id), None)


def write(terms: Terms) -> bytes:
    """Return the canonical bytes of the terms (RFC 8785, integer profile): what is signed, hashed and kept."""
    value: dict[str, Any] = {
        "format": FORMAT,
        "contract": str(terms.contract_id),
        "number": terms.number,
        "language": terms.language,
        "title": terms.title,
        "kind": terms.kind,
        "currency": terms.currency,
        "parties": {"client": terms.client, "professional": terms.professional},
        "scope": terms.scope,
        "milestones": [_milestone_value(milestone) for milestone in terms.milestones],
        "review": {
            "days": terms.review_days,
            "reminders_percent": list(terms.reminders),
            "silence": str(terms.silence.value),
        },
        "revisions": terms.revisions,
        "ownership": str(terms.ownership.value),
        "commission_basis_points": terms.commission_basis_points,
        "clauses": dict(terms.clauses),
        "small_print": terms.small_print,
    }
    if terms.commission_tiers:
        value["commission_tiers"] = [list(tier) for tier in terms.commission_tiers]
    if terms.client_fee_basis_points:
        value["client_fee_basis_points"] = terms.client_fee_basis_points
    if terms.periods:
        value["periods"] = {
            "unit": terms.periods.unit,
            "price_minor": terms.periods.price.minor,
            "hours_max": terms.periods.hours_max,
            "starts_on": terms.periods.starts_on.isoformat(),
            "criteria": terms.periods.criteria,
        }
    return canonical.encode(value)


def read(data: bytes) -> Terms:
    """Return the terms that :func:`write` wrote.

    :raises ProfileError: if the bytes are not canonical
    :raises KeyError: if they are no agreement of this format
    """
    value = canonical.decode(bytes(data))
    currency = value["currency"]
    return Terms(
        scope=value["scope"],
        milestones=tuple(_milestone_of(item, currency) for item in value["milestones"]),
        periods=_periods_of(value["periods"], currency) if "periods" in value else None,
        review_days=value["review"]["days"],
        silence=Silence(value["review"]["silence"]),
        revisions=value["revisions"],
        ownership=Ownership(value["ownership"]),
        small_print=value["small_print"],
        contract_id=UUID(value["contract"]),
        number=value["number"],
        language=value["language"],
        title=value["title"],
        kind=value["kind"],
        currency=currency,
        client=value["parties"]["client"],
        professional=value["parties"]["professional"],
        commission_basis_points=value["commission_basis_points"],
        commission_tiers=tuple((start, basis_points) for start, basis_points in value.get("commission_tiers", [])),
        client_fee_basis_points=value.get("client_fee_basis_points", 0),
        reminders=tuple(value["review"]["reminders_percent"]),
        clauses=value["clauses"],
    )


def fingerprint(data: bytes) -> bytes:
    """Return the SHA-256 of the terms' bytes: what a signature is given over, and what payments point to."""
    return hashlib.sha256(data).digest()


def _milestone_value(milestone: MilestoneTerms) -> dict[str, Any]:
    return {
        "id": str(milestone.id),
        "title": milestone.title,
        "criteria": milestone.criteria,
        "amount_minor": milestone.amount.minor,
        "due_on": milestone.due_on.isoformat(),
    }


def _milestone_of(value: dict[str, Any], currency: str) -> MilestoneTerms:
    return MilestoneTerms(
        UUID(value["id"]),
        value["title"],
        value["criteria"],
        Money(value["amount_minor"], currency),
        date.fromisoformat(value["due_on"]),
    )


def _periods_of(value: dict[str, Any], currency: str) -> PeriodTerms:
    return PeriodTerms(
        value["unit"],
        Money(value["price_minor"], currency),
        value["hours_max"],
        date.fromisoformat(value["starts_on"]),
        value["criteria"],
    )
