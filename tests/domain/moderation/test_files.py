"""Files sent while the gate is closed: held, looked at, released or refused."""

import io
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from aval.conversation import actions as conversation
from aval.conversation import queries
from aval.conversation.models import Message, Thread
from aval.files import actions as files
from aval.files.models import Attachment
from aval.kernel.refusals import IllegalMove
from aval.moderation import actions as moderation
from aval.moderation import jobs
from aval.moderation import queries as held_back
from aval.moderation.events import FilesAllowed, TextRefused
from aval.moderation.highlights import doubts, highlights
from aval.moderation.models import FileCheck, HeldPost, RefusedText
from aval.record import queries as record
from aval.record import relay
from aval.screening.files.tests import make as bodies
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _readers_are_listening() -> None:
    relay.discover()


def post(thread: Thread, body: bytes | str, name: str = "notes.txt", text: str = "Look") -> HeldPost:
    """Send a file as the client, and return what is held."""
    with pytest.raises(moderation.FilesBeingChecked) as caught:
        conversation.post_message(
            make.act(thread.client),
            contract_id=thread.contract_id,
            text=text,
            attachments=[make.uploaded(thread.client, body if isinstance(body, bytes) else body.encode(), name).id],
        )
    return caught.value.held


def look() -> None:
    """Do what the worker does: look at each file, then let readers hear."""
    for check_id in FileCheck.objects.filter(result=None).values_list("id", flat=True):
        jobs.check_file(str(check_id))
    relay.run_once()


def test_nobody_sees_a_message_before_its_file_was_looked_at() -> None:
    thread = make.thread()

    held = post(thread, bodies.HONEST)

    assert queries.messages(thread.contract_id) == []
    assert Attachment.objects.get().attached_at is None
    assert held_back.waiting_posts(thread.client_id, thread.contract_id) == [held]
    assert held_back.waiting_posts(thread.professional_id, thread.contract_id) == []
    assert ProcrastinateJob.objects.filter(task_name="moderation.check_file").count() == 1


def test_an_honest_file_arrives_once_it_was_looked_at() -> None:
    thread = make.thread()
    held = post(thread, bodies.HONEST)

    look()
    look()

    [shown] = queries.messages(thread.contract_id)
    assert (shown.text, shown.author_id, shown.let_through) == ("Look", thread.client_id, False)
    assert [file.name for file in shown.files] == ["notes.txt"]
    assert held_back.waiting_posts(thread.client_id, thread.contract_id) == []
    assert [event.event for event in record.events(thread.contract_id, kinds=[FilesAllowed])] == [FilesAllowed(held.id)]


def test_a_file_with_a_number_is_refused_and_shown_to_its_author() -> None:
    thread = make.thread()
    held = post(thread, bodies.text_pdf(bodies.HONEST, bodies.PHONE), "quote.pdf")

    look()

    refused = RefusedText.objects.get()
    assert (refused.place, refused.held, refused.author) == ("file", held, thread.client)
    assert {refused.text[one.start : one.end] for one in highlights(refused, "en")} == {"+54 11 6044-9130"}
    assert all(one.sentence.startswith("quote.pdf (página 2, en su texto): ") for one in highlights(refused, "es"))
    assert queries.messages(thread.contract_id) == []
    assert Attachment.objects.get().attached_at is None
    [event] = record.events(thread.contract_id, kinds=[TextRefused])
    assert event.event == TextRefused(refused.id, "file", ("phone",))
    assert not record.payload_texts(thread.contract_id, event.seq)


def test_what_no_machine_can_judge_goes_to_a_person_unasked() -> None:
    thread = make.thread()
    post(thread, b"ID3" + bytes(99), "voice.mp3")

    look()

    refused = RefusedText.objects.get()
    assert [text.id for text in held_back.queue(make.operator().id)] == [refused.id]
    assert doubts(refused, "pt")[0].startswith("voice.mp3: Som e vídeo")
    make.decision(refused, allow=True)
    relay.run_once()
    [shown] = queries.messages(thread.contract_id)
    assert (shown.text, [file.name for file in shown.files], shown.let_through) == ("Look", ["voice.mp3"], True)


def test_the_same_file_passes_once_a_person_let_it_through() -> None:
    thread = make.thread()
    post(thread, bodies.PHONE)
    look()
    make.decision(RefusedText.objects.get(), allow=True)
    relay.run_once()
    again = make.uploaded(thread.client, bodies.PHONE.encode(), "notes.txt")

    conversation.post_message(
        make.act(thread.client), contract_id=thread.contract_id, text="Again", attachments=[again.id]
    )

    assert [shown.text for shown in queries.messages(thread.contract_id)] == ["Look", "Again"]


