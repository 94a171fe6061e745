"""Saying something to the other party."""

import pytest

from aval.conversation import actions as conversation
from aval.conversation import queries
from aval.conversation.events import MessagePosted
from aval.conversation.models import Message, MessageFile, Thread
from aval.files.models import Attachment
from aval.moderation.actions import ContactDetailsFound
from aval.moderation.events import TextRefused
from aval.moderation.models import RefusedText
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db


def test_a_message_stands_in_the_thread_and_in_the_record() -> None:
    thread = make.thread()

    said = conversation.post_message(make.act(thread.client), contract_id=thread.contract_id, text="  Good morning  ")

    [event] = record.events(thread.contract_id, kinds=[MessagePosted])
    assert event.seq == said.seq
    assert event.actor_id == thread.client_id
    assert event.event == MessagePosted(said.id, said.text)
    [shown] = queries.messages(thread.contract_id)
    assert (shown.text, shown.author_id, shown.earlier) == ("Good morning", thread.client_id, ())


def test_a_stranger_can_not_write_and_sees_no_thread() -> None:
    thread = make.thread()

    with pytest.raises(Thread.DoesNotExist):
        conversation.post_message(make.act(make.stranger()), contract_id=thread.contract_id, text="Hello")

    assert not Message.objects.exists()
    assert not record.events(thread.contract_id, kinds=[MessagePosted])


def test_a_mediator_who_reads_can_not_write() -> None:
    thread, mediator = make.thread(), make.mediator()
    make.admit(thread, mediator)

    with pytest.raises(Thread.DoesNotExist):
        conversation.post_message(make.act(mediator), contract_id=thread.contract_id, text="Hello")

    assert not Message.objects.exists()


def test_an_answer_names_a_message_of_the_same_thread() -> None:
    thread = make.thread()
    first = make.message(thread)
    other = make.message(make.thread())

    answer = conversation.post_message(
        make.act(thread.professional), contract_id=thread.contract_id, text="Yes", reply_to=first.id
    )
    with pytest.raises(Message.DoesNotExist):
        conversation.post_message(
            make.act(thread.professional), contract_id=thread.contract_id, text="Yes", reply_to=other.id
        )

    assert answer.reply_to == first.id
    assert Message.objects.filter(contract_id=thread.contract_id).count() == 2


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_an_empty_message_is_refused(text: str) -> None:
    thread = make.thread()

    with pytest.raises(conversation.MessageIsEmpty):
        conversation.post_message(make.act(thread.client), contract_id=thread.contract_id, text=text)

    assert not Message.objects.exists()


def test_a_message_of_more_than_twenty_thousand_characters_is_refused() -> None:
    thread = make.thread()

    with pytest.raises(conversation.MessageIsTooLong):
        conversation.post_message(make.act(thread.client), contract_id=thread.contract_id, text="a" * 20_001)

    assert not Message.objects.exists()


def test_files_come_with_a_message_in_their_order() -> None:
    thread = make.thread(gate_open=True)
    files = [make.uploaded(thread.client, name=name) for name in ("two.txt", "one.txt")]

    said = conversation.post_message(
        make.act(thread.client), contract_id=thread.contract_id, text="", attachments=[item.id for item in files]
    )

    [shown] = queries.messages(thread.contract_id)
    assert [item.name for item in shown.files] == ["two.txt", "one.txt"]
    assert {item.contract_id for item in shown.files} == {thread.contract_id}
    [event] = record.events(thread.contract_id, kinds=[MessagePosted])
    assert isinstance(event.event, MessagePosted)
    assert [file.name for file in event.event.attachments] == ["two.txt", "one.txt"]
    assert said.text == ""


def test_another_persons_file_can_not_be_sent() -> None:
    thread = make.thread()
    file = make.uploaded(thread.professional)

    with pytest.raises(Attachment.DoesNotExist):
        conversation.post_message(
            make.act(thread.client), contract_id=thread.contract_id, text="Look", attachments=[file.id]
        )

    assert not Message.objects.exists()
    assert Attachment.objects.get().attached_at is None


def test_a_file_is_sent_once() -> None:
    thread = make.thread(gate_open=True)
    file = make.uploaded(thread.client)
    send = {"contract_id": thread.contract_id, "text": "Look", "attachments": [file.id]}
    conversation.post_message(make.act(thread.client), **send)

    with pytest.raises(Attachment.DoesNotExist):
        conversation.post_message(make.act(thread.client), **send)

    assert MessageFile.objects.count() == 1


def test_contact_details_are_kept_aside_while_the_gate_is_closed() -> None:
    thread = make.thread()
    file = make.uploaded(thread.client)

    with pytest.raises(ContactDetailsFound) as caught:
        conversation.post_message(
            make.act(thread.client),
            contract_id=thread.contract_id,
            text="Escribime a ana@example.com",
            attachments=[file.id],
        )

    refused = RefusedText.objects.get()
    assert caught.value.refused == refused
    [found] = caught.value.findings
    assert refused.text[found.start : found.end] == "ana@example.com"
    assert not Message.objects.exists()
    assert Attachment.objects.get().attached_at is None
    [event] = record.events(thread.contract_id, kinds=[TextRefused])
    assert event.event == TextRefused(refused.id, "message", ("email",))
    assert not record.payload_texts(thread.contract_id, event.seq)


def test_a_number_spread_over_messages_is_found() -> None:
    thread = make.thread()
    make.message(thread, "mi numero es 300")
    make.message(thread, "123")

    with pytest.raises(ContactDetailsFound):
        make.message(thread, "4567")

    assert Message.objects.count() == 2


def test_the_other_partys_words_are_not_held_against_the_author() -> None:
    thread = make.thread()
    make.message(thread, "mi numero es 300", by=thread.professional)
    make.message(thread, "123", by=thread.professional)

    make.message(thread, "4567")

    assert not RefusedText.objects.exists()


def test_the_name_of_a_file_is_screened() -> None:
    thread = make.thread()
    file = make.uploaded(thread.client, name="call +57 300 123 4567.txt")

    with pytest.raises(ContactDetailsFound):
        conversation.post_message(
            make.act(thread.client), contract_id=thread.contract_id, text="Look", attachments=[file.id]
        )

    assert RefusedText.objects.get().place == "file-name"
    assert not Message.objects.exists()


def test_contact_details_pass_once_the_gate_is_open() -> None:
    thread = make.thread(gate_open=True)

    make.message(thread, "Escribime a ana@example.com")

    assert not RefusedText.objects.exists()
    assert Message.objects.count() == 1
