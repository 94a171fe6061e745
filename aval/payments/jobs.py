"""What happens between us and the providers outside any transaction, and what the clock brings about."""

from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.payments import actions, providers
from aval.payments.models import Deposit, Payout
from aval.payments.reconciliation import READ_BACK
from aval.payments.states import DepositState, PayoutState
from aval.payments.webhooks import TAKE_BACK

LEFT_BEHIND = timedelta(minutes=15)

providers.load()  # only jobs.py of an app is found by itself; a provider's own jobs come with the provider


@app.task(name=actions.SEND_PAYOUT, retry=RetryStrategy(max_attempts=10, exponential_wait=2))
def send_payout(payout_id: str) -> None:
    """Order a payout at its provider. Asking again is harmless: the provider knows it by its id."""
    payout = Payout.objects.get(id=payout_id)
    if payout.status != PayoutState.PAYABLE:
        return
    provider_ref = providers.provider(payout.provider).send_payout(payout)
    actions.mark_sent(Act.by_site(now()), payout_id=payout.id, provider_ref=provider_ref)


@app.task(name=actions.ANNOUNCE_DEPOSIT, retry=RetryStrategy(max_attempts=10, exponential_wait=2))
def announce_deposit(deposit_id: str) -> None:
    """Have the provider expect a deposit. Asking again is harmless: the provider knows it by its id."""
    deposit = Deposit.objects.get(id=deposit_id)
    if deposit.status != DepositState.STARTED or deposit.provider_ref:
        return
    provider_ref = providers.provider(deposit.provider).announce_deposit(deposit)
    actions.mark_announced(Act.by_site(now()), deposit_id=deposit.id, provider_ref=provider_ref)


@app.task(name=TAKE_BACK, retry=RetryStrategy(max_attempts=10, exponential_wait=2))
def take_back(payout_id: str) -> None:
    """Fetch the money of a payout that did not arrive to where the site's money is."""
    payout = Payout.objects.get(id=payout_id)
    providers.provider(payout.provider).take_back(payout)


@app.periodic(cron="*/10 * * * *")
@app.task(name="payments.send_left_behind", queueing_lock="payments.send_left_behind")
def send_left_behind(timestamp: int) -> None:  # noqa: ARG001  # what the scheduler passes
    """Order the payouts whose job was given up on, for instance because the provider was down for long."""
    waiting = Payout.objects.filter(status=PayoutState.PAYABLE, started_at__lt=now() - LEFT_BEHIND)
    for payout_id in waiting.values_list("id", flat=True):
        actions.send_later(payout_id)


@app.periodic(cron="7 * * * *")
@app.task(name="payments.expire_deposits", queueing_lock="payments.expire_deposits")
def expire_deposits(timestamp: int) -> None:  # noqa: ARG001  # what the scheduler passes
    """Give up on deposits that nobody paid."""
    actions.expire_deposits(Act.by_site(now()))


@app.periodic(cron="20 3 * * *")
@app.task(
    name=actions.RECONCILE, queueing_lock=actions.RECONCILE, retry=RetryStrategy(max_attempts=6, exponential_wait=4)
)
def reconcile(timestamp: int) -> None:  # noqa: ARG001  # what the scheduler passes
    """Read each provider's statement, and compare it with what the ledger counts."""
    for name in providers.names():
        entries = list(providers.provider(name).statement(now() - READ_BACK))
        actions.keep_statement(Act.by_site(now()), provider=name, entries=entries)
        actions.compare(Act.by_site(now()), provider=name)


@app.periodic(cron="*/5 * * * *")
@app.task(name="ledger.roll_up", queueing_lock="ledger.roll_up")
def roll_up(timestamp: int) -> None:  # noqa: ARG001  # what the scheduler passes
    """Sum up the site's own purses, so that reading them stays quick."""
    with unit():
        ledger.roll_up()
