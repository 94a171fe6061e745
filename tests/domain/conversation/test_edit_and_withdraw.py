"""Changing a message and taking it back: nothing that was said is lost."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from aval.conversation import actions as conversation
from aval.conversation import queries
from aval.conversation.events import MessageEdited, MessageWithdrawn
from aval.conversation.models import Message, MessageVersion, Thread, Withdrawal
from aval.moderation.actions import ContactDetailsFound
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db


def test_an_edit_keeps_what_was_said_before() -> None:
    thread = make.thread()
    said = make.message(thread, "Two weeks")
    edit = {"contract_id": thread.contract_id, "message_id": said.id}

    conversation.edit_message(make.act(thread.client, after=timedelta(hours=1)), text="Three weeks", **edit)
    conversation.edit_message(make.act(thread.client, after=timedelta(hours=2)), text="Four weeks", **edit)

    [shown] = queries.messages(thread.contract_id)
    assert shown.text == "Four weeks"
    assert [(version.number, version.text) for version in shown.earlier] == [(1, "Two weeks"), (2, "Three weeks")]
    assert shown.edited_at == make.NOON + timedelta(hours=2)
    events = [event.event for event in record.events(thread.contract_id, kinds=[MessageEdited])]
    assert events == [MessageEdited(said.id, 2, "Three weeks"), MessageEdited(said.id, 3, "Four weeks")]


def test_only_the_author_edits_and_withdraws() -> None:
    thread = make.thread()
    said = make.message(thread)
    place = {"contract_id": thread.contract_id, "message_id": said.id}

    with pytest.raises(Message.DoesNotExist):
        conversation.edit_message(make.act(thread.professional), text="No", **place)
    with pytest.raises(Message.DoesNotExist):
        conversation.withdraw_message(make.act(thread.professional), **place)
    with pytest.raises(Thread.DoesNotExist):
        conversation.edit_message(make.act(make.stranger()), text="No", **place)
    with pytest.raises(Thread.DoesNotExist):
        conversation.withdraw_message(make.act(make.stranger()), **place)

    assert not MessageVersion.objects.exists()
    assert not Withdrawal.objects.exists()


def test_an_edit_that_changes_nothing_is_refused() -> None:
    thread = make.thread()
    said = make.message(thread, "Two weeks")

    with pytest.raises(conversation.NothingChanged):
        conversation.edit_message(
            make.act(thread.client), contract_id=thread.contract_id, message_id=said.id, text=" Two weeks "
        )

    assert not MessageVersion.objects.exists()


def test_an_edit_is_screened_too() -> None:
    thread = make.thread()
    said = make.message(thread, "Two weeks")

    with pytest.raises(ContactDetailsFound):
        conversation.edit_message(
            make.act(thread.client), contract_id=thread.contract_id, message_id=said.id, text="ana@example.com"
        )

    assert queries.messages(thread.contract_id)[0].text == "Two weeks"


def test_a_withdrawn_message_says_so_and_stays_in_the_record() -> None:
    thread = make.thread()
    said = make.message(thread, "Two weeks")
    place = {"contract_id": thread.contract_id, "message_id": said.id}

    conversation.withdraw_message(make.act(thread.client, after=timedelta(hours=1)), **place)

    [shown] = queries.messages(thread.contract_id)
    assert shown.withdrawn_at == make.NOON + timedelta(hours=1)
    assert [event.event for event in record.events(thread.contract_id, kinds=[MessageWithdrawn])] == [
        MessageWithdrawn(said.id)
    ]
    with pytest.raises(Message.DoesNotExist):
        conversation.withdraw_message(make.act(thread.client), **place)
    with pytest.raises(Message.DoesNotExist):
        conversation.edit_message(make.act(thread.client), text="Three weeks", **place)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE conversation_message SET text = 'other'",
        "DELETE FROM conversation_message",
        "DELETE FROM conversation_withdrawal",
        "UPDATE conversation_gateopening SET because = contract_id",
        "DELETE FROM conversation_gateopening",
        "UPDATE conversation_thread SET client_id = professional_id",
    ],
)
def test_the_database_refuses_to_change_what_was_said(statement: str) -> None:
    thread = make.thread(gate_open=True)
    said = make.message(thread)
    conversation.withdraw_message(make.act(thread.client), contract_id=thread.contract_id, message_id=said.id)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Message.objects.get().text == "Good morning"
    assert Withdrawal.objects.count() == 1
