"""Starting deposits and payouts, and taking in what providers say about them."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.refusals import Invalid, Refusal
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.payments import providers
from aval.payments.corrections import confirm_correction, decline_correction, propose_correction
from aval.payments.exchange import NoRate, RateMoved, enter_rate, exchange_money, quote
from aval.payments.models import DESTINATION_LENGTH_MAX, Deposit, Payout, PayoutAccount
from aval.payments.reconciliation import (
    check_operator,
    compare,
    explain_difference,
    keep_statement,
    take_difference,
)
from aval.payments.states import DepositState, PayoutState
from aval.payments.webhooks import receive_webhook

__all__ = [
    "NoRate",
    "RateMoved",
    "announce_later",
    "compare",
    "confirm_correction",
    "decline_correction",
    "enter_rate",
    "exchange_money",
    "expire_deposits",
    "explain_difference",
    "keep_payout_account",
    "keep_statement",
    "mark_announced",
    "mark_sent",
    "order_again",
    "propose_correction",
    "quote",
    "receive_webhook",
    "reconcile_soon",
    "send_later",
    "start_deposit",
    "start_payout",
    "take_difference",
]

SEND_PAYOUT = "payments.send_payout"
ANNOUNCE_DEPOSIT = "payments.announce_deposit"
RECONCILE = "payments.reconcile"
"""The jobs by name: they call these actions, so these can't import them."""
DEPOSIT_TIME = timedelta(hours=24)
DESTINATION_LENGTH_MIN = 4


class BadAmount(Invalid):
    """The amount is not positive, or in a currency that the provider does not move."""

    sentence = _("Choose an amount above zero in a currency that the payment provider moves.")


class BadDestination(Invalid):
    """The destination can't be an account or alias."""

    sentence = _("Say where to pay: the account number, IBAN, CLABE, CBU, Pix key or alias, 4 to 64 characters.")


class NoPayoutAccount(Refusal):
    """The provider pays out only to an account that it has checked, and this person has none yet."""

    sentence = _("The payment provider does not know yet where to pay you.")
    advice = _("Set your payouts up first: the payment provider asks for your details itself.")


@action
def start_deposit(act: Act, *, account_id: UUID, amount: Money, provider: str = "", return_to: str = "") -> Deposit:
    """Begin adding money to a wallet. The money counts once the provider's signed event says that it came.

    :param provider: by default the site's preferred one
    :param return_to: a path of this site to go on to afterwards
    :raises NoProvider: if the site does not use this provider
    :raises BadAmount: if it is not positive or the provider does not move this currency
    """
    chosen = providers.provider(provider)
    _check_amount(amount, chosen.currencies)
    deposit = Deposit.objects.create(
        account_id=account_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        provider=chosen.name,
        return_to=return_to,
        started_at=act.at,
    )
    if chosen.announces_deposits:
        announce_later(deposit.id)
    return deposit


def announce_later(deposit_id: UUID) -> None:
    """Have a job announce the deposit at its provider, unless one is waiting to already."""
    # A savepoint: a lock that is taken must not spoil the transaction around.
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(ANNOUNCE_DEPOSIT, queueing_lock=f"deposit {deposit_id}").defer(deposit_id=str(deposit_id))


@action
def mark_announced(act: Act, *, deposit_id: UUID, provider_ref: str) -> None:  # noqa: ARG001  # an action has an act
    """Note by which id the provider expects this deposit; the first one stays."""
    deposit = Deposit.objects.select_for_update().get(id=deposit_id)
    if not deposit.provider_ref:
        deposit.provider_ref = provider_ref
        deposit.save(update_fields=["provider_ref"])


