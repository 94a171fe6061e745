"""Review windows and silence under a moved clock: exact to the second, once, and never without both signatures."""

from datetime import UTC, datetime, timedelta

import pytest

from aval.contracts import actions as contracts
from aval.contracts import steps
from aval.contracts.actions import deadlines
from aval.contracts.events import ReviewRanOut, ReviewReminderSent, SilenceAccepted
from aval.contracts.invariants import INVARIANTS
from aval.contracts.models import Delivery, MediatorAwaited, ReminderSent, SilenceAcceptance
from aval.contracts.states import MilestoneStatus, Silence
from aval.contracts.windows import Window, notice_after_last_reminder
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import unit
from aval.ledger import queries as money
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db

WINDOW = timedelta(days=14)
SECOND = timedelta(seconds=1)


def percents(delivery: Delivery) -> list[int]:
    return sorted(ReminderSent.objects.filter(delivery=delivery).values_list("percent", flat=True))


def run_through(days: float = 14) -> None:
    """Run the deadlines at each reminder's moment and at the end, as a worker that never sleeps would."""
    for share in (0.5, 0.85, 0.95, 1):
        make.run_deadlines(timedelta(days=days) * share)


def test_reminders_go_out_at_their_moments_and_not_a_second_before() -> None:
    delivery = make.delivery()

    for share, expected in ((50, [50]), (85, [50, 85]), (95, [50, 85, 95])):
        moment = WINDOW * share / 100
        make.run_deadlines(moment - SECOND)
        assert percents(delivery) == expected[:-1]
        make.run_deadlines(moment)
        assert percents(delivery) == expected

    told = record.events(delivery.contract_id, kinds=[ReviewReminderSent])
    assert [getattr(one.event, "percent", None) for one in told] == [50, 85, 95]
    assert {one.role for one in told} == {"site"}


def test_running_again_at_the_same_moment_does_nothing() -> None:
    delivery = make.delivery()
    make.run_deadlines(WINDOW / 2)
    before = record.events(delivery.contract_id)

    again = make.run_deadlines(WINDOW / 2)

    assert again == 0
    assert record.events(delivery.contract_id) == before


def test_by_default_silence_asks_a_mediator_and_releases_nothing() -> None:
    delivery = make.delivery()

    run_through()
    make.run_deadlines(WINDOW * 3)

    assert MediatorAwaited.objects.get().delivery_id == delivery.id
    assert make.status_of(delivery.milestone_id) == MilestoneStatus.DELIVERED
    assert money.hold_balance(delivery.milestone_id) == Money(50_000, "USD")
    assert len(record.events(delivery.contract_id, kinds=[ReviewRanOut])) == 1


def test_after_the_window_the_client_can_still_accept() -> None:
    delivery = make.delivery()
    run_through()

    contracts.accept_delivery(make.act(delivery.milestone.contract.client, after=WINDOW * 2), delivery_id=delivery.id)

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.RELEASED


def test_where_both_signed_it_silence_releases_at_the_end_and_not_a_second_before() -> None:
    delivery = make.delivery(silence=Silence.COUNTS_AS_ACCEPTANCE)
    for share in (50, 85, 95):
        make.run_deadlines(WINDOW * share / 100)

    make.run_deadlines(WINDOW - SECOND)
    assert make.status_of(delivery.milestone_id) == MilestoneStatus.DELIVERED
    make.run_deadlines(WINDOW)

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.RELEASED
    assert money.wallet_balance(delivery.delivered_by_id, "USD") == Money(45_000, "USD")
    assert SilenceAcceptance.objects.get().delivery_id == delivery.id
    assert len(record.events(delivery.contract_id, kinds=[SilenceAccepted])) == 1
    assert list(check(INVARIANTS)) == []


def test_an_answer_in_time_stops_the_clock() -> None:
    delivery = make.delivery(silence=Silence.COUNTS_AS_ACCEPTANCE)
    client = delivery.milestone.contract.client
    make.run_deadlines(WINDOW / 2)
    contracts.request_changes(
        make.act(client, after=WINDOW * 0.9), delivery_id=delivery.id, reasons="Larger pictures, please"
    )

    run_through()
    make.run_deadlines(WINDOW * 5)

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.CHANGES_REQUESTED
    assert percents(delivery) == [50]


def test_each_new_delivery_starts_the_window_anew() -> None:
    first = make.delivery(silence=Silence.COUNTS_AS_ACCEPTANCE)
    later = timedelta(days=10)
    second = make.delivery(first.milestone, after=later)

    run_through()
    assert make.status_of(first.milestone_id) == MilestoneStatus.DELIVERED
    assert percents(first) == []
    for share in (50, 85, 95, 100):
        make.run_deadlines(later + WINDOW * share / 100)

    assert make.status_of(first.milestone_id) == MilestoneStatus.RELEASED
    assert SilenceAcceptance.objects.get().delivery_id == second.id


