"""The sandbox behind the interface that every provider has."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aval.kernel.acts import Act
from aval.kernel.money import CURRENCIES, Money
from aval.kernel.transactions import action
from aval.payments.models import Deposit, Payout, SandboxEntry
from aval.payments.providers.interface import ProviderEvent, StatementEntry, Transition, UntrustedWebhook
from aval.payments.providers.sandbox import behaviour, jobs, signing


class Sandbox:
    """Pays with play money."""

    name = "sandbox"
    title = _("Sandbox (no real money)")
    currencies = tuple(CURRENCIES)
    announces_deposits = False
    asks_destination = True

    def announce_deposit(self, deposit: Deposit) -> str:
        """Return the deposit's own id: the sandbox expects whatever is started."""
        return str(deposit.id)

    def checkout_url(self, deposit: Deposit) -> str:
        """Return the address of the sandbox's own checkout page."""
        return f"{settings.SITE_URL}/sandbox/checkouts/{deposit.id}/"

    def send_payout(self, payout: Payout) -> str:
        """Take the order; what comes of it depends on the amount."""
        _send_later(payout.id, payout.amount, behaviour.after_payout(payout.amount_minor))
        return str(payout.id)

    def take_back(self, payout: Payout) -> None:
        """Do nothing: the sandbox's money comes back by itself."""

    def statement(self, since: datetime) -> Iterable[StatementEntry]:
        """Return what the sandbox did, whether or not its messages about it arrived."""
        for entry in SandboxEntry.objects.filter(at__gte=since):
            money = Money(entry.amount_minor, entry.currency)
            yield StatementEntry(
                f"sbx_{entry.id}", entry.transition, entry.reference, money, Money(0, entry.currency), entry.at
            )

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> ProviderEvent:
        """Check the signature and the time, then read the message."""
        event_id = signing.verify(settings.SANDBOX_SECRET, headers, body, at)
        try:
            said = json.loads(body)
            return ProviderEvent(
                event_id,
                UUID(said["reference"]),
                Transition(said["type"]),
                Money(int(said["minor"]), str(said["currency"])),
                str(said.get("reason", "")),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise UntrustedWebhook("the message can't be read") from error


@action
def press_pay(act: Act, *, deposit: Deposit, card: str) -> None:  # noqa: ARG001  # an action has an act
    """Let the sandbox take a payment with a card; it will say later what came of it."""
    _send_later(deposit.id, deposit.amount, behaviour.after_payment(card))


@action
def press_decline(act: Act, *, deposit: Deposit) -> None:  # noqa: ARG001  # an action has an act
    """Let the sandbox know that the person left without paying."""
    _send_later(deposit.id, deposit.amount, behaviour.after_decline())


def _send_later(reference: UUID, amount: Money, planned: Iterable[behaviour.Planned]) -> None:
    for one in planned:
        jobs.send_webhook.configure(schedule_in={"seconds": one.after}).defer(
            # The same order gives the same id, as with any provider: a retry of ours can't double it.
            event_id=f"sbx_{reference.hex}_{one.transition}_{one.number}",
            reference=str(reference),
            transition=one.transition.value,
            minor=amount.minor,
            currency=amount.currency,
            reason=one.reason,
        )
