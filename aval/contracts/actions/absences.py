"""Saying ahead that one will be away."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from aval.contracts.events import AbsenceAnnounced
from aval.contracts.models import Absence, Contract
from aval.contracts.states import OPEN_CONTRACTS
from aval.kernel.acts import Act
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import action
from aval.record import actions as record

ABSENCE_MAX = timedelta(days=30)
AHEAD_MAX = timedelta(days=365)


@action
def announce_absence(act: Act, *, starts_at: datetime, ends_at: datetime) -> Absence:
    """Announce that one will be away: reviews of what is delivered from now on stand still meanwhile.

    What has been delivered before is not affected, so nobody can stall what is due already. The other party of each
    open contract is told through its record.

    :raises Invalid: if it begins in the past, ends before it begins, or is longer than 30 days
    """
    if starts_at < act.at or starts_at > act.at + AHEAD_MAX:
        raise Invalid(_("An absence is announced before it begins, and up to a year ahead."), field="starts_at")
    if not starts_at < ends_at <= starts_at + ABSENCE_MAX:
        raise Invalid(_("An absence ends after it begins, and lasts up to 30 days."), field="ends_at")
    absence = Absence.objects.create(account_id=act.actor_id, starts_at=starts_at, ends_at=ends_at, announced_at=act.at)
    # In the order of ids, so that two such announcements lock the records alike.
    contracts = Contract.objects.filter(client_id=act.actor_id, status__in=sorted(OPEN_CONTRACTS)).order_by("id")
    for contract_id in contracts.values_list("id", flat=True):
        record.append(act, contract_id, AbsenceAnnounced(starts_at, ends_at))
    return absence
