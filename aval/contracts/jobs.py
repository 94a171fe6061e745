"""The clock of contracts: each minute, whatever is due."""

from procrastinate.contrib.django import app

from aval.contracts.actions import run_deadlines
from aval.kernel.acts import Act
from aval.kernel.clock import now


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="contracts.deadlines", pass_context=False)
def look_at_deadlines(timestamp: int) -> None:
    """Send what reminders are due, end reviews and periods, open the next ones. Late runs make up for missed ones."""
    del timestamp  # when the run was planned; what counts is when it happens
    run_deadlines(Act.by_site(now()))
