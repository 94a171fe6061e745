"""What the money pages show: wallets with what is available and held, and movements with where they belong."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from aval.contracts.models import Milestone
from aval.kernel.money import Money
from aval.ledger import queries as ledger
from aval.ledger.queries import Available, Hold, Movement


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


def statement_of(account_id: UUID, currency: str | None) -> str:
    """Return all movements of a person's wallets as CSV (RFC 4180), the oldest first, times in UTC."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("time (UTC)"),
            _("movement"),
            _("amount"),
            _("currency"),
            _("balance"),
            _("reason"),
            _("contract"),
            _("milestone"),
            _("authorised by"),
            _("operation"),
        ]
    )
    shown = with_milestones(ledger.movements(account_id, currency=currency, limit=None))
    for one in reversed(shown):
        movement, milestone = one.movement, one.milestone
        writer.writerow(
            [
                movement.at.isoformat(timespec="seconds"),
                movement.kind,
                movement.amount.decimal,
                movement.amount.currency,
                movement.balance.decimal,
                movement.reason,
                _harmless(milestone.contract.title) if milestone else "",
                _harmless(milestone.title) if milestone else "",
                movement.authorisation.id if movement.authorisation else "",
                movement.operation_id,
            ]
        )
    return out.getvalue()


def _harmless(text: str) -> str:
    # A spreadsheet would run a cell that begins like a formula; other people chose these texts.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _milestones(hold_ids: Sequence[UUID]) -> dict[UUID, Milestone]:
    return Milestone.objects.select_related("contract").in_bulk(set(hold_ids))


def _sum(currency: str, holds: Sequence[Hold]) -> Money:
    return Money(sum(hold.money.minor for hold in holds if hold.money.currency == currency), currency)
