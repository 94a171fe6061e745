"""What time brings about: reminders, the end of a review, the end of a period, the next period."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from aval.contracts import access, periods
from aval.contracts.actions.acceptance import count_silence
from aval.contracts.actions.funding import put_in_escrow
from aval.contracts.actions.work import deliver_version, window_of
from aval.contracts.commission import client_fee
from aval.contracts.events import PeriodFundingReminded, PeriodNotFunded, ReviewRanOut, ReviewReminderSent
from aval.contracts.models import Contract, ContractEnd, Delivery, MediatorAwaited, Milestone, ReminderSent
from aval.contracts.states import ContractStatus, MilestoneStatus, Silence
from aval.contracts.steps import version_in_force
from aval.contracts.windows import notice_after_last_reminder
from aval.kernel.acts import Act
from aval.kernel.transactions import action
from aval.ledger import queries as money
from aval.record import actions as record

logger = logging.getLogger(__name__)

BATCH = 500


def run_deadlines(act: Act) -> int:
    """Do what is due at ``act.at``, each thing in a transaction of its own, and return how many were looked at.

    Running it again at the same moment does nothing: what was done has moved its deadline on. One that fails is
    logged, and tried again with the next run; the others go on.
    """
    milestones = Milestone.objects.filter(next_deadline_at__lte=act.at).order_by("next_deadline_at")
    due = list(milestones.values_list("id", flat=True)[:BATCH])
    contracts = Contract.objects.filter(next_period_at__lte=act.at).order_by("next_period_at")
    periods_due = list(contracts.values_list("id", flat=True)[:BATCH])
    done = sum(_attempt(_milestone_is_due, act, milestone_id) for milestone_id in due)
    return done + sum(_attempt(_period_is_due, act, contract_id) for contract_id in periods_due)


def _attempt(what: Callable[[Act, UUID], None], act: Act, which: UUID) -> int:
    try:
        what(Act.by_site(act.at, via=act.via), which)
    except Exception:
        logger.exception("a deadline of %s failed and will be tried again", which)
        return 0
    return 1


@action
def _milestone_is_due(act: Act, milestone_id: UUID) -> None:
    milestone = access.lock_milestone(milestone_id)
    if milestone.next_deadline_at is None or milestone.next_deadline_at > act.at:
        return
    if milestone.status == MilestoneStatus.DELIVERED:
        _review(act, milestone)
    else:
        _period_ends(act, milestone)


def _review(act: Act, milestone: Milestone) -> None:
    delivery = milestone.deliveries.select_related("version").latest("number")
    delivery.milestone = milestone
    terms = delivery.version.content
    window = window_of(delivery, delivery.version)
    sent = dict(delivery.reminders.values_list("percent", "sent_at"))
    for percent in terms.reminders:
        if percent not in sent and window.moment(percent) <= act.at:
            _remind(act, delivery, percent)
            sent[percent] = act.at
    coming = [window.moment(percent) for percent in terms.reminders if percent not in sent]
    notice = notice_after_last_reminder(terms.review_window, terms.reminders)
    # A reminder that went out late (the site was down) puts the end off: silence must have been possible to break.
    end = max([window.ends_at, *(at + notice for at in sent.values())])
    if not coming and act.at >= end:
        _conclude(act, delivery)
    else:
        _look_again(milestone, min([*coming, end]) if coming else end)


def _remind(act: Act, delivery: Delivery, percent: int) -> None:
    milestone = delivery.milestone
    ReminderSent.objects.create(
        delivery=delivery,
        contract_id=delivery.contract_id,
        percent=percent,
        due_at=window_of(delivery, delivery.version).moment(percent),
        sent_at=act.at,
    )
    event = ReviewReminderSent(
        delivery.id, milestone.id, milestone.number, delivery.number, percent, delivery.review_ends_at
    )
    record.append(act, delivery.contract_id, event)


def _conclude(act: Act, delivery: Delivery) -> None:
    """Do what the agreement says of silence. It releases only where the clause stood at the delivery and stands now."""
    milestone = delivery.milestone
    clauses = {delivery.version.silence, version_in_force(milestone.contract).silence}
    if clauses == {Silence.COUNTS_AS_ACCEPTANCE}:
        count_silence(act, delivery)
        return
    _look_again(milestone, None)
    MediatorAwaited.objects.create(delivery=delivery, contract_id=delivery.contract_id, since=act.at)
    event = ReviewRanOut(delivery.id, milestone.id, milestone.number, delivery.number)
    record.append(act, delivery.contract_id, event)


def _period_ends(act: Act, milestone: Milestone) -> None:
    """Deliver a period that is over from its work entries; without any, it waits for the professional."""
    if milestone.status == MilestoneStatus.FUNDED and periods.minutes_worked(milestone):
        deliver_version(act, milestone, note="", attachments=(), links=(), by_clause=True)
    else:
        _look_again(milestone, None)


@action
def _period_is_due(act: Act, contract_id: UUID) -> None:
    contract = access.lock_contract(contract_id)
    if contract.next_period_at is None or contract.next_period_at > act.at:
        return
    last = contract.milestones.latest("number")
    funded_at = periods.ends_at(last) - periods.LEAD
    contract.next_period_at = funded_at if act.at < funded_at else None
    contract.save(update_fields=["next_period_at"])
    clause = version_in_force(contract).content.periods
    ended = ContractEnd.objects.filter(contract=contract).exists()
    if contract.status != ContractStatus.ACTIVE or ended or clause is None:
        return
    needed = clause.amount + client_fee(version_in_force(contract).content, clause.amount)
    short = money.wallet_balance(contract.client_id, contract.currency) < needed
    if contract.next_period_at is not None:
        if short:
            record.append(act, contract.id, PeriodFundingReminded(last.number + 1, needed, funded_at))
        return
    period = periods.open_period(act, contract, clause, starts_on=last.due_on + timedelta(days=1))
    if short:
        record.append(act, contract.id, PeriodNotFunded(period.id, period.number, period.amount))
    else:
        put_in_escrow(act, period, by_clause=True)


def _look_again(milestone: Milestone, at: datetime | None) -> None:
    milestone.next_deadline_at = at
    milestone.save(update_fields=["next_deadline_at"])
