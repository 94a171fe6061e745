"""Reviewing refused texts, and the ladder that follows deliberate attempts."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from aval.conversation import queries as conversation
from aval.conversation.models import Message
from aval.kernel.refusals import IllegalMove, Invalid
from aval.moderation import actions as moderation
from aval.moderation import queries
from aval.moderation.events import ReviewAsked, ReviewDecided
from aval.moderation.models import Appeal, AppealDecision, Measure, RefusedText, ReviewDecision, ReviewRequest
from aval.record import queries as record
from aval.record import relay
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _readers_are_listening() -> None:
    relay.discover()


def test_the_author_sends_a_refused_text_for_review_once() -> None:
    thread = make.thread()
    refused = make.refused(thread)

    first = moderation.send_for_review(make.act(thread.client), refused_id=refused.id, note="It is an order number")
    again = moderation.send_for_review(make.act(thread.client), refused_id=refused.id)

    assert first == again
    assert [event.event for event in record.events(thread.contract_id, kinds=[ReviewAsked])] == [
        ReviewAsked(refused.id)
    ]
    assert [text.id for text in queries.queue(make.operator().id)] == [refused.id]


def test_nobody_else_sends_it_for_review() -> None:
    thread = make.thread()
    refused = make.refused(thread)

    for someone in (thread.professional, make.stranger(), make.operator()):
        with pytest.raises(RefusedText.DoesNotExist):
            moderation.send_for_review(make.act(someone), refused_id=refused.id)

    assert not ReviewRequest.objects.exists()


def test_an_allowed_message_is_delivered_as_if_its_author_had_posted_it() -> None:
    thread = make.thread()
    refused = make.refused(thread)

    make.decision(refused, allow=True)
    relay.run_once()
    relay.run_once()

    [shown] = conversation.messages(thread.contract_id)
    assert (shown.text, shown.author_id, shown.let_through) == (refused.text, thread.client_id, True)


def test_an_allowed_message_that_was_sent_again_is_not_delivered_twice() -> None:
    thread = make.thread()
    refused = make.refused(thread)
    make.decision(refused, allow=True)

    make.message(thread, refused.text)
    relay.run_once()

    assert Message.objects.count() == 1


def test_a_text_that_stays_refused_is_shown_to_nobody() -> None:
    thread = make.thread()
    refused = make.refused(thread)

    make.decision(refused)
    relay.run_once()

    assert not Message.objects.exists()
    [event] = record.events(thread.contract_id, kinds=[ReviewDecided])
    assert event.event == ReviewDecided(refused.id, allowed=False)
    with pytest.raises(moderation.ContactDetailsFound):
        make.message(thread, refused.text)


def test_only_staff_without_a_part_in_it_decides() -> None:
    operator = make.operator()
    thread = make.thread(client=operator)
    refused = make.refused(thread)
    words = {"refused_id": refused.id, "allow": True, "reason": "Fine"}

    for someone in (thread.professional, make.stranger()):
        with pytest.raises(RefusedText.DoesNotExist):
            moderation.decide_review(make.act(someone), **words)
    with pytest.raises(moderation.OwnText):
        moderation.decide_review(make.act(operator), **words)

    assert not ReviewDecision.objects.exists()
    assert queries.queue(operator.id) == []


def test_a_decision_needs_a_reason_and_is_final() -> None:
    refused = make.refused()
    operator = make.operator()

    with pytest.raises(Invalid):
        moderation.decide_review(make.act(operator), refused_id=refused.id, allow=True, reason="  ")
    make.decision(refused)
    with pytest.raises(IllegalMove):
        make.decision(refused, allow=True)

    assert [decision.allowed for decision in ReviewDecision.objects.all()] == [False]


def test_an_accident_has_no_consequence() -> None:
    thread = make.thread()

    make.decision(make.refused(thread))

    assert queries.measures_of(thread.client_id) == []


def test_deliberate_attempts_lead_up_the_ladder() -> None:
    thread = make.thread()

    taken = [make.measure(thread) for _ in range(5)]

    assert [measure.rung for measure in taken] == ["notice", "warning", "pause", "account-review", "account-review"]
    assert taken[2].until == make.NOON + timedelta(days=7)


def test_proposals_pause_for_seven_days() -> None:
    thread = make.thread()
    for _ in range(3):
        make.measure(thread)
    client = thread.client

    assert queries.is_paused(client.id, at=make.NOON + timedelta(days=6))
    assert not queries.is_paused(client.id, at=make.NOON + timedelta(days=7))
    assert not queries.is_paused(thread.professional_id, at=make.NOON)
    with pytest.raises(moderation.ProposalsPaused):
        moderation.ProposalsPaused.check(make.act(client))
    moderation.ProposalsPaused.check(make.act(client, after=timedelta(days=8)))


def test_an_appeal_that_succeeds_lifts_the_measure() -> None:
    thread = make.thread()
    measure = [make.measure(thread) for _ in range(3)][-1]

    moderation.appeal_measure(make.act(thread.client), measure_id=measure.id, text="It was an order number")
    moderation.decide_appeal(make.act(make.mediator()), measure_id=measure.id, lift=True, reason="So it was")

    assert not queries.is_paused(thread.client_id, at=make.NOON)
    assert make.measure(thread).rung == "pause"


def test_an_appeal_is_ones_own_and_sent_once() -> None:
    thread = make.thread()
    measure = make.measure(thread)

    with pytest.raises(Measure.DoesNotExist):
        moderation.appeal_measure(make.act(make.stranger()), measure_id=measure.id, text="No")
    moderation.appeal_measure(make.act(thread.client), measure_id=measure.id, text="No")
    with pytest.raises(IllegalMove):
        moderation.appeal_measure(make.act(thread.client), measure_id=measure.id, text="Really not")

    assert [appeal.text for appeal in Appeal.objects.all()] == ["No"]


def test_another_reviewer_hears_the_appeal() -> None:
    operator, thread = make.operator(), make.thread()
    measure = make.measure(thread, by=operator)
    moderation.appeal_measure(make.act(thread.client), measure_id=measure.id, text="No")
    answer = {"measure_id": measure.id, "lift": True, "reason": "Fine"}

    with pytest.raises(moderation.OwnText):
        moderation.decide_appeal(make.act(operator), **answer)
    with pytest.raises(Appeal.DoesNotExist):
        moderation.decide_appeal(make.act(make.stranger()), **answer)

    assert not AppealDecision.objects.exists()
    assert queries.appeals_waiting(operator.id) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE moderation_refusedtext SET text = 'harmless'",
        "DELETE FROM moderation_measure",
        "UPDATE moderation_reviewdecision SET allowed = true, deliberate = false",
        "INSERT INTO moderation_measure (id, account_id, rung, because_id, taken_at) "
        "SELECT gen_random_uuid(), r.author_id, 'notice', r.id, now() FROM moderation_refusedtext r "
        "JOIN moderation_reviewdecision d ON d.refused_id = r.id WHERE NOT d.deliberate",
    ],
)
def test_the_database_keeps_what_was_decided(statement: str) -> None:
    thread = make.thread()
    make.measure(thread)
    make.decision(make.refused(thread))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Measure.objects.count() == 1
