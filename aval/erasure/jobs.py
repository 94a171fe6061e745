"""The clock of erasures: what is no longer held back is carried out, and bytes left on the disk are taken away."""

from procrastinate.contrib.django import app

from aval.erasure import actions, queries
from aval.files import actions as files
from aval.kernel.acts import Act
from aval.kernel.clock import now


@app.periodic(cron="*/5 * * * *")
@app.task(name="erasure.due", queueing_lock="erasure.due", pass_context=False)
def carry_out_what_is_due(timestamp: int) -> int:
    """Carry out the granted requests that nothing holds back any more, and return how many they were."""
    del timestamp
    return sum(actions.carry_out(Act.by_site(now()), request_id=request_id) for request_id in queries.granted())


@app.task(name=actions.SWEEP, retry=5)
def take_from_disk() -> int:
    """Take from the disk the bytes that were erased, and return how many files they were."""
    return files.sweep()
