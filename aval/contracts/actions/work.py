"""The work: logging it, delivering it, asking for changes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from aval.contracts import access
from aval.contracts.events import ChangesRequested, WorkDelivered, WorkEntryWithdrawn, WorkLogged
from aval.contracts.models import (
    Absence,
    AgreementVersion,
    ChangeRequest,
    Delivery,
    Milestone,
    WorkEntry,
    WorkWithdrawal,
)
from aval.contracts.periods import minutes_worked
from aval.contracts.refusals import (
    NothingWorked,
    NotTheLatestDelivery,
    OutsideThePeriod,
    RevisionsUsedUp,
    TooManyHours,
)
from aval.contracts.states import MILESTONE_MOVES, MilestoneStatus
from aval.contracts.steps import version_in_force
from aval.contracts.windows import Pause, Window
from aval.files import actions as files
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, Invalid
from aval.kernel.states import check_move
from aval.kernel.transactions import action, step
from aval.record import actions as record
from aval.record.events import Text

NOTE_MAX = 20_000
LINKS_MAX = 20
MINUTES_A_DAY = 24 * 60
LOGGABLE = frozenset({MilestoneStatus.FUNDED, MilestoneStatus.CHANGES_REQUESTED})


@action
def deliver(
    act: Act, *, milestone_id: UUID, note: str, attachments: Sequence[UUID] = (), links: Sequence[str] = ()
) -> Delivery:
    """Deliver a version of the work for a funded milestone; the client's time to review it begins anew.

    For work by the hour the delivery is made of the work entries, and bills what they come to.

    :param attachments: ids of the actor's own uploads, not attached to anything yet
    :raises Milestone.DoesNotExist: if there is none, or the actor is not its professional
    :raises IllegalMove: if its money is not in escrow, or it is in dispute
    :raises Invalid: if there is nothing in it, or a link is no web address
    :raises NothingWorked: if it is a period and no hours are written down
    """
    milestone = access.lock_milestone_for_professional(milestone_id, act.actor_id)
    check_move(MILESTONE_MOVES, MilestoneStatus(milestone.status), MilestoneStatus.DELIVERED)
    _check_delivery(milestone, note, attachments, links)
    return deliver_version(act, milestone, note=note.strip(), attachments=attachments, links=links, by_clause=False)


@step
def deliver_version(
    act: Act, milestone: Milestone, *, note: str, attachments: Sequence[UUID], links: Sequence[str], by_clause: bool
) -> Delivery:
    """Write down a delivery on a milestone whose contract is locked.

    :raises NothingWorked: if it is by the hour and no hours are written down
    """
    contract = milestone.contract
    version = version_in_force(contract)
    minutes = minutes_worked(milestone) if milestone.is_period else None
    window = Window(act.at, version.content.review_window, _pauses(contract.client_id, act.at))
    attached = files.attach(act, attachment_ids=attachments, contract_id=contract.id)
    delivery = Delivery.objects.create(
        milestone=milestone,
        contract=contract,
        version=version,
        number=milestone.deliveries.count() + 1,
        note=note,
        links=list(links),
        attachments=[attachment.id for attachment in attached],
        minutes=minutes,
        billed_minor=_billed(milestone, minutes).minor,
        currency=milestone.currency,
        by_clause=by_clause,
        delivered_by_id=contract.professional_id,
        delivered_at=act.at,
        review_ends_at=window.ends_at,
        pauses=[[begin.isoformat(), end.isoformat()] for begin, end in window.pauses],
    )
    milestone.move_to(MilestoneStatus.DELIVERED)
    milestone.next_deadline_at = min(window.moment(percent) for percent in (*version.content.reminders, 100))
    milestone.save(update_fields=["next_deadline_at"])
    event = WorkDelivered(
        delivery_id=delivery.id,
        milestone_id=milestone.id,
        milestone_number=milestone.number,
        number=delivery.number,
        billed=delivery.billed,
        version_number=version.number,
        review_ends_at=delivery.review_ends_at,
        by_clause=by_clause,
        note=Text(note) if note else None,
        links=Text("\n".join(links)) if links else None,
        attachments=tuple(attachment.ref for attachment in attached),
    )
    record.append(act, contract.id, event)
    return delivery


@action
def request_changes(act: Act, *, delivery_id: UUID, reasons: str) -> ChangeRequest:
    """Ask for changes to the latest delivery, within the rounds that the agreement includes.

    :raises Delivery.DoesNotExist: if there is none, or the actor is not its client
    :raises NotTheLatestDelivery: if a newer version was delivered since
    :raises IllegalMove: if the milestone is not waiting for an answer
    :raises RevisionsUsedUp: if the agreement includes no further round
    :raises Invalid: if nothing is said about what should change
    """
    delivery = access.lock_delivery_for_client(delivery_id, act.actor_id)
    milestone = delivery.milestone
    check_latest(delivery)
    check_move(MILESTONE_MOVES, MilestoneStatus(milestone.status), MilestoneStatus.CHANGES_REQUESTED)
    if not reasons.strip() or len(reasons) > NOTE_MAX:
        raise Invalid(_("Say what should change, so that the professional can do it."), field="reasons")
    asked = ChangeRequest.objects.filter(delivery__milestone=milestone).count()
    if asked >= version_in_force(milestone.contract).content.revisions:
        raise RevisionsUsedUp

    request = ChangeRequest.objects.create(
        delivery=delivery,
        contract_id=delivery.contract_id,
        reasons=reasons.strip(),
        requested_by_id=act.actor_id,
        requested_at=act.at,
    )
    milestone.move_to(MilestoneStatus.CHANGES_REQUESTED)
    event = ChangesRequested(delivery.id, milestone.id, milestone.number, delivery.number, Text(reasons.strip()))
    record.append(act, delivery.contract_id, event)
    return request


@action
def log_work(
    act: Act, *, milestone_id: UUID, minutes: int, worked_on: date, note: str, attachments: Sequence[UUID] = ()
) -> WorkEntry:
    """Write down time worked in a funded period.

    :param minutes: from 1 to a day's
    :raises Milestone.DoesNotExist: if there is none, or the actor is not its professional
    :raises IllegalMove: if it is no period, or not one that work is done on now
    :raises OutsideThePeriod: if the day is not in the period, or lies ahead
    :raises TooManyHours: if the period's escrow does not cover it
    :raises Invalid: if the time makes no sense, or nothing is said about what was done
    """
    milestone = access.lock_milestone_for_professional(milestone_id, act.actor_id)
    if not milestone.is_period or milestone.status not in LOGGABLE:
        raise IllegalMove
    _check_work(act, milestone, minutes, worked_on, note)
    attached = files.attach(act, attachment_ids=attachments, contract_id=milestone.contract_id)
    entry = WorkEntry.objects.create(
        milestone=milestone,
        contract_id=milestone.contract_id,
        worked_on=worked_on,
        minutes=minutes,
        note=note.strip(),
        attachments=[attachment.id for attachment in attached],
        logged_at=act.at,
    )
    event = WorkLogged(
        entry_id=entry.id,
        milestone_id=milestone.id,
        milestone_number=milestone.number,
        worked_on=worked_on,
        minutes=minutes,
        note=Text(entry.note),
        attachments=tuple(attachment.ref for attachment in attached),
    )
    record.append(act, milestone.contract_id, event)
    return entry


@action
def withdraw_work(act: Act, *, entry_id: UUID) -> WorkWithdrawal:
    """Take a work entry back; it stays in the record.

    :raises WorkEntry.DoesNotExist: if there is none, or the actor did not write it
    :raises IllegalMove: if it was taken back before, or is part of a delivery that waits for an answer or was paid
    """
    entry = access.lock_work_for_professional(entry_id, act.actor_id)
    if entry.milestone.status not in LOGGABLE or WorkWithdrawal.objects.filter(entry=entry).exists():
        raise IllegalMove
    withdrawal = WorkWithdrawal.objects.create(entry=entry, contract_id=entry.contract_id, withdrawn_at=act.at)
    record.append(act, entry.contract_id, WorkEntryWithdrawn(entry.id, entry.milestone_id))
    return withdrawal


def check_latest(delivery: Delivery) -> None:
    """Let a delivery pass if none came after it.

    :raises NotTheLatestDelivery: if one did
    """
    if Delivery.objects.filter(milestone_id=delivery.milestone_id, number__gt=delivery.number).exists():
        raise NotTheLatestDelivery


def window_of(delivery: Delivery, version: AgreementVersion) -> Window:
    """Return a delivery's review window, with the absences that had been announced when it was delivered."""
    pauses = [(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in delivery.pauses]
    return Window(delivery.delivered_at, version.content.review_window, pauses)


def _pauses(client_id: UUID, at: datetime) -> list[Pause]:
    absences = Absence.objects.filter(account_id=client_id, announced_at__lte=at, ends_at__gt=at)
    return list(absences.order_by("starts_at").values_list("starts_at", "ends_at"))


def _billed(milestone: Milestone, minutes: int | None) -> Money:
    if milestone.rate_minor is None:
        return milestone.amount
    # Rounded down to the minor unit: nobody pays for more than was worked.
    billed = milestone.rate_minor * (minutes or 0) // 60
    if not billed:
        raise NothingWorked
    return Money(billed, milestone.currency)


def _check_delivery(milestone: Milestone, note: str, attachments: Sequence[UUID], links: Sequence[str]) -> None:
    if len(note) > NOTE_MAX:
        raise Invalid(_("This note is longer than 20,000 characters."), field="note")
    if not (note.strip() or attachments or links or milestone.is_period):
        raise Invalid(_("Say what you deliver, or add files or links."), field="note")
    if len(links) > LINKS_MAX:
        raise Invalid(_("That is more than 20 links; put them in a file."), field="links")
    valid = URLValidator(schemes=["https", "http"])
    for link in links:
        try:
            valid(link)
        except ValidationError:
            raise Invalid(_("“%(link)s” is not a web address.") % {"link": link[:80]}, field="links") from None
        if len(link) > 500:  # noqa: PLR2004 (the column's width)
            raise Invalid(_("A link has up to 500 characters."), field="links")


def _check_work(act: Act, milestone: Milestone, minutes: int, worked_on: date, note: str) -> None:
    if not 1 <= minutes <= MINUTES_A_DAY:
        raise Invalid(_("An entry has from one minute to 24 hours."), field="minutes")
    if not note.strip() or len(note) > NOTE_MAX:
        raise Invalid(_("Say what you did in this time."), field="note")
    # East of Greenwich a new day begins up to 14 hours before it does in UTC.
    today = (act.at + timedelta(hours=14)).date()
    assert milestone.period_starts_on is not None, "only periods get here"
    if not milestone.period_starts_on <= worked_on <= min(milestone.due_on, today):
        raise OutsideThePeriod
    if milestone.hours_max and minutes_worked(milestone) + minutes > milestone.hours_max * 60:
        raise TooManyHours
