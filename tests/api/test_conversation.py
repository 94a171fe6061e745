"""Conversations, files, imports and reviews through the API: translation, refusals, and who may call."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from aval.accounts.models import Account, Token
from aval.conversation import queries
from aval.conversation.models import Message, Thread
from aval.files.models import Attachment
from aval.imports.models import Answer, Import, ImportedEntry
from aval.kernel.ids import new_id
from aval.moderation.models import RefusedText, ReviewDecision
from aval.record import keys
from tests import make

pytestmark = pytest.mark.django_db


class Caller:
    """A program that calls with a token of this account."""

    def __init__(self, account: Account, *, scopes: tuple[str, ...] = ("read", "write")) -> None:
        secret = str(new_id())
        Token.objects.create(
            account=account,
            name="test",
            secret_sha256=hashlib.sha256(secret.encode()).digest(),
            scopes=list(scopes),
            created_at=make.NOON,
        )
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._client = Client()

    def __call__(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, key: str | None = None
    ) -> Any:
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        media = "application/json" if raw is None else "application/octet-stream"
        data = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        return self._client.generic(method, f"/api/v1{path}", data, content_type=media, headers=headers)


def messages(thread: Thread) -> str:
    return f"/conversations/{thread.contract_id}/messages"


def test_a_message_is_posted_and_read() -> None:
    thread = make.thread()

    posted = Caller(thread.client)("POST", messages(thread), {"text": "Hello"})
    listed = Caller(thread.professional)("GET", messages(thread)).json()

    assert posted.status_code == 201
    assert listed["items"][0]["id"] == posted.json()["id"]
    assert listed["items"][0]["text"] == "Hello"
    assert listed["next"] is None


def test_the_same_key_posts_once_and_gets_the_same_answer() -> None:
    thread = make.thread()
    caller = Caller(thread.client)

    first, second = (caller("POST", messages(thread), {"text": "Hello"}, key="one") for _ in range(2))
    other = caller("POST", messages(thread), {"text": "Something else"}, key="one")

    assert first.content == second.content
    assert other.status_code == 422
    assert Message.objects.count() == 1


def test_a_message_that_no_key_can_sign_is_not_kept_and_the_operators_log_why(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    thread = make.thread()
    settings.RECORD_KEY = "pkcs11:object=record?module-path=/nowhere/module.so"
    keys.forget()

    answer = Caller(thread.client)("POST", messages(thread), {"text": "Hello"})

    assert answer.status_code == 503
    assert answer.json()["type"].endswith("#device-failed")
    assert "/nowhere" not in answer.content.decode()
    assert "there is no PKCS#11 module /nowhere/module.so" in caplog.text
    assert not Message.objects.exists()


@pytest.mark.parametrize("key", [None, "one"])
def test_a_refused_text_is_answered_with_what_was_found_and_kept(key: str | None) -> None:
    thread = make.thread()

    answer = Caller(thread.client)("POST", messages(thread), {"text": "ana@example.com"}, key=key)

    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["findings"][0] | {"sentence": ""} == {"start": 0, "end": 15, "kind": "email", "sentence": ""}
    assert problem["refused_id"] == str(RefusedText.objects.get().id)
    assert not Message.objects.exists()


def test_a_stranger_finds_no_conversation() -> None:
    thread = make.thread(gate_open=True)
    said = make.message(thread)
    held = make.imported(thread)
    stranger = Caller(make.stranger())
    place = f"/conversations/{thread.contract_id}"

    answers = [
        stranger("GET", place),
        stranger("GET", messages(thread)),
        stranger("POST", messages(thread), {"text": "Hello"}),
        stranger("PUT", f"{messages(thread)}/{said.id}", {"text": "Hello"}),
        stranger("DELETE", f"{messages(thread)}/{said.id}"),
        stranger("PUT", f"{place}/mark", {"seq": 1}),
        stranger("GET", f"{place}/imports"),
        stranger("POST", f"{place}/imports?name=a.txt", raw=b"x"),
        stranger("GET", f"/imports/{held.id}"),
        stranger("DELETE", f"/imports/{held.id}"),
        stranger("GET", f"{place}/imports/{held.id}/entries"),
        stranger("POST", f"{place}/imports/{held.id}/confirmations", {}),
        stranger("GET", f"{place}/minutes"),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert [one.text for one in queries.messages(thread.contract_id)] == ["Good morning"]


def test_a_token_that_may_only_read_writes_nothing() -> None:
    thread = make.thread()

    answer = Caller(thread.client, scopes=("read",))("POST", messages(thread), {"text": "Hello"})

    assert answer.status_code == 403
    assert not Message.objects.exists()


def test_an_edit_and_a_withdrawal() -> None:
    thread = make.thread()
    said = make.message(thread)
    caller = Caller(thread.client)

    edited = caller("PUT", f"{messages(thread)}/{said.id}", {"text": "Good evening"}).json()
    gone = caller("DELETE", f"{messages(thread)}/{said.id}")
    listed = caller("GET", messages(thread)).json()["items"][0]

    assert (edited["text"], edited["earlier"][0]["text"]) == ("Good evening", "Good morning")
    assert gone.status_code == 204
    assert (listed["text"], listed["earlier"]) == (None, [])
    assert listed["withdrawn_at"]


def test_a_message_with_files_waits_until_they_were_looked_at() -> None:
    thread = make.thread()
    caller = Caller(thread.client)
    kept = caller("POST", "/files?name=plan.txt", raw=b"a plan").json()

    answer = caller("POST", messages(thread), {"text": "Look", "attachments": [kept["id"]]})
    held = caller("GET", f"/conversations/{thread.contract_id}/held").json()
    others = Caller(thread.professional)("GET", f"/conversations/{thread.contract_id}/held").json()

    assert answer.status_code == 202
    assert (answer.json()["state"], others) == ("checking", [])
    assert [one["held_id"] for one in held] == [answer.json()["held_id"]]


def test_a_refused_text_is_sent_again_once_the_gate_is_open() -> None:
    thread = make.thread()
    refused = make.refused(thread)
    again = f"/conversations/{thread.contract_id}/texts/{refused.id}/delivery"
    closed = Caller(thread.client)("POST", again)
    make.open_gate(thread)

    opened = Caller(thread.client)("POST", again)

    assert (closed.status_code, closed.json()["type"].rpartition("#")[2]) == (409, "gate-still-closed")
    assert opened.status_code == 204
    assert Caller(thread.professional)("GET", messages(thread)).json()["items"][0]["text"] == refused.text


def test_a_file_is_kept_sent_and_read_back() -> None:
    thread = make.thread(gate_open=True)
    caller = Caller(thread.client)

    kept = caller("POST", "/files?name=plan.txt", raw=b"a plan").json()
    caller("POST", messages(thread), {"attachments": [kept["id"]]})
    answer = Caller(thread.professional)("GET", f"/contracts/{thread.contract_id}/files/{kept['id']}")
    stranger = Caller(make.stranger())("GET", f"/contracts/{thread.contract_id}/files/{kept['id']}")

    assert b"".join(answer.streaming_content) == b"a plan"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert stranger.status_code == 404


def test_a_file_comes_in_pieces() -> None:
    caller = Caller(make.client())
    begun = caller("POST", "/uploads", {"name": "plan.txt", "size": 6}).json()

    caller("PUT", f"/uploads/{begun['id']}?offset=0", raw=b"a pl")
    wrong = caller("PUT", f"/uploads/{begun['id']}?offset=9", raw=b"an")
    state = caller("GET", f"/uploads/{begun['id']}").json()
    done = caller("PUT", f"/uploads/{begun['id']}?offset=4", raw=b"an").json()

    assert wrong.status_code == 409
    assert (state["received"], state["file"]) == (4, None)
    assert done["file"]["size"] == 6
    assert Attachment.objects.count() == 1


def test_an_import_from_the_upload_to_the_answer() -> None:
    thread = make.thread(gate_open=True)
    mine, theirs = Caller(thread.client), Caller(thread.professional)
    place = f"/conversations/{thread.contract_id}"

    preview = mine("POST", f"{place}/imports?name=_chat.txt", raw=make.EXPORT.encode()).json()
    early = mine("PUT", f"/imports/{preview['id']}/confirmation", {"people": make.PEOPLE})
    mine("PUT", f"/imports/{preview['id']}/reading", {"zone": "America/Bogota"})
    done = mine("PUT", f"/imports/{preview['id']}/confirmation", {"people": make.PEOPLE, "since": "2026-02-26"})
    entries = theirs("GET", f"{place}/imports/{preview['id']}/entries").json()
    contested = theirs("PUT", f"{place}/entries/{entries[0]['id']}/contest", {"reason": "It was 540"}).json()
    nothing = theirs("POST", f"{place}/imports/{preview['id']}/confirmations", {})

    assert (preview["zone_needed"], preview["new"]) == (True, 5)
    assert (early.status_code, early.json()["field"]) == (422, "zone")
    assert done.json()["left_out"] == 4
    assert (entries[0]["grade"], contested["grade"]) == ("plain", "contested")
    assert nothing.status_code == 409
    assert ImportedEntry.objects.count() == Answer.objects.count() == 1


def test_what_is_no_export_is_a_problem_with_a_sentence() -> None:
    thread = make.thread(gate_open=True)

    answer = Caller(thread.client)("POST", f"/conversations/{thread.contract_id}/imports?name=a.zip", raw=b"PK\x03\x04")

    assert answer.status_code == 422
    assert len(answer.json()["title"]) > 20
    assert not Import.objects.exists()


def test_minutes_are_written_and_answered() -> None:
    thread = make.thread(gate_open=True)
    place = f"/conversations/{thread.contract_id}/minutes"
    call = {"medium": "phone", "began_at": "2026-03-01T10:00:00-05:00", "people": "Both", "text": "Blue tiles"}

    written = Caller(thread.client)("POST", place, call).json()
    answered = Caller(thread.professional)("PUT", f"{place}/{written['id']}/answer", {"answer": "confirmed"}).json()
    again = Caller(thread.professional)("PUT", f"{place}/{written['id']}/answer", {"answer": "confirmed"})

    assert answered["answer"] == "confirmed"
    assert again.status_code == 409


def test_a_refused_text_is_reviewed() -> None:
    thread = make.thread()
    refused = make.refused(thread)
    author, operator = Caller(thread.client), Caller(make.operator())

    asked = author("PUT", f"/texts/{refused.id}/review", {"note": "An order number"}).json()
    hidden = Caller(thread.professional)("GET", f"/texts/{refused.id}")
    queue = operator("GET", "/reviews").json()
    no_queue = author("GET", "/reviews")
    decided = operator("PUT", f"/reviews/{refused.id}", {"allow": False, "reason": "A number", "deliberate": True})
    measures = author("GET", "/measures").json()

    assert asked["note"] == "An order number"
    assert (hidden.status_code, no_queue.status_code) == (404, 404)
    assert [text["id"] for text in queue] == [str(refused.id)]
    assert decided.status_code == 204
    assert [measure["rung"] for measure in measures] == ["notice"]
    assert ReviewDecision.objects.count() == 1
