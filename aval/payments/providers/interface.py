"""What a payment provider has to do, and what it may say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from aval.kernel.money import Money
from aval.payments.models import Deposit, Payout


class Transition(StrEnum):
    """What happened to a payment, in our words."""

    DEPOSIT_CONFIRMED = "deposit_confirmed"
    DEPOSIT_REFUSED = "deposit_refused"
    DEPOSIT_CHARGED_BACK = "deposit_charged_back"
    DEPOSIT_REINSTATED = "deposit_reinstated"
    DEPOSIT_LOST = "deposit_lost"
    PAYOUT_PAID = "payout_paid"
    PAYOUT_FAILED = "payout_failed"


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """One thing a provider says.

    :ivar event_id: the provider's own id of this message; the same thing may be said again under another
    :ivar reference: our deposit's or payout's id, which we gave the provider
    :ivar reason: a short code, where something did not work out
    """

    event_id: str
    reference: UUID
    transition: Transition
    amount: Money
    reason: str = ""


class UntrustedWebhook(Exception):  # no refusal: nobody is there to read a sentence
    """The message is not signed by the provider, is too old, or can't be read. It is not kept."""


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One line of a provider's statement.

    :ivar line_id: the provider's own id of the line, the same whenever it is read
    :ivar kind: what the provider calls it
    :ivar reference: the deposit or payout that it belongs to; None if it is none of ours
    :ivar amount: before the fee; what we gained there is positive
    :ivar fee: what the provider kept
    """

    line_id: str
    kind: str
    reference: UUID | None
    amount: Money
    fee: Money
    at: datetime


class Provider(Protocol):
    """A payment provider. Methods that may use the network are never called inside a transaction.

    :ivar announces_deposits: whether it has to be told of a deposit before the person can pay it
    :ivar asks_destination: whether people say where to pay to, and not the account that the provider checked
    """

    name: str
    title: object
    currencies: tuple[str, ...]
    announces_deposits: bool
    asks_destination: bool

    def announce_deposit(self, deposit: Deposit) -> str:
        """Have the provider expect a payment; returns its own id of it. Asking twice announces it once."""

    def checkout_url(self, deposit: Deposit) -> str:
        """Return where the person pays. May use the network; asking twice gives the same checkout."""

    def send_payout(self, payout: Payout) -> str:
        """Ask for a payout; returns the provider's own id of it. Asking twice for the same payout pays once."""

    def take_back(self, payout: Payout) -> None:
        """Fetch the money of a payout that failed to where the site's money is. Asking twice fetches it once."""

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> ProviderEvent | None:
        """Check a message and translate it; None if it is the provider's but says nothing that counts here.

        :param body: the raw bytes, over which the signature is
        :param headers: names in lower case
        :raises UntrustedWebhook: if it is not the provider's, or too old
        """

    def statement(self, since: datetime) -> Iterable[StatementEntry]:
        """Return the lines of the provider's statement from a moment on, in any order. May use the network."""