def test_a_worker_that_slept_over_the_whole_window_does_not_remind_and_release_at_once() -> None:
    delivery = make.delivery(silence=Silence.COUNTS_AS_ACCEPTANCE)
    woke = WINDOW * 2
    notice = notice_after_last_reminder(WINDOW, (50, 85, 95))

    make.run_deadlines(woke)
    make.run_deadlines(woke + notice - SECOND)
    assert make.status_of(delivery.milestone_id) == MilestoneStatus.DELIVERED
    assert percents(delivery) == [50, 85, 95]
    make.run_deadlines(woke + notice)

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.RELEASED


def test_silence_counts_only_if_the_clause_stood_at_the_delivery_and_stands_now() -> None:
    for clauses in (
        (Silence.ASK_MEDIATOR, Silence.COUNTS_AS_ACCEPTANCE),
        (Silence.COUNTS_AS_ACCEPTANCE, Silence.ASK_MEDIATOR),
    ):
        delivery = make.delivery(silence=clauses[0])
        make.signed(make.amendment(delivery.milestone.contract, silence=clauses[1]))

        run_through()

        assert make.status_of(delivery.milestone_id) == MilestoneStatus.DELIVERED
        assert MediatorAwaited.objects.filter(delivery=delivery).exists()


def test_a_dispute_stops_the_clock() -> None:
    delivery = make.delivery(silence=Silence.COUNTS_AS_ACCEPTANCE)
    with unit():
        steps.dispute_milestone(make.site_act(), milestone_id=delivery.milestone_id, case_id=new_id())

    run_through()

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.DISPUTED
    assert money.hold_balance(delivery.milestone_id) == Money(50_000, "USD")


def test_an_absence_announced_before_the_delivery_pauses_its_window() -> None:
    milestone = make.funded(silence=Silence.COUNTS_AS_ACCEPTANCE)
    away = (make.NOON + timedelta(days=10), make.NOON + timedelta(days=15))
    contracts.announce_absence(make.act(milestone.contract.client), starts_at=away[0], ends_at=away[1])

    delivery = make.delivery(milestone, after=SECOND)

    assert delivery.review_ends_at == make.NOON + SECOND + WINDOW + timedelta(days=5)
    run_through()
    assert percents(delivery) == [50]
    for moment in (WINDOW * 0.85 + timedelta(days=5), WINDOW * 0.95 + timedelta(days=5)):
        make.run_deadlines(moment + SECOND)
    make.run_deadlines(WINDOW + timedelta(days=5) + SECOND)
    assert make.status_of(milestone.id) == MilestoneStatus.RELEASED


def test_an_absence_announced_after_the_delivery_stalls_nothing() -> None:
    delivery = make.delivery(silence=Silence.COUNTS_AS_ACCEPTANCE)
    client = delivery.milestone.contract.client
    contracts.announce_absence(
        make.act(client, after=timedelta(hours=1)),
        starts_at=make.NOON + timedelta(days=1),
        ends_at=make.NOON + timedelta(days=30),
    )

    run_through()

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.RELEASED


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (2, 2), (1, 40), (400, 401)])
def test_an_absence_is_announced_ahead_and_within_reason(start: int, end: int) -> None:
    client = make.client()

    with pytest.raises(Invalid):
        contracts.announce_absence(
            make.act(client), starts_at=make.NOON + timedelta(days=start), ends_at=make.NOON + timedelta(days=end)
        )

    assert not client.absences.exists()


def test_a_failing_deadline_leaves_the_others_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = make.delivery(), make.delivery()
    remind = deadlines._remind

    def fail(act: Act, delivery: Delivery, percent: int) -> None:
        if delivery.id == broken.id:
            raise RuntimeError
        remind(act, delivery, percent)

    monkeypatch.setattr(deadlines, "_remind", fail)
    monkeypatch.setattr(deadlines.logger, "exception", lambda *_: None)

    make.run_deadlines(WINDOW / 2)

    assert percents(sound) == [50]
    assert percents(broken) == []


def test_a_window_walks_around_pauses() -> None:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    day = timedelta(days=1)
    pauses = [
        (start + 8 * day, start + 9 * day),
        (start + 2 * day, start + 4 * day),
        (start + 3 * day, start + 5 * day),
    ]

    window = Window(start, 10 * day, pauses)

    assert window.moment(10) == start + day
    assert window.moment(20) == start + 5 * day
    assert window.moment(50) == start + 9 * day
    assert window.ends_at == start + 14 * day
    assert Window(start, day, [(start - day, start + day)]).ends_at == start + 2 * day