@action
def start_payout(act: Act, *, account_id: UUID, amount: Money, destination: str, provider: str = "") -> Payout:
    """Take money out of a wallet and order its payout; a job then asks the provider.

    :param destination: where to pay, in the provider's terms
    :raises NoProvider: if the site does not use this provider
    :raises BadAmount: if it is not positive or the provider does not move this currency
    :raises BadDestination: if it can't be one
    :raises NoPayoutAccount: if the provider pays only to accounts that it checked, and there is none
    :raises NotEnoughMoney: if the wallet has less
    :raises NotYetAvailable: if some of it was released within ``PAYOUT_HOLD``
    """
    chosen = providers.provider(provider)
    _check_amount(amount, chosen.currencies)
    if not chosen.asks_destination:
        destination = _checked_account(account_id, chosen.name)
    destination = " ".join(destination.split())
    if not DESTINATION_LENGTH_MIN <= len(destination) <= DESTINATION_LENGTH_MAX:
        raise BadDestination(field="destination")
    payout = Payout.objects.create(
        account_id=account_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        provider=chosen.name,
        destination=destination,
        started_at=act.at,
    )
    ledger.recover(act, account_id=account_id, currency=amount.currency, purpose="payout")
    ledger.start_payout(
        act,
        payout_id=payout.id,
        account_id=account_id,
        amount=amount,
        provider=chosen.name,
        settled_before=act.at - settings.PAYOUT_HOLD,
    )
    send_later(payout.id)
    return payout


def send_later(payout_id: UUID) -> None:
    """Have a job order the payout at its provider, unless one is waiting to already."""
    # A savepoint: a lock that is taken must not spoil the transaction around.
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(SEND_PAYOUT, queueing_lock=f"payout {payout_id}").defer(payout_id=str(payout_id))


@action
def mark_sent(act: Act, *, payout_id: UUID, provider_ref: str = "") -> None:
    """Note that the provider took the order. Its outcome may be known already: then only its id there is kept."""
    payout = Payout.objects.select_for_update().get(id=payout_id)
    payout.provider_ref = payout.provider_ref or provider_ref
    if payout.status == PayoutState.PAYABLE:
        payout.move_to(PayoutState.IN_FLIGHT, act.at)
    payout.save(update_fields=["status", "sent_at", "provider_ref"])


@action
def keep_payout_account(act: Act, *, account_id: UUID, provider: str, provider_ref: str, ready: bool) -> PayoutAccount:
    """Keep which account at a provider is a person's, and whether the provider pays out to it yet."""
    kept, _made = PayoutAccount.objects.select_for_update().get_or_create(
        account_id=account_id, provider=provider, defaults={"provider_ref": provider_ref, "created_at": act.at}
    )
    if ready and kept.ready_at is None:
        kept.ready_at = act.at
        kept.save(update_fields=["ready_at"])
    return kept


@action
def order_again(act: Act, *, payout_id: UUID) -> None:
    """Have a payout that its provider did not take yet ordered once more.

    :raises NotTheirDesk: if the actor is no operator
    :raises Payout.DoesNotExist: if there is none that waits
    """
    check_operator(act.actor_id)
    send_later(Payout.objects.get(id=payout_id, status=PayoutState.PAYABLE).id)


@action
def reconcile_soon(act: Act) -> None:
    """Have a job read and compare the providers' statements now, unless one is about to.

    :raises NotTheirDesk: if the actor is no operator
    """
    check_operator(act.actor_id)
    # A savepoint: a lock that is taken must not spoil the transaction around.
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(RECONCILE, queueing_lock=RECONCILE).defer(timestamp=int(act.at.timestamp()))


@action
def expire_deposits(act: Act) -> int:
    """Give up on deposits that were not paid within a day; money that comes later still counts. Returns how many."""
    return _expire(act.at - DEPOSIT_TIME, act.at)


def _expire(before: datetime, at: datetime) -> int:
    waiting = Deposit.objects.select_for_update(skip_locked=True).filter(
        status=DepositState.STARTED, started_at__lt=before
    )
    expired = 0
    for deposit in waiting:
        deposit.move_to(DepositState.EXPIRED, at)
        deposit.save(update_fields=["status", "finished_at"])
        expired += 1
    return expired


def _checked_account(account_id: UUID, provider: str) -> str:
    found = PayoutAccount.objects.filter(account=account_id, provider=provider, ready_at__isnull=False).first()
    if found is None:
        raise NoPayoutAccount
    return found.provider_ref


def _check_amount(amount: Money, currencies: tuple[str, ...]) -> None:
    if amount.minor <= 0 or amount.currency not in currencies:
        raise BadAmount(field="amount")