def test_one_bad_file_holds_the_message_with_all_its_files() -> None:
    thread = make.thread()
    ids = [
        make.uploaded(thread.client, body.encode(), name).id
        for body, name in ((bodies.HONEST, "plan.txt"), (bodies.PHONE, "card.txt"))
    ]
    with pytest.raises(moderation.FilesBeingChecked):
        conversation.post_message(make.act(thread.client), contract_id=thread.contract_id, text="", attachments=ids)
    first, second = FileCheck.objects.order_by("position")

    jobs.check_file(str(second.id))
    assert not RefusedText.objects.exists()
    jobs.check_file(str(first.id))

    assert {found["file"] for found in RefusedText.objects.get().findings} == {"card.txt"}
    assert not Message.objects.exists()


def test_sending_it_twice_holds_it_once() -> None:
    thread = make.thread()
    file = make.uploaded(thread.client, bodies.HONEST.encode(), "plan.txt")
    held = []
    for _time in range(2):
        with pytest.raises(moderation.FilesBeingChecked) as caught:
            conversation.post_message(
                make.act(thread.client), contract_id=thread.contract_id, text="Look", attachments=[file.id]
            )
        held.append(caught.value.held)

    assert held[0] == held[1]
    look()
    assert Message.objects.count() == 1


def test_when_the_gate_opens_what_waits_arrives_without_being_looked_at() -> None:
    thread = make.thread()
    post(thread, bodies.PHONE)

    make.open_gate(thread)
    relay.run_once()
    look()

    assert [shown.text for shown in queries.messages(thread.contract_id)] == ["Look"]
    assert not RefusedText.objects.exists()


def test_behind_an_open_gate_a_file_goes_at_once() -> None:
    thread = make.thread(gate_open=True)
    file = make.uploaded(thread.client, bodies.PHONE.encode())

    conversation.post_message(make.act(thread.client), contract_id=thread.contract_id, text="", attachments=[file.id])

    assert Message.objects.count() == 1
    assert not HeldPost.objects.exists()


@pytest.mark.parametrize("place", ["message", "file", "file-name"])
def test_what_was_refused_is_sent_again_once_the_gate_is_open(place: str) -> None:
    thread = make.thread()
    refused = {"message": _message, "file": _file, "file-name": _named}[place](thread)
    send = {"contract_id": thread.contract_id, "refused_id": refused.id}
    with pytest.raises(conversation.GateStillClosed):
        conversation.send_again(make.act(thread.client), **send)
    make.open_gate(thread)

    conversation.send_again(make.act(thread.client), **send)

    with pytest.raises(IllegalMove):
        conversation.send_again(make.act(thread.client), **send)
    with pytest.raises(RefusedText.DoesNotExist):
        conversation.send_again(make.act(thread.professional), **send)
    [shown] = queries.messages(thread.contract_id)
    assert (shown.text, shown.let_through) == (refused.text if place == "message" else "Look", False)
    assert len(shown.files) == (place != "message")
    assert queries.sent_again(thread.contract_id, [refused.id]) == {refused.id}


def test_the_files_of_a_message_that_a_person_let_through_are_looked_at_too() -> None:
    thread = make.thread()
    file = make.uploaded(thread.client, bodies.PHONE.encode())
    with pytest.raises(moderation.ContactDetailsFound) as caught:
        conversation.post_message(
            make.act(thread.client), contract_id=thread.contract_id, text=bodies.PHONE, attachments=[file.id]
        )

    make.decision(caught.value.refused, allow=True)
    relay.run_once()
    look()

    assert not Message.objects.exists()
    assert sorted(RefusedText.objects.values_list("place", flat=True)) == ["file", "message"]


def test_a_file_that_was_sent_elsewhere_meanwhile_ends_the_wait() -> None:
    thread = make.thread()
    held = post(thread, bodies.HONEST)
    other = make.thread(client=thread.client, gate_open=True)
    conversation.post_message(
        make.act(thread.client), contract_id=other.contract_id, text="", attachments=[Attachment.objects.get().id]
    )

    look()

    assert queries.messages(thread.contract_id) == []
    assert HeldPost.objects.get(id=held.id).release.because == "gone"


def test_another_person_can_not_settle_anothers_wait() -> None:
    thread = make.thread()
    held = post(thread, bodies.HONEST)

    with pytest.raises(HeldPost.DoesNotExist):
        conversation.deliver_held(make.act(thread.professional), held_id=held.id, because="allowed")

    assert not Message.objects.exists()


def _message(thread: Thread) -> RefusedText:
    return make.refused(thread)


def _file(thread: Thread) -> RefusedText:
    post(thread, bodies.PHONE)
    look()
    return RefusedText.objects.get()


def _named(thread: Thread) -> RefusedText:
    file: UUID = files.upload(make.act(thread.client), stream=io.BytesIO(b"x"), name="call +57 300 123 4567.txt").id
    with pytest.raises(moderation.ContactDetailsFound) as caught:
        conversation.post_message(
            make.act(thread.client), contract_id=thread.contract_id, text="Look", attachments=[file]
        )
    return caught.value.refused
