"""The clock of the record: stamps every ten minutes; anchors, and a look at a random slice of it, every hour."""

from procrastinate.contrib.django import app

from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.record import anchoring, audit, stamping


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="record.stamps", pass_context=False)
def stamp_site_log(timestamp: int) -> int:
    """Have the newest head of the site log stamped; returns by how many authorities."""
    del timestamp
    return stamping.stamp_all(Act.by_site(now()))


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="record.anchors", pass_context=False)
def anchor_site_log(timestamp: int) -> int:
    """Have the newest head anchored in Bitcoin, and fetch the proofs that are ready; returns how many came in."""
    del timestamp
    act = Act.by_site(now())
    return anchoring.upgrade(act) + anchoring.anchor(act)


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="record.audit", pass_context=False)
def audit_a_slice(timestamp: int) -> int:
    """Check a random slice of the record against what was published; returns how many offences were found."""
    del timestamp
    return len(audit.random_slice())
