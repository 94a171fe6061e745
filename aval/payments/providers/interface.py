"""What a payment provider has to do, and what it may say."""

from collections.abc import Mapping
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


class Provider(Protocol):
    """A payment provider. Methods that may use the network are never called inside a transaction."""

    name: str
    title: object
    currencies: tuple[str, ...]

    def checkout_url(self, deposit: Deposit) -> str:
        """Return where the person pays. May use the network; asking twice gives the same checkout."""

    def send_payout(self, payout: Payout) -> None:
        """Ask for a payout. May use the network; asking twice for the same payout pays once."""

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> ProviderEvent:
        """Check a message and translate it.

        :param body: the raw bytes, over which the signature is
        :param headers: names in lower case
        :raises UntrustedWebhook: if it is not the provider's, or too old
        """
