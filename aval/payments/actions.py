"""Starting deposits and payouts, and taking in what providers say about them."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.payments import providers
from aval.payments.models import DESTINATION_LENGTH_MAX, Deposit, Payout
from aval.payments.states import DepositState, PayoutState
from aval.payments.webhooks import receive_webhook

__all__ = ["expire_deposits", "mark_sent", "receive_webhook", "send_later", "start_deposit", "start_payout"]

SEND_PAYOUT = "payments.send_payout"
"""The job by name: it calls these actions, so they can't import it."""
DEPOSIT_TIME = timedelta(hours=24)
DESTINATION_LENGTH_MIN = 4


class BadAmount(Invalid):
    """The amount is not positive, or in a currency that the provider does not move."""

    sentence = _("Choose an amount above zero in a currency that the payment provider moves.")


class BadDestination(Invalid):
    """The destination can't be an account or alias."""

    sentence = _("Say where to pay: the account number, IBAN, CLABE, CBU, Pix key or alias, 4 to 64 characters.")


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
    return Deposit.objects.create(
        account_id=account_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        provider=chosen.name,
        return_to=return_to,
        started_at=act.at,
    )


@action
def start_payout(act: Act, *, account_id: UUID, amount: Money, destination: str, provider: str = "") -> Payout:
    """Take money out of a wallet and order its payout; a job then asks the provider.

    :param destination: where to pay, in the provider's terms
    :raises NoProvider: if the site does not use this provider
    :raises BadAmount: if it is not positive or the provider does not move this currency
    :raises BadDestination: if it can't be one
    :raises NotEnoughMoney: if the wallet has less
    :raises NotYetAvailable: if some of it was released within ``PAYOUT_HOLD``
    """
    chosen = providers.provider(provider)
    _check_amount(amount, chosen.currencies)
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
    with suppress(AlreadyEnqueued):
        app.configure_task(SEND_PAYOUT, queueing_lock=f"payout {payout_id}").defer(payout_id=str(payout_id))


@action
def mark_sent(act: Act, *, payout_id: UUID) -> None:
    """Note that the provider took the order. Says nothing if its outcome is known already, which may arrive first."""
    payout = Payout.objects.select_for_update().get(id=payout_id)
    if payout.status == PayoutState.PAYABLE:
        payout.move_to(PayoutState.IN_FLIGHT, act.at)
        payout.save(update_fields=["status", "sent_at"])


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


def _check_amount(amount: Money, currencies: tuple[str, ...]) -> None:
    if amount.minor <= 0 or amount.currency not in currencies:
        raise BadAmount(field="amount")
