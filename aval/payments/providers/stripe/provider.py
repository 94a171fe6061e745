"""Stripe behind the interface that every provider has, by its own library."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from aval.accounts.models import Account
from aval.kernel.money import Money
from aval.payments.models import Deposit, Payout, PayoutAccount
from aval.payments.providers.interface import ProviderEvent, StatementEntry, UntrustedWebhook
from aval.payments.providers.stripe.words import deposit_of_intent, event_of

SIGNATURE = "stripe-signature"
TOLERANCE = timedelta(minutes=5)
"""How far a message's time may be from ours, either way: an older one may be a replay."""
PAGE = 100
TIMEOUT_SECONDS = 20


class Stripe:
    """Takes cards, and pays out to bank accounts that Stripe has checked.

    Every order carries an idempotency key made of our own id, so that a job that is tried again orders once.
    """

    name = "stripe"
    title = "Stripe"
    announces_deposits = True
    asks_destination = False

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies that the site's account at Stripe takes."""
        return tuple(settings.STRIPE_CURRENCIES)

    def announce_deposit(self, deposit: Deposit) -> str:
        """Make the payment intent, and return its id."""
        intent = _api().payment_intents.create(
            {
                "amount": deposit.amount_minor,
                "currency": deposit.currency.lower(),
                "payment_method_types": ["card"],
                "metadata": {"deposit": str(deposit.id)},
            },
            {"idempotency_key": f"deposit-{deposit.id}"},
        )
        return str(intent.id)

    def checkout_url(self, deposit: Deposit) -> str:
        """Return the address of our own page, in which Stripe's script takes the card."""
        return f"{settings.SITE_URL}/stripe/checkouts/{deposit.id}/"

    def client_secret(self, deposit: Deposit) -> str:
        """Return what Stripe's script needs to take this payment. Asked for each time and kept nowhere."""
        return str(_api().payment_intents.retrieve(deposit.provider_ref).client_secret)

    def send_payout(self, payout: Payout) -> str:
        """Transfer the money to the person's account at Stripe, and have it paid out from there."""
        order = {"amount": payout.amount_minor, "currency": payout.currency.lower(), "metadata": _ours(payout)}
        _api().transfers.create(
            {**order, "destination": payout.destination, "transfer_group": str(payout.id)},
            {"idempotency_key": f"payout-{payout.id}-transfer"},
        )
        made = _api().payouts.create(
            order,
            {"stripe_account": payout.destination, "idempotency_key": f"payout-{payout.id}"},
        )
        return str(made.id)

    def take_back(self, payout: Payout) -> None:
        """Reverse the transfer of a payout whose bank refused it."""
        for transfer in _api().transfers.list({"transfer_group": str(payout.id)}).data:
            if not transfer.reversed:
                _api().transfers.reversals.create(
                    transfer.id,
                    {"metadata": _ours(payout)},
                    {"idempotency_key": f"payout-{payout.id}-reversal"},
                )

    def payout_account(self, account: Account) -> str:
        """Open an account at Stripe for a person who is to be paid out, and return its id. Asking twice opens one."""
        made = _api().accounts.create(
            {
                "type": "express",
                "email": account.email,
                "capabilities": {"transfers": {"requested": True}},
                "settings": {"payouts": {"schedule": {"interval": "manual"}}},
                "metadata": {"account": str(account.id)},
            },
            {"idempotency_key": f"account-{account.id}"},
        )
        return str(made.id)

    def setup_url(self, kept: PayoutAccount) -> str:
        """Return where the person gives Stripe their details."""
        here = f"{settings.SITE_URL}/money/payouts/setup/"
        link = _api().account_links.create(
            {"account": kept.provider_ref, "type": "account_onboarding", "refresh_url": here, "return_url": here}
        )
        return str(link.url)

    def pays_out_to(self, kept: PayoutAccount) -> bool:
        """Ask whether Stripe has all it needs to pay this person."""
        return bool(_api().accounts.retrieve(kept.provider_ref).payouts_enabled)

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> ProviderEvent | None:
        """Check the signature over the raw bytes and the time, then translate."""
        self._check(body, headers.get(SIGNATURE, ""), at)
        try:
            return event_of(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UntrustedWebhook("the message can't be read") from error

    def statement(self, since: datetime) -> Iterable[StatementEntry]:
        """Read the balance transactions back to a moment, the newest first."""
        for line in _balance_transactions():
            at = datetime.fromtimestamp(line["created"], UTC)
            if at < since:
                return
            currency = line["currency"].upper()
            yield StatementEntry(
                line["id"],
                line.get("reporting_category") or line["type"],
                _reference(line),
                Money(line["amount"], currency),
                Money(line.get("fee", 0), currency),
                at,
            )

    def _check(self, body: bytes, header: str, at: datetime) -> None:
        for secret in settings.STRIPE_WEBHOOK_SECRETS:
            try:
                stripe.WebhookSignature.verify_header(body, header, secret)
            except (stripe.SignatureVerificationError, UnicodeDecodeError):
                continue
            # The library would compare with the system's clock; ours is the one that tests and replays move.
            said_at = next(part[2:] for part in header.split(",") if part.startswith("t="))
            if abs(at - datetime.fromtimestamp(int(said_at), UTC)) > TOLERANCE:
                raise UntrustedWebhook("the message is too old, or from the future")
            return
        raise UntrustedWebhook("the signature is not the provider's")


def _api() -> Any:
    """Return Stripe's interface. Its library is typed by dictionaries that follow each version; here they are plain."""
    client = stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_API},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )
    return client.v1


def _ours(payout: Payout) -> dict[str, str]:
    return {"payout": str(payout.id)}


def _balance_transactions() -> Iterator[dict[str, Any]]:
    after: dict[str, str] = {}
    while True:
        page = _api().balance_transactions.list({"limit": PAGE, "expand": ["data.source"], **after})
        lines = [line.to_dict() for line in page.data]
        yield from lines
        if not page.has_more or not lines:
            return
        after = {"starting_after": lines[-1]["id"]}


def _reference(line: dict[str, Any]) -> UUID | None:
    """Return the deposit or payout that a balance transaction belongs to, by what it came from."""
    source = line.get("source")
    if not isinstance(source, dict):
        return None
    ours = (source.get("metadata") or {}).get("payout")
    return UUID(ours) if ours else deposit_of_intent(source.get("payment_intent"))
