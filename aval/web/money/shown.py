"""What the money pages show: wallets with what is available and held, and movements with where they belong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from aval.contracts.events import (
    DeliveryAccepted,
    MilestoneRuled,
    MilestoneSettled,
    RefundConsented,
    SilenceAccepted,
)
from aval.contracts.models import Milestone
from aval.contracts.states import MilestoneStatus
from aval.kernel.money import Money
from aval.ledger import queries as ledger
from aval.ledger.queries import Available, Hold, Movement
from aval.record import queries as record
from aval.record.queries import Recorded

AUTHORISING = (DeliveryAccepted, SilenceAccepted, RefundConsented, MilestoneSettled, MilestoneRuled)
"""The events that stand for what lets money out of escrow."""


@dataclass(frozen=True, slots=True)
class WalletShown:
    """One currency of a person's money."""

    balance: Money
    available: Available
    owed: Money
    held_for_me: Money
    held_of_mine: Money

    @property
    def waiting(self) -> bool:
        """Whether part of it can't be paid out yet."""
        return bool(self.available.later)


@dataclass(frozen=True, slots=True)
class HeldShown:
    """A milestone's escrow with the milestone it is for, and which side the reader is on."""

    hold: Hold
    milestone: Milestone | None
    mine: bool


@dataclass(frozen=True, slots=True)
class MovementShown:
    """A movement with the milestone it concerns."""

    movement: Movement
    milestone: Milestone | None


def wallets_of(account_id: UUID, at: datetime) -> list[WalletShown]:
    """Return a person's money by currency: free, available for a payout, and in escrow on either side."""
    holds = ledger.holds_of(account_id)
    balances = {money.currency: money for money in ledger.wallets(account_id)}
    for hold in holds:
        balances.setdefault(hold.money.currency, Money(0, hold.money.currency))
    return [
        WalletShown(
            balance,
            ledger.available(account_id, currency, at=at, payout_hold=settings.PAYOUT_HOLD),
            owed=ledger.owed(account_id, currency),
            held_for_me=_sum(currency, [hold for hold in holds if hold.payee_id == account_id]),
            held_of_mine=_sum(currency, [hold for hold in holds if hold.payer_id == account_id]),
        )
        for currency, balance in sorted(balances.items())
    ]


def held_by(account_id: UUID) -> list[HeldShown]:
    """Return the escrow that concerns a person, milestone by milestone."""
    holds = ledger.holds_of(account_id)
    milestones = _milestones([hold.hold_id for hold in holds])
    return [HeldShown(hold, milestones.get(hold.hold_id), hold.payer_id == account_id) for hold in holds]


def with_milestones(movements: Sequence[Movement]) -> list[MovementShown]:
    """Add to each movement the milestone it concerns, if any."""
    milestones = _milestones([movement.hold_id for movement in movements if movement.hold_id])
    return [
        MovementShown(movement, milestones.get(movement.hold_id) if movement.hold_id else None)
        for movement in movements
    ]


def frozen_escrow() -> list[Milestone]:
    """Return the milestones whose escrow a bank's dispute froze, the oldest first."""
    return list(Milestone.objects.filter(status=MilestoneStatus.FROZEN).order_by("id"))


def event_of(movement: Movement) -> Recorded | None:
    """Return the event in the contract's record that let the money go: an acceptance, a settlement, a ruling."""
    if movement.authorisation is None or movement.contract_id is None:
        return None
    given = movement.authorisation.id
    for recorded in record.events(movement.contract_id, kinds=AUTHORISING):
        if given in {
            getattr(recorded.event, name, None) for name in ("acceptance_id", "consent_id", "authorisation_id")
        }:
            return recorded
    return None


def _milestones(hold_ids: Sequence[UUID]) -> dict[UUID, Milestone]:
    return Milestone.objects.select_related("contract").in_bulk(set(hold_ids))


def _sum(currency: str, holds: Sequence[Hold]) -> Money:
    return Money(sum(hold.money.minor for hold in holds if hold.money.currency == currency), currency)
