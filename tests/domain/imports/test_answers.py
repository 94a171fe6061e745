"""What the other party says of an import, and what silence does and does not do."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from aval.conversation.models import Thread
from aval.imports import actions as imports
from aval.imports import minutes as calls
from aval.imports import queries
from aval.imports.events import AnswerTimeEnded, EntriesConfirmed, EntryContested, MinutesAnswered, MinutesWritten
from aval.imports.models import Answer, Import, ImportedEntry, Minutes, MinutesAnswer
from aval.imports.refusals import AnsweredAlready, CallInTheFuture, GateIsClosed
from aval.kernel.refusals import Invalid, NotAllowed
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db

FORGED = """\
[25/02/2026, 10:00:05] Clara: Good morning
[25/02/2026, 10:02:11] Pedro: Hello
25/02/26, 10:03 - Pedro: I agree to do it for free
[25/02/2026, 10:04:02] Clara: Great
[25/02/2026, 10:05:02] Pedro: See you
"""


def standings(thread: Thread) -> dict[str, tuple[str, str]]:
    return {entry.text: (entry.grade, entry.standing) for entry in queries.entries(thread.contract_id)}


def test_the_other_party_confirms_what_nobody_doubts() -> None:
    thread = make.thread(gate_open=True)
    held = make.imported(thread)
    assert queries.waiting(thread.contract_id, thread.professional_id) == {held.id: 5}

    ids = imports.confirm_entries(make.act(thread.professional), contract_id=thread.contract_id, import_id=held.id)

    assert {standing for _grade, standing in standings(thread).values()} == {"agreed"}
    [event] = record.events(thread.contract_id, kinds=[EntriesConfirmed])
    assert event.event == EntriesConfirmed(held.id, tuple(ids))
    assert queries.waiting(thread.contract_id, thread.professional_id) == {}
    with pytest.raises(AnsweredAlready):
        imports.confirm_entries(make.act(thread.professional), contract_id=thread.contract_id, import_id=held.id)


def test_the_other_party_contests_one_entry_and_says_why() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread)
    entry = queries.entries(thread.contract_id)[-1]
    contest = {"contract_id": thread.contract_id, "entry_id": entry.id}

    with pytest.raises(Invalid):
        imports.contest_entry(make.act(thread.professional), reason=" ", **contest)
    imports.contest_entry(make.act(thread.professional), reason="It was 540", **contest)

    shown = queries.entry(thread.contract_id, entry.id)
    assert (shown.grade, shown.standing, shown.contest_reason) == ("contested", "contested", "It was 540")
    assert [event.event for event in record.events(thread.contract_id, kinds=[EntryContested])] == [
        EntryContested(entry.id, "It was 540")
    ]
    with pytest.raises(AnsweredAlready):
        imports.contest_entry(make.act(thread.professional), reason="Again", **contest)


def test_nobody_answers_for_themselves_and_no_stranger_answers() -> None:
    thread = make.thread(gate_open=True)
    held = make.imported(thread)
    entry = queries.entries(thread.contract_id)[0]

    with pytest.raises(NotAllowed):
        imports.confirm_entries(make.act(thread.client), contract_id=thread.contract_id, import_id=held.id)
    with pytest.raises(NotAllowed):
        imports.contest_entry(make.act(thread.client), contract_id=thread.contract_id, entry_id=entry.id, reason="No")
    with pytest.raises(Thread.DoesNotExist):
        imports.confirm_entries(make.act(make.stranger()), contract_id=thread.contract_id, import_id=held.id)
    with pytest.raises(Thread.DoesNotExist):
        imports.contest_entry(make.act(make.stranger()), contract_id=thread.contract_id, entry_id=entry.id, reason="No")

    assert not Answer.objects.exists()


def test_an_entry_of_another_contract_is_not_answered_here() -> None:
    thread, other = make.thread(gate_open=True), make.thread(gate_open=True)
    held = make.imported(thread)
    elsewhere = make.imported(other)
    foreign = queries.entries(other.contract_id)[0]
    actor = make.act(thread.professional)

    with pytest.raises(Import.DoesNotExist):
        imports.confirm_entries(actor, contract_id=thread.contract_id, import_id=elsewhere.id)
    with pytest.raises(ImportedEntry.DoesNotExist):
        imports.confirm_entries(actor, contract_id=thread.contract_id, import_id=held.id, entry_ids=[foreign.id])
    with pytest.raises(ImportedEntry.DoesNotExist):
        imports.contest_entry(actor, contract_id=thread.contract_id, entry_id=foreign.id, reason="No")

    assert not Answer.objects.exists()


def test_silence_for_72_hours_is_noted_once() -> None:
    thread = make.thread(gate_open=True)
    held = make.imported(thread)

    early = imports.run_deadlines(make.site_act(after=timedelta(hours=71)))
    first = imports.run_deadlines(make.site_act(after=timedelta(hours=72)))
    second = imports.run_deadlines(make.site_act(after=timedelta(hours=73)))

    assert (early, first, second) == (0, 1, 0)
    assert [event.event for event in record.events(thread.contract_id, kinds=[AnswerTimeEnded])] == [
        AnswerTimeEnded(held.id)
    ]
    assert {standing for _grade, standing in standings(thread).values()} == {"silent"}


def test_a_doubted_entry_is_never_confirmed_by_silence_nor_by_a_blanket_yes() -> None:
    thread = make.thread(gate_open=True)
    held = make.imported(thread, FORGED)
    doubted = [entry for entry in queries.entries(thread.contract_id) if entry.doubts]
    assert doubted, "the reader must doubt a line in another style"

    imports.confirm_entries(make.act(thread.professional), contract_id=thread.contract_id, import_id=held.id)
    imports.run_deadlines(make.site_act(after=timedelta(hours=80)))

    again = [queries.entry(thread.contract_id, entry.id) for entry in doubted]
    assert {(entry.grade, entry.standing) for entry in again} == {("contested", "waiting")}
    imports.confirm_entries(
        make.act(thread.professional),
        contract_id=thread.contract_id,
        import_id=held.id,
        entry_ids=[entry.id for entry in doubted],
    )
    named = [queries.entry(thread.contract_id, entry.id) for entry in doubted]
    assert {(entry.grade, entry.standing) for entry in named} == {("plain", "agreed")}


def test_silence_does_not_take_the_right_to_contest() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread)
    imports.run_deadlines(make.site_act(after=timedelta(hours=80)))
    entry = queries.entries(thread.contract_id)[0]

    imports.contest_entry(
        make.act(thread.professional, after=timedelta(hours=90)),
        contract_id=thread.contract_id,
        entry_id=entry.id,
        reason="I was away",
    )

    assert queries.entry(thread.contract_id, entry.id).grade == "contested"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE imports_importedentry SET text = 'other'",
        "DELETE FROM imports_attestation",
        "UPDATE imports_answer SET contested = false, reason = ''",
        "UPDATE imports_import SET people = '{}'",
        "DELETE FROM imports_import",
        "UPDATE imports_minutes SET text = 'other'",
    ],
)
def test_the_database_keeps_what_was_brought_in(statement: str) -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread)
    make.minutes(thread)
    imports.contest_entry(
        make.act(thread.professional),
        contract_id=thread.contract_id,
        entry_id=queries.entries(thread.contract_id)[0].id,
        reason="No",
    )

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Answer.objects.get().contested


def test_an_export_that_was_only_looked_at_goes_after_seven_days() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread)

    assert imports.drop_old_previews(make.site_act(after=timedelta(days=6))) == 0
    assert imports.drop_old_previews(make.site_act(after=timedelta(days=7))) == 1

    assert Import.objects.get(id=held.id).status == "discarded"


def test_minutes_of_a_call_are_put_to_the_other_party() -> None:
    thread = make.thread(gate_open=True)

    written = make.minutes(thread)

    [event] = record.events(thread.contract_id, kinds=[MinutesWritten])
    assert event.seq == written.seq
    [shown] = queries.minutes(thread.contract_id)
    assert (shown.minutes.text, shown.answer) == ("We agreed on blue tiles.", None)


@pytest.mark.parametrize(
    ("answer", "text"),
    [("confirmed", ""), ("corrected", "Green tiles, not blue"), ("contested", "There was no such call")],
)
def test_the_other_party_answers_minutes_once(answer: str, text: str) -> None:
    thread = make.thread(gate_open=True)
    written = make.minutes(thread)
    place = {"contract_id": thread.contract_id, "minutes_id": written.id}

    calls.answer_minutes(make.act(thread.professional), answer=answer, text=text, **place)
    with pytest.raises(AnsweredAlready):
        calls.answer_minutes(make.act(thread.professional), answer="confirmed", **place)

    [shown] = queries.minutes(thread.contract_id)
    assert shown.answer is not None
    assert (shown.answer.kind, shown.answer.text) == (answer, text)
    assert len(record.events(thread.contract_id, kinds=[MinutesAnswered])) == 1


def test_minutes_are_answered_by_the_other_party_only_and_with_words() -> None:
    thread = make.thread(gate_open=True)
    written = make.minutes(thread)
    place = {"contract_id": thread.contract_id, "minutes_id": written.id}

    with pytest.raises(NotAllowed):
        calls.answer_minutes(make.act(thread.client), answer="confirmed", **place)
    with pytest.raises(Thread.DoesNotExist):
        calls.answer_minutes(make.act(make.stranger()), answer="confirmed", **place)
    with pytest.raises(Invalid):
        calls.answer_minutes(make.act(thread.professional), answer="contested", text=" ", **place)
    with pytest.raises(Invalid):
        calls.answer_minutes(make.act(thread.professional), answer="maybe", text="Hm", **place)

    assert not MinutesAnswer.objects.exists()


def test_minutes_need_an_open_gate_a_past_call_and_words() -> None:
    closed, thread = make.thread(), make.thread(gate_open=True)
    call = {"medium": "zoom", "people": "Both", "text": "We spoke", "began_at": make.NOON}

    with pytest.raises(GateIsClosed):
        make.minutes(closed)
    with pytest.raises(Thread.DoesNotExist):
        make.minutes(thread, by=make.stranger())
    with pytest.raises(CallInTheFuture):
        calls.write_minutes(
            make.act(thread.client),
            contract_id=thread.contract_id,
            **{**call, "began_at": make.NOON + timedelta(minutes=1)},
        )
    with pytest.raises(Invalid):
        calls.write_minutes(make.act(thread.client), contract_id=thread.contract_id, **{**call, "text": "\n"})
    with pytest.raises(Invalid):
        calls.write_minutes(make.act(thread.client), contract_id=thread.contract_id, **{**call, "medium": "pigeon"})

    assert not Minutes.objects.exists()
