"""What other tools are given keeps to the published schemas and leaves nothing out."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema

from aval.channels import Attachment, Entry, Flag, open_export
from aval.channels.tests.facts import DATA
from aval.channels.tests.make import chat_zip
from aval.channels.writers import Person, write_rsmf, write_vcon

SCHEMAS = DATA / "schemas"
MADE_AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
ANA, LUIS = Person("Ana", "Ana Pérez", "ana@example.org"), Person("Luis", phone="+57 300 123 4567")


def said(number: int, author: str | None, text: str, **more: Any) -> Entry:
    at = datetime(2024, 5, 13, 10, number, tzinfo=UTC)
    values = {"kind": "message" if author else "notice", "fingerprint": f"{number:032}", **more}
    return Entry("whatsapp", "Logo", f"id{number}", number, values.pop("at", at), None, author, text=text, **values)


ENTRIES = [
    said(0, None, "Los mensajes están cifrados"),
    said(1, "Ana", "son 500"),
    said(2, "Ana", "son 400", kind="edit", reply_to="id1"),
    said(3, "Luis", "👍", kind="reaction", reply_to="id1"),
    said(4, "Luis", "de acuerdo\nmañana", reply_to="id1", flags=(Flag("sender-once", "Luis"),)),
    said(5, "Ana", "", attachments=(Attachment("../plano.pdf", 4, "00" * 32, present=True), Attachment("falta.jpg"))),
    said(6, "Luis", "sin hora", at=None),
    said(7, "Luis", "", kind="deletion", reply_to="id4"),
    said(8, "Ana \ud83d", "media pareja \ud83d"),
]


def content(attachment: Attachment) -> Iterator[bytes] | None:
    return iter((b"%P", b"DF")) if attachment.name == "../plano.pdf" else None


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text())


def rsmf(entries: list[Entry], **more: Any) -> tuple[Any, dict[str, Any], zipfile.ZipFile]:
    out = io.BytesIO()
    write_rsmf(out, entries, **more)
    mail = message_from_bytes(out.getvalue(), policy=policy.default)
    part = next(part for part in mail.walk() if part.get_filename() == "rsmf.zip")
    archive = zipfile.ZipFile(io.BytesIO(part.get_payload(decode=True)))  # type: ignore[arg-type]
    return mail, json.loads(archive.read("rsmf_manifest.json")), archive


def vcon(entries: list[Entry], **more: Any) -> dict[str, Any]:
    out = io.BytesIO()
    write_vcon(out, entries, made_at=MADE_AT, **more)
    return dict(json.loads(out.getvalue()))


def test_rsmf_keeps_to_the_published_schema() -> None:
    mail, manifest, archive = rsmf(ENTRIES, people=[ANA, LUIS], title="Logo de Ñandú", custodian="Ana", content=content)

    jsonschema.validate(manifest, schema("rsmf_2_0_0.json"))
    assert mail["X-RSMF-Version"] == "2.0.0"
    assert mail["X-RSMF-EventCount"] == str(len(manifest["events"])) == "6"
    assert mail["X-RSMF-BeginDate"] == "2024-05-13T10:00:00+00:00"
    assert mail["Subject"] == "Logo de Ñandú"
    assert archive.namelist() == ["A00001.pdf", "rsmf_manifest.json"]
    assert archive.read("A00001.pdf") == b"%PDF"


def test_rsmf_puts_edits_reactions_and_deletions_where_the_format_has_them() -> None:
    _, manifest, _ = rsmf(ENTRIES, people=[ANA, LUIS], custodian="Ana", content=content)

    price, agreed = manifest["events"][1], manifest["events"][2]
    assert (price["body"], price["edits"][0]["previous"]) == ("son 400", "son 500")
    assert price["reactions"] == [{"value": "👍", "count": 1, "participants": ["P2"]}]
    assert (agreed["parent"], agreed["deleted"], agreed["direction"]) == (price["id"], True, "incoming")
    assert any(custom["name"] == "doubt: sender-once" for custom in agreed["custom"])


def test_rsmf_refers_only_to_what_it_holds() -> None:
    _, manifest, archive = rsmf(ENTRIES, people=[ANA], says=lambda entry: {"grade": f"matched {entry.number}"[:7]})

    people = {person["id"] for person in manifest["participants"]}
    rooms = {room["id"] for room in manifest["conversations"]}
    events = {event["id"] for event in manifest["events"]}
    for event in manifest["events"]:
        assert event.get("participant", "P1") in people
        assert event["conversation"] in rooms
        assert event.get("parent", event["id"]) in events
        assert {"name": "grade", "value": "matched"} in event["custom"]
        assert not event.get("attachments")  # nobody gave the file's bytes
    assert archive.namelist() == ["rsmf_manifest.json"]


def test_the_same_conversation_gives_the_same_file() -> None:
    first, second = io.BytesIO(), io.BytesIO()

    write_rsmf(first, ENTRIES, content=content)
    write_rsmf(second, ENTRIES, content=content)

    assert first.getvalue() == second.getvalue()


def test_vcon_keeps_to_the_working_groups_schema() -> None:
    made = vcon(ENTRIES, people=[ANA, LUIS], title="Logo", content=content)

    jsonschema.validate(made, schema("vcon_core.json"))
    assert UUID(made["uuid"]).version == 8
    assert made["parties"][:2] == [
        {"name": "Ana Pérez", "mailto": "mailto:ana@example.org"},
        {"name": "Luis", "tel": "tel:+573001234567"},
    ]
    assert len(made["dialog"]) == 8
    assert made["dialog"][1] | {"aval": None} == {
        "type": "text", "start": "2024-05-13T10:01:00+00:00", "parties": [0, 1, 2], "originator": 0,
        "mediatype": "text/plain", "body": "son 500", "encoding": "none", "application": "whatsapp",
        "message_id": "id1", "aval": None,
    }  # fmt: skip
    assert [each["filename"] for each in made["attachments"]] == ["../plano.pdf"]
    assert made["attachments"][0]["body"] == "JVBERg"
    assert [each["body"] for each in made["analysis"][0]["body"]] == ["sin hora"]


def test_an_export_goes_into_both_forms(tmp_path: Path) -> None:
    with open_export(io.BytesIO(chat_zip()), "chat.zip", zone="America/Bogota") as export:
        entries = list(export)

        def held(attachment: Attachment) -> Iterator[bytes] | None:
            found = export.attachments.get(attachment.member)
            return found.member.chunks() if found else None

        _, manifest, archive = rsmf(entries, content=held)
        made = vcon(entries, content=held)

    jsonschema.validate(manifest, schema("rsmf_2_0_0.json"))
    jsonschema.validate(made, schema("vcon_core.json"))
    assert archive.read("A00001.jpg") == b"\xff\xd8picture"
    assert len(manifest["events"]) == len(made["dialog"]) == 3


def test_an_empty_conversation_is_still_a_file_of_the_form() -> None:
    jsonschema.validate(rsmf([])[1], schema("rsmf_2_0_0.json"))
    jsonschema.validate(vcon([]), schema("vcon_core.json"))
