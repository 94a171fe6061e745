"""The conversation in the forms of other tools holds every word, every file, and each entry's grade."""

import io
import json
import zipfile
from email import message_from_bytes, policy
from typing import Any

import pytest

from aval.conversation import actions as conversation
from aval.conversation.models import Thread
from aval.imports import exports
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread() -> Thread:
    thread = make.thread(gate_open=True)
    file = make.uploaded(thread.professional)
    conversation.post_message(
        make.act(thread.professional), contract_id=thread.contract_id, text="Here it is", attachments=[file.id]
    )
    make.imported(thread)
    make.arrived(thread, "By mail", sender=thread.client.email, proof="signed")
    make.minutes(thread)
    return thread


def written(thread: Thread, form: str) -> bytes:
    out = io.BytesIO()
    exports.write_conversation(out, thread=thread, form=form, reader_id=thread.client_id, made_at=make.NOON)
    return out.getvalue()


def test_a_vcon_holds_what_was_said_here_and_elsewhere_with_its_grade(thread: Thread) -> None:
    made: dict[str, Any] = json.loads(written(thread, "vcon"))

    assert [party["name"] for party in made["parties"]] == ["Clara Gómez", "Pedro Rocha"]
    assert len(made["dialog"]) == 8
    text = json.dumps(made)
    for words in ("Here it is", "Then 450 for the first part", "By mail", "We agreed on blue tiles", "plain", "signed"):
        assert words in text
    assert len(made["attachments"]) == 1


def test_an_rsmf_holds_the_same_with_its_files(thread: Thread) -> None:
    mail = message_from_bytes(written(thread, "rsmf"), policy=policy.default)
    part = next(part for part in mail.walk() if part.get_filename() == "rsmf.zip")
    archive = zipfile.ZipFile(io.BytesIO(part.get_payload(decode=True)))  # type: ignore[arg-type]
    manifest = json.loads(archive.read("rsmf_manifest.json"))

    assert len(manifest["events"]) == 8
    assert {"outgoing", "incoming"} == {event["direction"] for event in manifest["events"]}
    [name] = set(archive.namelist()) - {"rsmf_manifest.json"}
    assert archive.read(name)
