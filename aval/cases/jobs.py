"""The clock of cases."""

from procrastinate.contrib.django import app

from aval.cases import actions as cases
from aval.kernel.acts import Act
from aval.kernel.clock import now


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="cases.deadlines", pass_context=False)
def run_case_deadlines(timestamp: int) -> int:
    """Do what is due in cases; returns how many moved."""
    del timestamp
    return cases.run_deadlines(Act.by_site(now()))
