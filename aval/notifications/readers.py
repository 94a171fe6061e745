"""Hears every event of every record and tells whom it concerns."""

from aval.accounts.models import Account
from aval.notifications import jobs
from aval.notifications.kinds import Hearing, Who, hearing_of
from aval.notifications.models import Notification
from aval.record.models import LogActor
from aval.record.queries import Recorded
from aval.record.relay import reader

PARTIES = frozenset({"client", "professional", "mediator"})


@reader("notifications")
def hear(recorded: Recorded) -> None:
    """Write one notification for each person concerned; hearing an event twice adds nothing."""
    hearing = hearing_of(recorded.kind)
    if hearing is None:
        return
    target_id = getattr(recorded.event, hearing.takes, recorded.contract_id)
    for account in _concerned(recorded, hearing):
        _notification, told = Notification.objects.get_or_create(
            account=account,
            about_id=recorded.contract_id,
            kind=recorded.kind,
            seq=recorded.seq,
            defaults={"group": hearing.group, "at": recorded.at, "target_id": target_id},
        )
        if told:
            jobs.tell_outside(account.id)


def _concerned(recorded: Recorded, hearing: Hearing) -> list[Account]:
    actors = LogActor.objects.filter(contract_id=recorded.contract_id, role__in=PARTIES)
    if hearing.who is Who.OTHERS:
        actors = actors.exclude(account_id=recorded.actor_id)
    elif hearing.who is Who.CLIENT:
        actors = actors.filter(role="client")
    elif hearing.who is Who.PROFESSIONAL:
        actors = actors.filter(role="professional")
    return list(Account.objects.filter(id__in=actors.values("account_id"), is_active=True))
