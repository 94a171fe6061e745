"""The pages that bring an outside conversation in, and those that answer it."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Account
from aval.conversation.models import Thread
from aval.imports import queries
from aval.imports.models import Answer, Import, ImportedEntry, Minutes, MinutesAnswer
from tests import make

pytestmark = pytest.mark.django_db


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(thread: Thread, by: Account, body: bytes, name: str = "_chat.txt") -> Any:
    where = reverse("imports:index", args=[thread.contract_id])
    return browser(by).post(where, {"file": SimpleUploadedFile(name, body)})


def test_from_an_upload_to_the_record() -> None:
    thread = make.thread(gate_open=True)
    client = browser(thread.client)

    uploaded = upload(thread, thread.client, make.EXPORT.encode())
    where = uploaded.headers["Location"]
    asked = client.get(where).content.decode()
    client.post(f"{where}reading/", {"zone": "America/Bogota"})
    ready = client.get(where).content.decode()
    confirmed = client.post(
        f"{where}confirmation/",
        {"person_0": "client", "person_1": "professional", "leave_out": ["1"], "omission": "Family"},
    )
    detail = client.get(confirmed.headers["Location"]).content.decode()

    assert "Its times bear no zone" in asked
    assert "Who is who?" not in asked
    assert "Who is who?" in ready
    assert ImportedEntry.objects.count() == 4
    assert "Family" in detail
    assert "I can start on Monday" in detail
    assert client.get(where).headers["Location"] == confirmed.headers["Location"]


def test_the_zone_offered_first_is_the_readers_own() -> None:
    thread = make.thread(gate_open=True)
    thread.client.time_zone = "America/Argentina/Cordoba"
    thread.client.save()

    where = upload(thread, thread.client, make.EXPORT.encode()).headers["Location"]
    asked = browser(thread.client).get(where).content.decode()

    assert '<option value="America/Argentina/Cordoba" selected>' in asked


def test_what_is_no_export_is_told_apart_in_a_sentence_that_fits_a_phone() -> None:
    thread = make.thread(gate_open=True)

    shown = upload(thread, thread.client, b"no chat at all").content.decode()

    assert "not an export that Aval can read" in shown
    assert "“Export chat”" in shown
    assert "messages.html" not in shown


@pytest.mark.parametrize(
    ("body", "name", "status"),
    [(b"", "a.txt", 422), (b"no chat at all", "a.txt", 422), (b"PK\x03\x04broken", "a.zip", 422)],
)
def test_a_wrong_file_is_answered_with_a_sentence(body: bytes, name: str, status: int) -> None:
    thread = make.thread(gate_open=True)

    answer = upload(thread, thread.client, body, name)

    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert not Import.objects.exists()


def test_no_file_and_too_large_a_file_are_answered_with_a_sentence(settings: Any) -> None:
    settings.FILE_BYTES_MAX = 1_000
    thread = make.thread(gate_open=True)

    nothing = browser(thread.client).post(reverse("imports:index", args=[thread.contract_id]), {})
    large = upload(thread, thread.client, make.EXPORT.encode() * 100)

    assert (nothing.status_code, large.status_code) == (422, 413)
    assert not Import.objects.exists()


def test_with_the_gate_closed_there_is_no_form_and_no_import() -> None:
    thread = make.thread()

    page = browser(thread.client).get(reverse("imports:index", args=[thread.contract_id])).content.decode()
    answer = upload(thread, thread.client, make.EXPORT.encode())

    assert 'type="file"' not in page
    assert answer.status_code == 409
    assert not Import.objects.exists()


def test_a_choice_that_can_not_be_taken_is_shown_again_with_what_was_chosen() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread)
    client = browser(thread.client)
    client.post(reverse("imports:reading", args=[held.id]), {"zone": "UTC"})

    answer = client.post(
        reverse("imports:confirmation", args=[held.id]),
        {"person_0": "other", "person_1": "leave", "omission": "Private", "since": "2026-02-25"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "which of them are the two of you" in page
    assert 'value="Private"' in page
    assert not ImportedEntry.objects.exists()


def test_ambiguous_dates_are_put_as_a_question() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread, (make.SAMPLES / "4A_11M.txt").read_bytes())
    client = browser(thread.client)

    asked = client.get(reverse("imports:preview", args=[held.id])).content.decode()
    client.post(reverse("imports:reading", args=[held.id]), {"zone": "UTC", "day_first": "no"})
    ready = client.get(reverse("imports:preview", args=[held.id])).content.decode()

    assert "We never guess" in asked
    assert "Who is who?" in ready
    assert Import.objects.get().day_first is False


def test_a_discarded_preview_leads_back() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread)

    answer = browser(thread.client).post(reverse("imports:dismissal", args=[held.id]))

    assert answer.headers["Location"] == reverse("imports:index", args=[thread.contract_id])
    assert Import.objects.get().status == "discarded"


def test_nobody_but_the_uploader_sees_a_preview() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread)

    for someone in (thread.professional, make.stranger(), make.operator(), make.mediator()):
        client = browser(someone)
        assert client.get(reverse("imports:preview", args=[held.id])).status_code == 404
        for name in ("reading", "confirmation", "dismissal"):
            assert client.post(reverse(f"imports:{name}", args=[held.id])).status_code == 404

    assert Import.objects.get().status == "previewed"


def test_the_other_party_answers_on_the_page() -> None:
    thread = make.thread(gate_open=True)
    held = make.imported(thread)
    entry = queries.entries(thread.contract_id)[0]
    client = browser(thread.professional)

    page = client.get(reverse("imports:detail", args=[thread.contract_id, held.id])).content.decode()
    empty = client.post(reverse("imports:contest", args=[thread.contract_id, entry.id]), {"reason": ""})
    client.post(reverse("imports:contest", args=[thread.contract_id, entry.id]), {"reason": "Not so"})
    client.post(reverse("imports:confirmations", args=[thread.contract_id, held.id]))

    assert "5 messages wait for your answer" in page
    assert empty.status_code == 422
    assert Answer.objects.filter(contested=True).count() == 1
    assert Answer.objects.filter(contested=False).count() == 4


def test_strangers_and_the_importer_answer_nothing() -> None:
    thread = make.thread(gate_open=True)
    held = make.imported(thread)
    entry = queries.entries(thread.contract_id)[0]
    places = [
        reverse("imports:contest", args=[thread.contract_id, entry.id]),
        reverse("imports:entry-confirmation", args=[thread.contract_id, entry.id]),
        reverse("imports:confirmations", args=[thread.contract_id, held.id]),
    ]

    for place in places:
        assert browser(make.stranger()).post(place, {"reason": "No"}).status_code == 404
        assert browser(thread.client).post(place, {"reason": "No"}).status_code == 403

    assert not Answer.objects.exists()


def test_strangers_see_no_import() -> None:
    thread = make.thread(gate_open=True)
    held = make.imported(thread)
    entry = queries.entries(thread.contract_id)[0]
    written = make.minutes(thread)
    stranger = browser(make.stranger())

    for name, *more in (
        ("index",),
        ("detail", held.id),
        ("entry", entry.id),
        ("minutes",),
        ("minutes-answer", written.id),
    ):
        assert stranger.get(reverse(f"imports:{name}", args=[thread.contract_id, *more])).status_code == 404


def test_minutes_are_written_with_a_file_and_answered() -> None:
    thread = make.thread(gate_open=True)
    where = reverse("imports:minutes", args=[thread.contract_id])
    fields = {"medium": "zoom", "began_at": "2026-03-01T10:00", "people": "Both", "text": "Blue tiles"}

    empty = browser(thread.client).post(where, {**fields, "text": ""})
    browser(thread.client).post(where, {**fields, "files": BytesIO(b"a sketch")})
    written = Minutes.objects.get()
    answer = reverse("imports:minutes-answer", args=[thread.contract_id, written.id])
    wordless = browser(thread.professional).post(answer, {"answer": "corrected", "text": ""})
    browser(thread.professional).post(answer, {"answer": "corrected", "text": "Green tiles"})

    assert empty.status_code == 422
    assert written.began_at.isoformat() == "2026-03-01T15:00:00+00:00"
    assert len(queries.minutes(thread.contract_id)[0].files) == 1
    assert wordless.status_code == 422
    assert MinutesAnswer.objects.get().text == "Green tiles"
