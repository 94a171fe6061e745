"""The pages of a conversation: what each reader sees, and what the form keeps."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aval.accounts.models import Account
from aval.conversation import actions as conversation
from aval.conversation import queries
from aval.conversation.models import Message, Thread, Withdrawal
from aval.files.models import Attachment
from aval.moderation.models import HeldPost, RefusedText, ReviewRequest
from tests import make

pytestmark = pytest.mark.django_db


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name: str, thread: Thread, *more: object) -> str:
    return reverse(f"conversation:{name}", args=[thread.contract_id, *more])


def send(thread: Thread, by: Account, *, htmx: bool = False, **fields: Any) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    return browser(by).post(address("messages", thread), fields, headers=headers)


def test_the_page_shows_messages_files_edits_and_the_gate() -> None:
    thread = make.thread(gate_open=True)
    said = make.message(thread, "Two **weeks**")
    conversation.edit_message(
        make.act(thread.client), contract_id=thread.contract_id, message_id=said.id, text="Three weeks"
    )
    file = make.uploaded(thread.professional, name="plan.txt")
    conversation.post_message(
        make.act(thread.professional),
        contract_id=thread.contract_id,
        text="Here",
        attachments=[file.id],
        reply_to=said.id,
    )

    page = browser(thread.professional).get(address("thread", thread)).content.decode()

    assert "Three weeks" in page
    assert "Two <strong>weeks</strong>" in page
    assert "plan.txt" in page
    assert "The gate is open since" in page
    assert f"message-{said.id}" in page


def test_what_people_write_is_never_markup() -> None:
    thread = make.thread()
    make.message(thread, '<script>alert(1)</script> <img src=x onerror="alert(1)"> [x](javascript:alert(1))')

    page = browser(thread.client).get(address("thread", thread)).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("name", ["thread", "stream", "composer"])
def test_a_stranger_finds_nothing(name: str) -> None:
    thread = make.thread()

    for someone in (make.stranger(), make.operator(), make.mediator()):
        assert browser(someone).get(address(name, thread)).status_code == 404
    assert Client().get(address(name, thread)).status_code == 302


def test_a_stranger_changes_nothing() -> None:
    thread = make.thread()
    said = make.message(thread)
    stranger = browser(make.stranger())

    answers = [
        stranger.post(address("messages", thread), {"text": "Hello"}),
        stranger.post(address("versions", thread, said.id), {"text": "Hello"}),
        stranger.post(address("withdrawal", thread, said.id)),
        stranger.post(address("mark", thread), {"seq": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [message.text for message in queries.messages(thread.contract_id)] == ["Good morning"]


def test_an_admitted_mediator_reads_and_has_no_form() -> None:
    thread, mediator = make.thread(), make.mediator()
    make.admit(thread, mediator)
    make.message(thread)

    page = browser(mediator).get(address("thread", thread)).content.decode()

    assert "Good morning" in page
    assert 'id="composer"' not in page


def test_a_message_without_scripts_leads_back_to_where_it_was_written() -> None:
    thread = make.thread()

    answer = send(thread, thread.client, text="Hello", next=f"/contracts/{thread.contract_id}/?reply_to=x")
    outside = send(thread, thread.client, text="Hello again", next="https://elsewhere.example/")

    assert answer.headers["Location"] == f"/contracts/{thread.contract_id}/#said-last"
    assert outside.headers["Location"].startswith("/conversations/")
    assert Message.objects.count() == 2


def test_a_message_with_htmx_gives_an_empty_form_and_wakes_the_stream() -> None:
    thread = make.thread()

    answer = send(thread, thread.client, htmx=True, text="Hello")

    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "said"
    assert 'id="composer"' in answer.content.decode()
    assert "Hello</textarea>" not in answer.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_text_stays_in_the_form_with_what_was_found_marked(htmx: bool) -> None:  # noqa: FBT001 (a parameter)
    thread = make.thread()

    answer = send(
        thread,
        thread.client,
        htmx=htmx,
        text="Escribime a ana@example.com",
        files=BytesIO(b"a drawing"),
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<mark>ana@example.com</mark>" in page
    assert "Escribime a ana@example.com</textarea>" in page
    assert f'name="attachments" value="{Attachment.objects.get().id}"' in page
    assert reverse("moderation:text", args=[RefusedText.objects.get().id]) in page
    assert not Message.objects.exists()


def test_the_files_of_a_refused_form_are_sent_with_the_corrected_text() -> None:
    thread = make.thread()
    send(thread, thread.client, text="ana@example.com", files=BytesIO(b"a drawing"))

    send(thread, thread.client, text="Here it is", attachments=[str(Attachment.objects.get().id)])

    [held] = HeldPost.objects.all()
    assert (held.text, held.checks.count()) == ("Here it is", 1)


def test_a_message_with_files_shows_its_author_that_they_are_being_checked() -> None:
    thread = make.thread()

    answer = send(thread, thread.client, htmx=True, text="Here it is", files=BytesIO(b"a drawing"))

    assert answer.status_code == 200
    assert "Here it is" not in answer.content.decode()  # the form is empty again
    assert "Being checked" in browser(thread.client).get(address("stream", thread)).content.decode()
    assert "Here it is" not in browser(thread.professional).get(address("stream", thread)).content.decode()


def test_a_refused_text_goes_for_review_in_one_click_and_stays_in_the_box() -> None:
    thread = make.thread()
    page = send(thread, thread.client, htmx=True, text="My number is +57 300 123 4567").content.decode()
    refused = RefusedText.objects.get()
    where = reverse("moderation:review-request", args=[refused.id])

    asked = browser(thread.client).post(where, headers={"HX-Request": "true"})
    without_scripts = browser(thread.client).post(where)
    stranger = browser(make.stranger()).post(where)

    assert f'formaction="{where}"' in page
    assert "+57 300 123 4567</textarea>" in page
    assert "A person looks at it until" in asked.content.decode()
    assert without_scripts.headers["Location"] == reverse("moderation:text", args=[refused.id])
    assert stranger.status_code == 404
    assert ReviewRequest.objects.count() == 1


def test_an_open_gate_offers_what_was_refused_in_one_click() -> None:
    thread = make.thread()
    refused = make.refused(thread)
    where = address("delivery", thread, refused.id)
    closed = browser(thread.client).post(where)
    make.open_gate(thread)
    page = browser(thread.client).get(address("stream", thread)).content.decode()

    answers = [browser(one).post(where) for one in (thread.professional, thread.client, thread.client)]

    assert closed.status_code == 409
    assert where in page
    assert where not in browser(thread.client).get(address("stream", thread)).content.decode()
    assert [answer.status_code for answer in answers] == [404, 302, 409]
    assert [shown.text for shown in queries.messages(thread.contract_id)] == [refused.text]


def test_the_same_form_sent_twice_says_it_once() -> None:
    thread = make.thread()
    fields = {"text": "Hello", "once": "0190c0de-0000-7000-8000-000000000001"}
    client = browser(thread.client)

    first, second = (client.post(address("messages", thread), fields) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("body", [b"", b"a" * 1_001])
def test_a_file_that_is_empty_or_too_large_is_refused_and_the_text_kept(body: bytes, settings: Any) -> None:
    settings.FILE_BYTES_MAX = 1_000
    thread = make.thread()

    answer = send(thread, thread.client, text="Look at this", files=BytesIO(body))

    assert answer.status_code in {413, 422}
    assert "Look at this</textarea>" in answer.content.decode()
    assert not Message.objects.exists()


def test_taking_back_hides_the_text_for_both() -> None:
    thread = make.thread()
    said = make.message(thread, "A secret")

    browser(thread.client).post(address("withdrawal", thread, said.id))

    assert Withdrawal.objects.count() == 1
    for reader in (thread.client, thread.professional):
        page = browser(reader).get(address("thread", thread)).content.decode()
        assert "A secret" not in page
        assert "The record keeps it" in page


def test_search_shows_what_was_found() -> None:
    thread = make.thread()
    make.message(thread, "Blue tiles")
    make.message(thread, "Red roof")

    page = browser(thread.client).get(address("thread", thread), {"words": "tiles"}).content.decode()

    assert "Blue tiles" in page
    assert "Red roof" not in page


def test_imports_and_minutes_stand_at_their_own_time() -> None:
    thread = make.thread(gate_open=True)
    make.message(thread, "Written here today")
    make.imported(thread)
    make.minutes(thread)

    page = browser(thread.professional).get(address("thread", thread)).content.decode()

    assert (
        page.index("did you see the drawings")
        < page.index("We agreed on blue tiles")
        < page.index("Written here today")
    )
    assert "Confirm or contest" in page
    assert "Confirm, correct or contest" in page


def test_earlier_messages_are_a_page_away() -> None:
    thread = make.thread()
    for number in range(55):
        make.message(thread, f"Number {number}.")

    page = browser(thread.client).get(address("thread", thread)).content.decode()
    shown = queries.messages(thread.contract_id, limit=50)
    earlier = browser(thread.client).get(address("thread", thread), {"before": shown[0].seq}).content.decode()

    assert "Number 54." in page
    assert "Number 4." not in page
    assert "Number 4." in earlier
    assert "Number 54." not in earlier


def test_the_list_shows_what_is_unread() -> None:
    thread = make.thread()
    said = make.message(thread)

    before = browser(thread.professional).get(reverse("conversation:index")).content.decode()
    browser(thread.professional).post(address("mark", thread), {"seq": said.seq})
    after = browser(thread.professional).get(reverse("conversation:index")).content.decode()

    assert "1 new" in before
    assert "1 new" not in after


def test_the_panel_needs_the_same_queries_for_few_and_for_many() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread)
    make.message(thread)
    client = browser(thread.client)
    client.get(address("stream", thread))

    with CaptureQueriesContext(connection) as few:
        client.get(address("stream", thread))
    for number in range(20):
        make.message(thread, f"Number {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(address("stream", thread))

    assert len(many) == len(few)
