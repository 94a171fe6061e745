"""What providers say, taken in once and in any order: each word is judged against what is known already."""

from django.db import connection

from aval.kernel.acts import Act
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.payments.models import Deposit, Outcome, Payout, Webhook
from aval.payments.providers.interface import ProviderEvent, Transition
from aval.payments.states import DepositState, PayoutState


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
        case _:
            return _charge_back(act, payment, event.reason)


def _confirm(act: Act, deposit: Deposit) -> Outcome:
    if deposit.status in {DepositState.CONFIRMED, DepositState.CHARGED_BACK}:
        return Outcome.REPEATED
    ledger.deposit(
        act,
        account_id=deposit.account_id,
        amount=deposit.amount,
        provider=deposit.provider,
        provider_event=f"{deposit.id}:confirmed",
    )
    ledger.recover(act, account_id=deposit.account_id, currency=deposit.currency, purpose="confirmed")
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
    if deposit.status == DepositState.CHARGED_BACK:
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
    # Money in escrow stays there: it is promised to somebody who may be working for it. The site bears the rest.
    # What stays owed is taken from later deposits and before a payout.
    ledger.recover(act, account_id=deposit.account_id, currency=deposit.currency, purpose="charged back")
    deposit.move_to(DepositState.CHARGED_BACK, act.at)
    deposit.reason = reason[:64]
    deposit.save(update_fields=["status", "reason", "finished_at"])
    return Outcome.APPLIED


def _finish(act: Act, payout: Payout, event: ProviderEvent) -> Outcome:
    paid = event.transition == Transition.PAYOUT_PAID
    target = PayoutState.PAID if paid else PayoutState.FAILED
    if payout.status == target:
        return Outcome.REPEATED
    if payout.status in {PayoutState.PAID, PayoutState.FAILED}:
        return Outcome.CONTRADICTS
    ledger.finish_payout(
        act,
        payout_id=payout.id,
        paid=paid,
        provider_event=f"{payout.id}:{target.value}",
    )
    payout.move_to(target, act.at)
    payout.reason = event.reason[:64]
    payout.save(update_fields=["status", "reason", "finished_at"])
    return Outcome.APPLIED
