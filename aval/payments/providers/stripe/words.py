"""What Stripe's messages mean here: pure translation of their JSON, no network and no database but for our own ids."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from aval.kernel.money import Money
from aval.payments.models import Deposit
from aval.payments.providers.interface import ProviderEvent, Transition

Said = dict[str, Any]

REASONS = {
    "card_declined": "card_declined",
    "insufficient_funds": "insufficient_funds",
    "expired_card": "expired_card",
    "incorrect_cvc": "incorrect_cvc",
    "authentication_required": "authentication_required",
    "payment_intent_authentication_failure": "authentication_required",
    "account_closed": "destination_closed",
    "no_account": "destination_closed",
    "could_not_process": "could_not_process",
    "fraudulent": "fraud_claimed",
}


def event_of(said: Said) -> ProviderEvent | None:
    """Translate an event whose signature was checked; None if it says nothing that counts here.

    :raises KeyError: and others, if it is not as Stripe documents it
    """
    read = _READ.get(said["type"])
    return None if read is None else read(said["id"], said["data"]["object"])


def deposit_of_intent(intent_id: str | None) -> UUID | None:
    """Return the deposit that was announced as this payment intent."""
    return Deposit.objects.filter(provider="stripe", provider_ref=intent_id or "-").values_list("id", flat=True).first()


def _paid(event_id: str, intent: Said) -> ProviderEvent | None:
    amount = intent["amount_received"] if "amount_received" in intent else intent["amount"]
    return _deposit(event_id, intent, Transition.DEPOSIT_CONFIRMED, amount, "")


def _not_paid(event_id: str, intent: Said) -> ProviderEvent | None:
    error = intent.get("last_payment_error") or {}
    return _deposit(event_id, intent, Transition.DEPOSIT_REFUSED, intent["amount"], _reason(error))


def _cancelled(event_id: str, intent: Said) -> ProviderEvent | None:
    return _deposit(event_id, intent, Transition.DEPOSIT_REFUSED, intent["amount"], "cancelled_by_payer")


def _deposit(event_id: str, intent: Said, what: Transition, minor: int, reason: str) -> ProviderEvent | None:
    ours = (intent.get("metadata") or {}).get("deposit")
    reference = UUID(ours) if ours else deposit_of_intent(intent["id"])
    if reference is None:
        return None  # the site's account may take other payments too
    return ProviderEvent(event_id, reference, what, _money(minor, intent["currency"]), reason)


def _withdrawn(event_id: str, dispute: Said) -> ProviderEvent | None:
    return _dispute(event_id, dispute, Transition.DEPOSIT_CHARGED_BACK)


def _given_back(event_id: str, dispute: Said) -> ProviderEvent | None:
    return _dispute(event_id, dispute, Transition.DEPOSIT_REINSTATED)


def _closed(event_id: str, dispute: Said) -> ProviderEvent | None:
    # One that was won gives the money back, and says so by itself; one that was a mere question never took any.
    return _dispute(event_id, dispute, Transition.DEPOSIT_LOST) if dispute["status"] == "lost" else None


def _dispute(event_id: str, dispute: Said, what: Transition) -> ProviderEvent | None:
    reference = deposit_of_intent(dispute.get("payment_intent"))
    if reference is None:
        return None
    money = _money(dispute["amount"], dispute["currency"])
    return ProviderEvent(event_id, reference, what, money, REASONS.get(dispute.get("reason", ""), "fraud_claimed"))


def _paid_out(event_id: str, payout: Said) -> ProviderEvent | None:
    return _payout(event_id, payout, Transition.PAYOUT_PAID, "")


def _not_paid_out(event_id: str, payout: Said) -> ProviderEvent | None:
    code = payout.get("failure_code") or "could_not_process"
    return _payout(event_id, payout, Transition.PAYOUT_FAILED, REASONS.get(code, code))


def _payout(event_id: str, payout: Said, what: Transition, reason: str) -> ProviderEvent | None:
    ours = (payout.get("metadata") or {}).get("payout")
    if not ours:
        return None  # the site's own, to its bank
    return ProviderEvent(event_id, UUID(ours), what, _money(payout["amount"], payout["currency"]), reason)


def _reason(error: Said) -> str:
    code = error.get("decline_code") or error.get("code") or "card_declined"
    return REASONS.get(code, REASONS.get(error.get("code", ""), code))


def _money(minor: int, currency: str) -> Money:
    return Money(minor, currency.upper())


_READ: dict[str, Callable[[str, Said], ProviderEvent | None]] = {
    "payment_intent.succeeded": _paid,
    "payment_intent.payment_failed": _not_paid,
    "payment_intent.canceled": _cancelled,
    "charge.dispute.funds_withdrawn": _withdrawn,
    "charge.dispute.funds_reinstated": _given_back,
    "charge.dispute.closed": _closed,
    "payout.paid": _paid_out,
    "payout.failed": _not_paid_out,
    "payout.canceled": _not_paid_out,
}
