"""What imports do by the clock."""

from procrastinate.contrib.django import app

from aval.imports import actions
from aval.kernel.acts import Act
from aval.kernel.clock import now


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="imports.deadlines", pass_context=False)
def run_import_deadlines(timestamp: int) -> None:
    """End the time for answers to imports, and drop exports that were only looked at."""
    del timestamp  # when it should have run; what counts is when it does
    actions.run_deadlines(Act.by_site(now()))
    actions.drop_old_previews(Act.by_site(now()))
