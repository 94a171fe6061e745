"""What was erased is nowhere in the running system any more: a marker is put through the real doors, and looked for."""

import io
import json
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.conninfo import conninfo_to_dict

from aval.accounts import actions as accounts
from aval.accounts import requests as answers
from aval.contracts import dossier as dossiers
from aval.conversation import actions as conversation
from aval.conversation.models import Message, MessageVersion, Thread
from aval.erasure import actions as erasure
from aval.erasure import jobs
from aval.files import actions as files
from aval.files.models import DoomedFile
from aval.imports import actions as imports
from aval.imports.models import ImportedEntry, Minutes
from aval.kernel.database import DatabaseUrls
from aval.moderation import actions as moderation
from aval.notifications import jobs as letters
from aval.notifications.models import Notification
from aval.proofs.dossier import verify
from aval.record import queries as record
from aval.record import relay
from tests import make
from tests.domain.erasure import scan
from tests.domain.erasure.scan import MARKER

EXPECTED = {
    "accounts_keptanswer.body",
    "conversation_message.text",
    "conversation_messageversion.text",
    "files/incoming",
    "files/stored",
    "files_attachment.name",
    "files_upload.name",
    "imports_arrival.subject",
    "imports_arrival.text",
    "imports_import.people",
    "imports_importedentry.label",
    "imports_importedentry.subject",
    "imports_importedentry.text",
    "imports_minutes.text",
    "moderation_heldpost.text",
    "moderation_refusedtext.text",
    "record_event.bodies",
    "record_event.names",
}
"""Where the story below leaves the marker. Wherever else it is found, the story has to end without it too."""


def name_of(urls: DatabaseUrls) -> str:
    return str(conninfo_to_dict(urls.app)["dbname"])


def found(urls: DatabaseUrls) -> set[str]:
    """Return all places that hold the marker."""
    return scan.in_tables(name_of(urls)) | scan.in_files(Path(site.FILES_ROOT))


def live(settings: Any) -> Thread:
    """Say the marker in every way there is, and return the conversation."""
    settings.EMAIL_BACKEND = "aval.notifications.outbox.OutboxBackend"
    made = make.agreed()
    said_in = Thread.objects.select_related("client", "professional").get(contract_id=made.id)
    client, contract_id = said_in.client, said_in.contract_id
    make.refused(said_in, f"{MARKER}: call +57 300 123 4567")
    with pytest.raises(moderation.FilesBeingChecked):
        conversation.post_message(
            make.act(client, after=timedelta(minutes=1)),
            contract_id=contract_id,
            text=f"See the file, {MARKER}",
            attachments=[make.uploaded(client, f"held {MARKER}".encode(), f"{MARKER} held.txt").id],
        )
    make.funded(made)
    relay.discover()
    relay.run_once()

    browser = Client(headers={"authorization": f"Bearer {token(said_in)}"})
    body = f"the drawing of {MARKER}".encode()
    coming = files.begin_upload(make.act(client), name=f"{MARKER}.txt", size=len(body))
    coming = files.continue_upload(make.act(client), upload_id=coming.id, offset=0, pieces=[body])
    posted = browser.post(
        f"/api/v1/conversations/{contract_id}/messages",
        json.dumps({"text": f"My son {MARKER} is ill", "attachments": [str(coming.attachment_id)]}),
        content_type="application/json",
        headers={"idempotency-key": "one"},
    )
    assert posted.status_code < 300, posted.content
    message_id = posted.json()["id"]
    edited = browser.put(
        f"/api/v1/conversations/{contract_id}/messages/{message_id}",
        json.dumps({"text": f"{MARKER} is better"}),
        content_type="application/json",
        headers={"idempotency-key": "two"},
    )
    assert edited.status_code < 300, edited.content
    for number in (1, 2):
        conversation.edit_message(
            make.act(client), contract_id=contract_id, message_id=message_id, text=f"{MARKER} again {number}"
        )

    export = make.EXPORT.replace("Clara", f"Clara {MARKER}").replace("they are fine", f"they are for {MARKER}")
    people = {f"Clara {MARKER}": "client", "Pedro": "professional"}
    make.imported(said_in, export, people=people)
    make.preview(said_in, export, by=said_in.professional)
    make.arrived(said_in, f"Mail on {MARKER}", sender=client.email, proof="signed", subject=f"About {MARKER}")
    make.minutes(said_in, text=f"We spoke of {MARKER}.")
    relay.run_once()
    for account_id in set(Notification.objects.values_list("account_id", flat=True)):
        letters.mail_notifications(str(account_id))
    return said_in


def token(said_in: Thread) -> str:
    return accounts.create_token(make.act(said_in.client), name="test", scopes=["read", "write"]).secret


def erase(said_in: Thread) -> None:
    """Ask for all of it, have two operators grant it once the other party had its time, and run what is due."""
    seqs = [
        *Message.objects.values_list("seq", flat=True),
        *ImportedEntry.objects.values_list("seq", flat=True),
        *Minutes.objects.values_list("seq", flat=True),
    ]
    asked = erasure.ask(
        make.act(said_in.client, after=timedelta(hours=1)),
        contract_id=said_in.contract_id, seqs=seqs, ground="gdpr-17-1-d", reason="It names my son.",
    )  # fmt: skip
    make.granted(asked, after=timedelta(days=8))
    assert ProcrastinateJob.objects.filter(task_name=erasure.SWEEP).exists()
    jobs.take_from_disk()
    relay.run_once()


@pytest.fixture
def said(committing_db: DatabaseUrls, settings: Any) -> Thread:
    return live(settings)


def test_the_marker_is_nowhere_after_its_erasure(
    said: Thread, committing_db: DatabaseUrls, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    before = found(committing_db)
    receipts = {
        seq: record.receipt(said.contract_id, seq) for seq in range(record.events(said.contract_id)[-1].seq + 1)
    }
    assert EXPECTED - before == set()

    erase(said)

    assert found(committing_db) == set()
    assert not DoomedFile.objects.exists()
    assert scan.in_servers_files(name_of(committing_db)) == set()
    assert not scan.holds("\n".join(caplog.messages).encode())
    stream = io.BytesIO()
    dossiers.write_dossier(stream, contract_id=said.contract_id, reader=said.client, made_at=make.NOON, only=None)
    path = tmp_path / "dossier.zip"
    path.write_bytes(stream.getvalue())
    assert not scan.holds(stream.getvalue())
    held = [tmp_path / f"{seq}.tlog-proof" for seq in receipts]
    for place, text in zip(held, receipts.values(), strict=True):
        place.write_bytes(text)
    assert verify.main([str(path), *(piece for place in held for piece in ("--head", str(place)))]) == 0


@pytest.mark.parametrize(
    ("module", "name", "left"),
    [
        (conversation, "forget", "conversation_message.text"),
        (imports, "forget", "imports_importedentry.text"),
        (answers, "forget", "accounts_keptanswer.body"),
        (files, "sweep", "files/stored"),
    ],
)
def test_a_place_that_is_left_out_is_found(
    said: Thread, committing_db: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, left: str
) -> None:
    nothing: Callable[..., None] = lambda *_args, **_more: None  # noqa: E731
    monkeypatch.setattr(module, name, nothing)

    erase(said)

    assert left in found(committing_db)


def test_the_versions_know_their_events(said: Thread) -> None:
    for version in MessageVersion.objects.all():
        assert record.event(said.contract_id, version.seq).kind == "conversation.message-edited.1"
