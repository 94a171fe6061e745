"""What the sandbox does with which card and which amount: pure rules, no database, no clock."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aval.payments.providers.interface import Transition

CARD_DIGITS = 16
LATE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that the sandbox will send.

    :ivar after: seconds from now
    :ivar number: tells apart messages that say the same: providers repeat themselves under new ids
    """

    transition: Transition
    after: int = 0
    reason: str = ""
    number: int = 1


_PAID = Planned(Transition.DEPOSIT_CONFIRMED)
_REFUSED = Transition.DEPOSIT_REFUSED

CARDS: dict[str, tuple[object, tuple[Planned, ...]]] = {
    "0000": (_("Pays at once"), (_PAID,)),
    "0001": (_("Is declined"), (Planned(_REFUSED, reason="card_declined"),)),
    "0002": (_("Has too little money"), (Planned(_REFUSED, reason="insufficient_funds"),)),
    "0003": (_("Pays, and is confirmed 20 seconds later"), (Planned(Transition.DEPOSIT_CONFIRMED, LATE_SECONDS),)),
    "0004": (_("Pays, and is confirmed twice"), (_PAID, Planned(Transition.DEPOSIT_CONFIRMED, 2, number=2))),
    "0005": (
        _("Pays at the second try; the refusal of the first arrives last"),
        (_PAID, Planned(_REFUSED, 3, "card_declined")),
    ),
    "0006": (
        _("Pays, and the bank takes the money back 30 seconds later"),
        (_PAID, Planned(Transition.DEPOSIT_CHARGED_BACK, 30, "fraud_claimed")),
    ),
    "0008": (
        _("Pays; the bank takes the money back 5 seconds later, and gives it back after 15 more"),
        (
            _PAID,
            Planned(Transition.DEPOSIT_CHARGED_BACK, 5, "fraud_claimed"),
            Planned(Transition.DEPOSIT_REINSTATED, 20),
        ),
    ),
    "0009": (
        _("Pays; the bank takes the money back 5 seconds later, and for good after 15 more"),
        (
            _PAID,
            Planned(Transition.DEPOSIT_CHARGED_BACK, 5, "fraud_claimed"),
            Planned(Transition.DEPOSIT_LOST, 20, "fraud_claimed"),
        ),
    ),
    "0007": (_("Never answers: the deposit expires after a day"), ()),
}
"""By a card's last four digits; the other twelve may be anything. Any other card pays at once."""

PAYOUTS: dict[int, tuple[object, tuple[Planned, ...]]] = {
    13: (_("Returned: the destination is closed"), (Planned(Transition.PAYOUT_FAILED, 2, "destination_closed"),)),
    17: (_("Paid 20 seconds later"), (Planned(Transition.PAYOUT_PAID, LATE_SECONDS),)),
    19: (
        _("Paid, and said twice"),
        (Planned(Transition.PAYOUT_PAID, 2), Planned(Transition.PAYOUT_PAID, 4, number=2)),
    ),
    23: (
        _("Paid, and returned by the bank ten seconds later"),
        (Planned(Transition.PAYOUT_PAID, 2), Planned(Transition.PAYOUT_FAILED, 12, "destination_closed")),
    ),
}
"""By the last two digits of the amount in minor units. Any other amount is paid after two seconds."""


def after_payment(card: str) -> tuple[Planned, ...]:
    """Return what the sandbox will say after someone paid with this card."""
    return CARDS.get(card[-4:], CARDS["0000"])[1]


def after_decline() -> tuple[Planned, ...]:
    """Return what the sandbox will say after someone left its checkout without paying."""
    return (Planned(Transition.DEPOSIT_REFUSED, reason="cancelled_by_payer"),)


def after_payout(minor: int) -> tuple[Planned, ...]:
    """Return what the sandbox will say about a payout of this amount."""
    return PAYOUTS.get(minor % 100, (None, (Planned(Transition.PAYOUT_PAID, 2),)))[1]
