"""Files in and out: who may open them, and how they are sent."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Account
from aval.conversation import actions as conversation
from aval.conversation.models import Thread
from aval.files.models import Attachment, Upload
from tests import make

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(thread: Thread, body: bytes, name: str) -> str:
    file = make.uploaded(thread.client, body, name)
    conversation.post_message(make.act(thread.client), contract_id=thread.contract_id, text="", attachments=[file.id])
    return reverse("files:thread-file", args=[thread.contract_id, file.id])


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", ["evil.html", "evil.svg", "evil.xhtml", "evil.pdf", "evil.js"])
def test_nothing_is_sent_that_a_browser_would_run(name: str) -> None:
    thread = make.thread(gate_open=True)
    where = sent(thread, b"<script>alert(1)</script>", name)

    response = browser(thread.professional).get(where, {"shown": "1"})

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert body_of(response) == b"<script>alert(1)</script>"


def test_a_raster_picture_may_be_shown_in_place() -> None:
    thread = make.thread(gate_open=True)
    where = sent(thread, PNG, "plan.png")

    shown = browser(thread.professional).get(where, {"shown": "1"})
    saved = browser(thread.professional).get(where)

    assert shown.headers["Content-Type"] == "image/png"
    assert not shown.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert body_of(shown) == body_of(saved) == PNG


def test_only_those_who_may_read_the_thread_get_its_files() -> None:
    thread, other, mediator = make.thread(gate_open=True), make.thread(), make.mediator()
    where = sent(thread, b"a plan", "plan.txt")
    attachment = Attachment.objects.get()
    through_other = reverse("files:thread-file", args=[other.contract_id, attachment.id])

    assert browser(make.stranger()).get(where).status_code == 404
    assert browser(mediator).get(where).status_code == 404
    assert browser(other.client).get(through_other).status_code == 404
    assert Client().get(where).status_code == 302
    make.admit(thread, mediator)
    assert body_of(browser(mediator).get(where)) == b"a plan"


def test_a_file_that_is_not_sent_yet_is_in_no_thread() -> None:
    thread = make.thread()
    file = make.uploaded(thread.client)

    where = reverse("files:thread-file", args=[thread.contract_id, file.id])

    assert browser(thread.client).get(where).status_code == 404


def test_a_whole_file_is_taken_at_once() -> None:
    response = browser(make.client()).post(
        reverse("files:uploads"), {"file": SimpleUploadedFile("../../plan.txt", b"a plan")}
    )

    assert response.status_code == 201
    assert response.json()["name"] == "plan.txt"
    assert Attachment.objects.get().size == 6


def test_a_file_comes_in_pieces_and_goes_on_where_it_was_cut_off() -> None:
    client = browser(make.client())
    begun = client.post(reverse("files:uploads"), {"name": "plan.txt", "size": "6"}).json()
    where = reverse("files:upload", args=[begun["id"]])
    octets = "application/octet-stream"

    client.put(f"{where}?offset=0", b"a pl", content_type=octets)
    wrong = client.put(f"{where}?offset=0", b"a pl", content_type=octets)
    state = client.get(where).json()
    done = client.put(f"{where}?offset={state['received']}", b"an", content_type=octets).json()

    assert wrong.status_code == 409
    assert state["received"] == 4
    assert done["file"]["name"] == "plan.txt"
    assert Attachment.objects.get().size == 6


@pytest.mark.parametrize("fields", [{}, {"name": "a.txt", "size": "0"}, {"name": "a.txt", "size": "many"}])
def test_an_announcement_that_makes_no_sense_is_refused(fields: dict[str, str]) -> None:
    response = browser(make.client()).post(reverse("files:uploads"), fields)

    assert response.status_code == 422
    assert response.json()["says"]
    assert not Upload.objects.exists()


def test_a_file_past_the_limit_is_refused_while_it_arrives(settings: Any) -> None:
    settings.FILE_BYTES_MAX = 1_000

    response = browser(make.client()).post(
        reverse("files:uploads"), {"file": SimpleUploadedFile("large.txt", b"a" * 300_000)}
    )

    assert response.status_code == 413
    assert not Attachment.objects.exists()


def test_a_stranger_reaches_no_upload() -> None:
    begun = browser(make.client()).post(reverse("files:uploads"), {"name": "plan.txt", "size": "6"}).json()
    where = reverse("files:upload", args=[begun["id"]])
    stranger = browser(make.stranger())

    assert stranger.get(where).status_code == 404
    assert stranger.put(f"{where}?offset=0", b"a", content_type="application/octet-stream").status_code == 404
    assert Upload.objects.get().received == 0
