"""What providers say, taken in once and in any order: each word is judged against what is known already."""

from django.db import connection
from procrastinate.contrib.django import app

from aval.kernel.acts import Act
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.payments.models import Deposit, Outcome, Payout, Webhook
from aval.payments.providers.interface import ProviderEvent, Transition
from aval.payments.states import ARRIVED, DepositState, PayoutState

FOLLOW_CHARGEBACKS = "contracts.follow_chargebacks"
TAKE_BACK = "payments.take_back"
"""Jobs by name: one is of a module above, the other calls what is here."""


@action
def receive_webhook(act: Act, *, provider: str, event: ProviderEvent, body: bytes) -> Outcome:
    """Keep a provider's message and do what it says, in one transaction.

    :param event: as read by the provider, its signature checked
    :param body: the raw bytes, kept as evidence
    :return: what came of it; a message that came before is ``REPEATED`` and changes nothing
    """
    _one_at_a_time(provider, event.event_id)
    if Webhook.objects.filter(provider=provider, event_id=event.event_id).exists():
        return Outcome.REPEATED
    outcome = _apply(act, provider, event)
    Webhook.objects.create(
        provider=provider,
        event_id=event.event_id,
        body=body,
        reference=event.reference,
        transition=event.transition.value,
        outcome=outcome,
        received_at=act.at,
    )
    return outcome


def _one_at_a_time(provider: str, event_id: str) -> None:
    # The same message twice at the same moment: the second waits here and then finds the first one's row.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{provider}:{event_id}"])


def _apply(act: Act, provider: str, event: ProviderEvent) -> Outcome:
    table = Payout if event.transition in {Transition.PAYOUT_PAID, Transition.PAYOUT_FAILED} else Deposit
    payment = table.objects.select_for_update().filter(id=event.reference, provider=provider).first()
    if payment is None:
        return Outcome.UNMATCHED
    if payment.amount != event.amount:
        return Outcome.MISMATCH
    if isinstance(payment, Payout):
        return _finish(act, payment, event)
    match event.transition:
        case Transition.DEPOSIT_CONFIRMED:
            return _confirm(act, payment)
        case Transition.DEPOSIT_REFUSED:
            return _refuse(act, payment, event.reason)
        case Transition.DEPOSIT_REINSTATED:
            return _reinstate(act, payment)
        case Transition.DEPOSIT_LOST:
            return _lose(act, payment, event.reason)
        case _:
            return _charge_back(act, payment, event.reason)


def _confirm(act: Act, deposit: Deposit) -> Outcome:
    if deposit.status in ARRIVED:
        return Outcome.REPEATED
    ledger.deposit(
        act,
        account_id=deposit.account_id,
        amount=deposit.amount,
        provider=deposit.provider,
        provider_event=f"{deposit.id}:confirmed",
    )
    if ledger.recover(act, account_id=deposit.account_id, currency=deposit.currency, purpose="confirmed"):
        _follow_up(deposit)
    deposit.move_to(DepositState.CONFIRMED, act.at)
    deposit.reason = ""
    deposit.save(update_fields=["status", "reason", "finished_at"])
    return Outcome.APPLIED


def _refuse(act: Act, deposit: Deposit, reason: str) -> Outcome:
    if deposit.status == DepositState.REFUSED:
        return Outcome.REPEATED
    if deposit.status != DepositState.STARTED:
        return Outcome.OUTDATED
    deposit.move_to(DepositState.REFUSED, act.at)
    deposit.reason = reason[:64]
    deposit.save(update_fields=["status", "reason", "finished_at"])
    return Outcome.APPLIED


def _charge_back(act: Act, deposit: Deposit, reason: str) -> Outcome:
    if deposit.status in ARRIVED - {DepositState.CONFIRMED}:
        return Outcome.REPEATED
    # What was taken back had come: if this word overtook that one, both are counted now.
    _confirm(act, deposit)
    ledger.charge_back(
        act,
        account_id=deposit.account_id,
        amount=deposit.amount,
        provider=deposit.provider,
        provider_event=f"{deposit.id}:charged_back",
    )
    # The wallet pays at once, as far as it can; what is in escrow is frozen by the job that follows. What stays owed
    # is taken from later deposits and before a payout, and until then is the site's loss.
    ledger.recover(act, account_id=deposit.account_id, currency=deposit.currency, purpose="charged back")
    deposit.move_to(DepositState.CHARGED_BACK, act.at)
    deposit.reason = reason[:64]
    deposit.save(update_fields=["status", "reason", "finished_at"])
    _follow_up(deposit)
    return Outcome.APPLIED


def _reinstate(act: Act, deposit: Deposit) -> Outcome:
    if deposit.status == DepositState.REINSTATED:
        return Outcome.REPEATED
    if deposit.status == DepositState.LOST:
        return Outcome.CONTRADICTS
    _charge_back(act, deposit, "")
    ledger.reinstate(
        act,
        account_id=deposit.account_id,
        amount=deposit.amount,
        provider=deposit.provider,
        provider_event=f"{deposit.id}:reinstated",
    )
    deposit.move_to(DepositState.REINSTATED, act.at)
    deposit.reason = ""
    deposit.save(update_fields=["status", "reason", "finished_at"])
    _follow_up(deposit)
    return Outcome.APPLIED


def _lose(act: Act, deposit: Deposit, reason: str) -> Outcome:
    if deposit.status == DepositState.LOST:
        return Outcome.REPEATED
    if deposit.status == DepositState.REINSTATED:
        return Outcome.CONTRADICTS
    _charge_back(act, deposit, reason)
    deposit.move_to(DepositState.LOST, act.at)
    deposit.save(update_fields=["status", "finished_at"])
    _follow_up(deposit)
    return Outcome.APPLIED


def _follow_up(deposit: Deposit) -> None:
    """Have the escrow that this person paid for frozen or set free, by a job of contracts."""
    app.configure_task(FOLLOW_CHARGEBACKS).defer(account_id=str(deposit.account_id), currency=deposit.currency)


def _finish(act: Act, payout: Payout, event: ProviderEvent) -> Outcome:
    paid = event.transition == Transition.PAYOUT_PAID
    target = PayoutState.PAID if paid else PayoutState.FAILED
    if payout.status == target or (payout.status == PayoutState.RETURNED and not paid):
        return Outcome.REPEATED
    if payout.status == PayoutState.RETURNED:
        return Outcome.OUTDATED
    if payout.status == PayoutState.FAILED:
        return Outcome.CONTRADICTS
    if payout.status == PayoutState.PAID:
        target = PayoutState.RETURNED
        ledger.return_payout(act, payout_id=payout.id, provider_event=f"{payout.id}:returned")
        ledger.recover(act, account_id=payout.account_id, currency=payout.currency, purpose="returned")
    else:
        ledger.finish_payout(act, payout_id=payout.id, paid=paid, provider_event=f"{payout.id}:{target.value}")
    payout.move_to(target, act.at)
    payout.reason = event.reason[:64]
    payout.save(update_fields=["status", "reason", "finished_at"])
    if not paid:
        app.configure_task(TAKE_BACK).defer(payout_id=str(payout.id))
    return Outcome.APPLIED
