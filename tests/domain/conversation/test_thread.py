"""Who may read a conversation, its gate, its marks and its search."""

from datetime import timedelta

import pytest

from aval.conversation import access, queries
from aval.conversation import actions as conversation
from aval.conversation.events import GateOpened
from aval.conversation.models import ReadMark, Thread
from aval.kernel.ids import new_id
from aval.kernel.transactions import StepOutsideAction, unit
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db


def test_both_parties_and_an_admitted_mediator_may_read() -> None:
    thread, mediator = make.thread(), make.mediator()
    make.admit(thread, mediator)

    for reader in (thread.client, thread.professional, mediator):
        assert access.thread_for(thread.contract_id, reader.id) == thread


@pytest.mark.parametrize("someone", [make.stranger, make.mediator, make.operator])
def test_nobody_else_may_read(someone: object) -> None:
    thread = make.thread()

    with pytest.raises(Thread.DoesNotExist):
        access.thread_for(thread.contract_id, someone().id)  # type: ignore[operator]  # a maker


def test_the_gate_opens_once_and_says_why() -> None:
    thread, milestone = make.thread(), new_id()
    assert not queries.gate(thread.contract_id).is_open

    make.open_gate(thread, because=milestone)
    make.open_gate(thread)

    gate = queries.gate(thread.contract_id)
    assert (gate.is_open, gate.since, gate.because) == (True, make.NOON, milestone)
    assert [event.event for event in record.events(thread.contract_id, kinds=[GateOpened])] == [GateOpened(milestone)]


def test_the_gate_opens_only_as_a_part_of_something() -> None:
    thread = make.thread()

    with pytest.raises(StepOutsideAction):
        conversation.open_gate(make.site_act(), contract_id=thread.contract_id, because=new_id())

    assert not queries.gate(thread.contract_id).is_open


def test_a_gate_without_a_conversation_is_closed() -> None:
    assert not queries.gate(new_id()).is_open
    with pytest.raises(Thread.DoesNotExist), unit():
        conversation.open_gate(make.site_act(), contract_id=new_id(), because=new_id())


def test_read_marks_move_forward_only() -> None:
    thread = make.thread()
    first, second = make.message(thread), make.message(thread, "Are you there?")
    reader, other = make.act(thread.professional), make.act(thread.client)
    assert queries.unread(thread.professional_id, [thread.contract_id]) == {thread.contract_id: 2}

    conversation.mark_read(reader, contract_id=thread.contract_id, seq=second.seq)
    conversation.mark_read(reader, contract_id=thread.contract_id, seq=first.seq)
    conversation.mark_read(other, contract_id=thread.contract_id, seq=10**9)

    marks = queries.read_marks(thread.contract_id)
    assert {account: mark.seq for account, mark in marks.items()} == {
        thread.professional_id: second.seq,
        thread.client_id: second.seq,
    }
    assert queries.unread(thread.professional_id, [thread.contract_id]) == {}


def test_a_stranger_leaves_no_mark() -> None:
    thread = make.thread()

    with pytest.raises(Thread.DoesNotExist):
        conversation.mark_read(make.act(make.stranger()), contract_id=thread.contract_id, seq=1)

    assert not ReadMark.objects.exists()


def test_search_finds_the_present_words_and_no_withdrawn_ones() -> None:
    thread = make.thread()
    edited, gone, kept = (make.message(thread, text) for text in ("Blue tiles", "Red tiles", "Green tiles"))
    conversation.edit_message(
        make.act(thread.client), contract_id=thread.contract_id, message_id=edited.id, text="Yellow tiles"
    )
    conversation.withdraw_message(make.act(thread.client), contract_id=thread.contract_id, message_id=gone.id)

    assert [found.id for found in queries.search(thread.contract_id, "tiles")] == [kept.id, edited.id]
    assert [found.id for found in queries.search(thread.contract_id, "blue")] == []
    assert [found.id for found in queries.search(thread.contract_id, "yell")] == [edited.id]


def test_a_page_of_messages_goes_back_and_forward() -> None:
    thread = make.thread()
    said = [make.message(thread, f"Number {number}", after=timedelta(minutes=number)) for number in range(5)]

    assert [m.id for m in queries.messages(thread.contract_id, limit=2)] == [said[3].id, said[4].id]
    assert [m.id for m in queries.messages(thread.contract_id, before=said[3].seq, limit=2)] == [said[1].id, said[2].id]
    assert [m.id for m in queries.messages(thread.contract_id, after=said[2].seq)] == [said[3].id, said[4].id]
