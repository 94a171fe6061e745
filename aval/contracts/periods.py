"""Periods of ongoing work: milestones that the agreement's own clause opens and funds ahead, one after the other."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Sum
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aval.contracts.events import PeriodOpened
from aval.contracts.models import Contract, Milestone
from aval.contracts.terms import PeriodTerms
from aval.kernel.acts import Act
from aval.kernel.transactions import step
from aval.record import actions as record

LEAD = timedelta(days=1)
"""How long before it begins the next period is opened and funded."""
REMINDER = timedelta(days=2)
"""How long before that the client is reminded, if the wallet has too little for it."""


@step
def open_period(act: Act, contract: Contract, periods: PeriodTerms, *, starts_on: date) -> Milestone:
    """Open a period, not funded yet, that begins on the given day."""
    due_on = last_day(starts_on, periods)
    with translation.override(contract.language):
        title = _("%(start)s to %(end)s") % {"start": date_format(starts_on), "end": date_format(due_on)}
    period = Milestone.objects.create(
        contract=contract,
        number=contract.milestones.count() + 1,
        title=title,
        criteria=periods.criteria,
        amount_minor=periods.amount.minor,
        currency=contract.currency,
        due_on=due_on,
        period_starts_on=starts_on,
        rate_minor=periods.price.minor if periods.hours_max else None,
        hours_max=periods.hours_max or None,
    )
    by_site = Act.by_site(act.at, request_id=act.request_id, via=act.via)
    record.append(by_site, contract.id, PeriodOpened(period.id, period.number, starts_on, due_on, period.amount))
    return period


def begin_late(period: Milestone, periods: PeriodTerms, today: date) -> None:
    """Let a period that is funded only now begin today, as the agreement's clause says."""
    if period.period_starts_on is None or period.period_starts_on >= today:
        return
    period.period_starts_on = today
    period.due_on = last_day(today, periods)
    with translation.override(period.contract.language):
        period.title = _("%(start)s to %(end)s") % {"start": date_format(today), "end": date_format(period.due_on)}
    period.save(update_fields=["period_starts_on", "due_on", "title"])


def last_day(starts_on: date, periods: PeriodTerms) -> date:
    """Return the last day of the period that begins on this day.

    Months keep the day on which the first period began; where a month is too short, its last day stands in.
    """
    if periods.unit == "week":
        return starts_on + timedelta(days=6)
    year, month = (starts_on.year, starts_on.month + 1) if starts_on.month < 12 else (starts_on.year + 1, 1)  # noqa: PLR2004 (December)
    day = min(max(periods.starts_on.day, starts_on.day), monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)


def ends_at(period: Milestone) -> datetime:
    """Return the moment (midnight in UTC) when a period is over."""
    return datetime.combine(period.due_on + timedelta(days=1), time(), UTC)


def minutes_worked(period: Milestone) -> int:
    """Return how many minutes the standing work entries of a period come to."""
    return period.work.filter(withdrawal=None).aggregate(sum=Sum("minutes"))["sum"] or 0
