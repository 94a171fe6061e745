"""The clock of contracts: each minute, whatever is due."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from aval.contracts.actions import follow_chargebacks, follow_frozen, run_deadlines
from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.payments.webhooks import FOLLOW_CHARGEBACKS


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="contracts.deadlines", pass_context=False)
def look_at_deadlines(timestamp: int) -> None:
    """Send what reminders are due, end reviews and periods, open the next ones. Late runs make up for missed ones."""
    del timestamp  # when the run was planned; what counts is when it happens
    run_deadlines(Act.by_site(now()))
    follow_frozen(Act.by_site(now()))


@app.task(name=FOLLOW_CHARGEBACKS, retry=RetryStrategy(max_attempts=20, exponential_wait=2))
def follow(account_id: str, currency: str) -> None:
    """Freeze or free what a client has in escrow, after their bank took a deposit back or gave it back."""
    follow_chargebacks(Act.by_site(now()), account_id=UUID(account_id), currency=currency)
