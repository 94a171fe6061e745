"""Sources of which no public sample could be had (or a single one): made up after the note on formats, and said so."""

from __future__ import annotations

import io
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aval.channels import Entry, Summary, UnknownExport, open_export
from aval.channels.googlechat.dates import moment_of
from aval.channels.imessage.bodies import body_of, versions_of
from aval.channels.mail.rtf import unpacked, words_of_rtf
from aval.channels.tests.facts import DATA
from aval.channels.tests.make import zip_of


def read(data: bytes, name: str = "upload") -> tuple[list[Entry], Summary]:
    with open_export(io.BytesIO(data), name) as export:
        return list(export), export.summary


def told(entries: list[Entry]) -> list[tuple[str, str | None, str]]:
    return [(entry.kind, entry.author, entry.text) for entry in entries]


def event(own_id: str, kind: str, content: dict[str, object], **more: object) -> dict[str, object]:
    return {
        "event_id": own_id, "type": kind, "sender": "@ana:example.org", "origin_server_ts": 1_700_000_000_000,
        "room_id": "!r:example.org", "content": content, **more,
    }  # fmt: skip


MATRIX = {
    "room_name": "Logo",
    "room_creator": "@ana:example.org",
    "topic": "",
    "export_date": "27.11.2026",
    "exported_by": "@ana:example.org",
    "messages": [
        event("$0", "m.room.member", {"membership": "join", "displayname": "Ana"}, state_key="@ana:example.org"),
        event("$1", "m.room.message", {"msgtype": "m.text", "body": "son 500"}),
        event(
            "$2",
            "m.room.message",
            {
                "msgtype": "m.text", "body": "* son 400", "m.new_content": {"msgtype": "m.text", "body": "son 400"},
                "m.relates_to": {"rel_type": "m.replace", "event_id": "$1"},
            },
        ),
        event(
            "$3",
            "m.room.message",
            {
                "msgtype": "m.text", "body": "> <@ana:example.org> son 500\n\nde acuerdo",
                "m.relates_to": {"m.in_reply_to": {"event_id": "$1"}},
            },
            sender="@luis:example.org",
        ),
        event("$4", "m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$3", "key": "👍"}}),
        event("$5", "m.room.message", {}, unsigned={"redacted_because": {"event_id": "$6"}}),
        event("$6", "m.room.redaction", {}, redacts="$5"),
        event("$7", "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AAAA"}),
        event("$8", "m.room.message", {"msgtype": "m.image", "body": "plano.png", "info": {"size": 12}}),
        event("$9", "m.poll.start", {"m.poll": {"question": {"m.text": "¿Cuál?"}, "answers": [{"m.text": "A"}]}}),
    ],
}  # fmt: skip


def test_an_element_room_keeps_edits_deletions_reactions_and_what_stayed_encrypted() -> None:
    entries, summary = read(
        zip_of(
            {"matrix - Logo/export.json": json.dumps(MATRIX).encode(), "matrix - Logo/files/plano-1-2-26.png": b"png"}
        )
    )

    assert summary.source == "matrix"
    assert summary.conversations == ("Logo",)
    assert told(entries)[1:5] == [
        ("message", "@ana:example.org", "son 500"),
        ("edit", "@ana:example.org", "son 400"),
        ("message", "@luis:example.org", "de acuerdo"),
        ("reaction", "@ana:example.org", "👍"),
    ]
    assert (entries[0].kind, entries[0].author) == ("notice", None)
    assert [entry.reply_to for entry in entries[2:5]] == ["$1", "$1", "$3"]
    assert (entries[5].deleted, entries[6].kind, entries[6].reply_to) == (True, "deletion", "$5")
    assert entries[7].extra["encrypted"] == "yes"
    assert (entries[8].attachments[0].present, entries[8].attachments[0].size) == (True, 3)
    assert entries[9].text == "¿Cuál?\nA"
    assert entries[1].at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Thursday, November 3, 2016 at 11:59:50 AM UTC", (2016, 11, 3, 11, 59, 50)),
        ("Thursday, November 3, 2016 at 12:05:00\u202fAM UTC", (2016, 11, 3, 0, 5, 0)),
        ("Tuesday, May 1, 2018 at 9:00:01 PM UTC", (2018, 5, 1, 21, 0, 1)),
        ("2015. február 15., vasárnap 21:54:36 UTC", (2015, 2, 15, 21, 54, 36)),
        ("jueves, 3 de noviembre de 2016, 23:59:50 UTC", (2016, 11, 3, 23, 59, 50)),
        ("lunes, 4 de marzo de 2019, 9:15:00 p. m. UTC", (2019, 3, 4, 21, 15, 0)),
        ("quinta-feira, 3 de novembro de 2016 às 23:59:50 UTC", (2016, 11, 3, 23, 59, 50)),
        ("Donnerstag, 3. November 2016 um 23:59:50 UTC", (2016, 11, 3, 23, 59, 50)),
        ("jeudi 3 novembre 2016 à 23:59:50 UTC", (2016, 11, 3, 23, 59, 50)),
        ("2016年11月3日木曜日 23:59:50 UTC", (2016, 11, 3, 23, 59, 50)),
    ],
)
def test_google_chats_dates_in_many_languages(written: str, moment: tuple[int, ...]) -> None:
    assert moment_of(written) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "written", ["", "yesterday", "3/4/2016 10:00:00", "Foo 3, 2016 at 10:00:00", "May 40, 2018 10:00"]
)
def test_google_chats_dates_that_are_not_clear_are_not_guessed(written: str) -> None:
    assert moment_of(written) is None


def test_google_chat_of_a_takeout() -> None:
    ana = {"name": "Ana", "email": "ana@example.org", "user_type": "Human"}
    messages = {
        "messages": [
            {
                "creator": ana, "created_date": "Thursday, November 3, 2016 at 11:59:50 AM UTC", "text": "hola",
                "topic_id": "t1", "message_id": "dm/t1/m1",
            },
            {
                "creator": ana, "created_date": "Thursday, November 3, 2016 at 12:00:50 PM UTC", "topic_id": "t1",
                "attached_files": [{"original_name": "plano?v=1.pdf", "export_name": "File-plano?v=1.pdf"}],
                "message_id": "dm/t1/m2",
            },
            {"message_state": "DELETED", "deleted_date": "qwerty 12:00:50", "topic_id": "t1", "message_id": "dm/t1/m3"},
        ]
    }  # fmt: skip
    folder = "Takeout/Google Chat/Groups/DM abc"

    entries, summary = read(
        zip_of(
            {
                f"{folder}/messages.json": json.dumps(messages).encode(),
                f"{folder}/group_info.json": json.dumps({"members": [ana, {"name": "Luis"}]}).encode(),
                f"{folder}/File-plano_v=1.pdf": b"%PDF",
            }
        )
    )

    assert (summary.source, summary.conversations) == ("googlechat", ("Ana, Luis",))
    assert told(entries)[0] == ("message", "Ana", "hola")
    assert entries[0].at == datetime(2016, 11, 3, 11, 59, 50, tzinfo=UTC)
    assert (entries[1].attachments[0].name, entries[1].attachments[0].present) == ("plano?v=1.pdf", True)
    assert (entries[2].deleted, entries[2].at) == (True, None)
    assert [flag.code for flag in entries[2].flags] == ["unknown-date"]
    assert "qwerty" in entries[2].flags[0].sentence("pt")


def docx(*paragraphs: str) -> bytes:
    def runs(text: str) -> str:
        return "<w:br/>".join(f'<w:r><w:t xml:space="preserve">{line}</w:t></w:r>' for line in text.split("\n"))

    body = "".join(f"<w:p>{runs(text)}</w:p>" for text in paragraphs)
    document = (
        '<?xml version="1.0" encoding="UTF-8"?><w:document '
        f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    )
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def test_a_google_meet_transcript() -> None:
    entries, summary = read(
        docx(
            "Reunión (2024-05-13 10:00 GMT-5) - Transcript", "Attendees", "Ana Pérez, Luis", "Transcript", "00:00:00",
            "Ana Pérez: Hola, ¿empezamos?", "Luis: Sí.", "00:05:00", "Luis: El precio es 500.", "Meeting ended after 00:06:00",
        )
    )  # fmt: skip

    assert (summary.source, summary.style) == ("transcript", "docx Meet")
    assert told(entries) == [
        ("transcript", "Ana Pérez", "Hola, ¿empezamos?"),
        ("transcript", "Luis", "Sí."),
        ("transcript", "Luis", "El precio es 500."),
    ]
    assert [entry.extra["start_seconds"] for entry in entries] == ["0.000", "0.000", "300.000"]


def test_a_teams_transcript_as_a_document() -> None:
    entries, summary = read(docx("Ana Pérez   0:03\nHola, ¿empezamos?", "Luis   1:02:05\nSí."))

    assert summary.style == "docx Teams"
    assert told(entries) == [("transcript", "Ana Pérez", "Hola, ¿empezamos?"), ("transcript", "Luis", "Sí.")]
    assert entries[1].extra["start_seconds"] == "3725.000"


def test_any_other_document_is_refused() -> None:
    with pytest.raises(UnknownExport):
        read(docx("Contrato", "Precio: 500", "Firma"))


def test_google_meets_chat_names_who_wrote() -> None:
    entries, _ = read(b"00:00:05.000,00:00:08.000\nAna: hola\n\n00:01:00.000,00:01:03.000\nLuis: listo\n")

    assert told(entries) == [("transcript", "Ana", "hola"), ("transcript", "Luis", "listo")]


DISCORD = """<!DOCTYPE html><html lang="en"><head><title>Estudio - logo</title><style>.chatlog__message{}</style></head><body>
<div class="preamble"><div class="preamble__entries-container"><div class="preamble__entry">Estudio</div>
<div class="preamble__entry">Trabajo / logo</div></div></div><div class="chatlog">
<div class="chatlog__message-group"><div id="chatlog__message-container-530733218294890496" class="chatlog__message-container" data-message-id="530733218294890496">
<div class="chatlog__message"><div class="chatlog__message-primary"><div class="chatlog__header">
<span class="chatlog__author" title="ana#1234" data-user-id="11">Ana</span><span class="chatlog__timestamp" title="Friday, January 4, 2019 5:52 PM"><a href="#x">01/04/2019 5:52 PM</a></span></div>
<div class="chatlog__content chatlog__markdown"><span class="chatlog__markdown-preserve">son <strong>500</strong><br>gracias</span> <span class="chatlog__edited-timestamp" title="later">(edited)</span></div>
<div class="chatlog__attachment"><a href="logo_Files/plano.png"><img class="chatlog__attachment-media" src="logo_Files/plano.png" alt="Image attachment" title="Image: plano.png (3 bytes)"></a></div>
<div class="chatlog__reactions"><div class="chatlog__reaction"><span class="chatlog__reaction-count">2</span></div></div>
</div></div></div>
<div id=chatlog__message-container-530733300000000000 class=chatlog__message-container data-message-id=530733300000000000><div class=chatlog__message><div class=chatlog__message-primary>
<div class=chatlog__content><span class=chatlog__markdown-preserve>&lt;listo&gt;</span></div></div></div></div></div>
<div class="chatlog__message-group"><div class="chatlog__message-container" data-message-id="530733400000000000"><div class="chatlog__message">
<div class="chatlog__reply"><div class="chatlog__reply-author">Ana</div><div class="chatlog__reply-content"><span class="chatlog__reply-link" onclick="scrollToMessage(event,'530733218294890496')">son 500</span></div></div>
<div class="chatlog__header"><span class="chatlog__author" data-user-id="12">Luis</span></div><div class="chatlog__content">ok</div></div></div></div>
<div class="chatlog__message-group"><div class="chatlog__message-container" data-message-id="530733500000000000"><div class="chatlog__message"><div class="chatlog__system-notification-content">
<span class="chatlog__system-notification-author" data-user-id="12">Luis</span> <span>pinned a message.</span></div></div></div></div>
</div></body></html>"""


def test_discords_page_gives_the_moment_of_its_ids() -> None:
    entries, summary = read(zip_of({"logo.html": DISCORD.encode(), "logo_Files/plano.png": b"png"}))

    assert (summary.source, summary.conversations) == ("discord", ("Estudio / Trabajo / logo",))
    assert told(entries) == [
        ("message", "Ana", "son 500\ngracias"),
        ("message", "Ana", "<listo>"),
        ("message", "Luis", "ok"),
        ("notice", None, "Luis pinned a message."),
    ]
    assert entries[0].at is not None
    assert entries[0].at.isoformat(timespec="seconds") == "2019-01-04T13:04:19+00:00"
    assert [entry.edited for entry in entries] == [True, False, False, False]
    assert (entries[0].attachments[0].name, entries[0].attachments[0].present) == ("plano.png", True)
    assert entries[2].reply_to == "530733218294890496"
    assert read(DISCORD.encode(), "logo.html")[0][1].text == "<listo>"


def test_the_messages_of_a_mac_are_all_there_and_disagreeing_texts_are_flagged() -> None:
    entries, summary = read((DATA / "imessage" / "langchain_imessage_chat.db").read_bytes(), "chat.db")

    assert (summary.source, len(entries)) == ("imessage", 23)
    assert sum(1 for entry in entries if '"text": null' in entry.raw) == 11
    assert all(entry.text for entry in entries)
    assert [entry.at.isoformat(timespec="seconds") for entry in (entries[0], entries[-1]) if entry.at] == [
        "2023-11-05T02:50:50+00:00", "2023-11-17T11:27:36+00:00",
    ]  # fmt: skip
    assert sum("texts-disagree" in {flag.code for flag in entry.flags} for entry in entries) >= 3
    assert [(e.kind, e.extra["reaction"], e.reply_to) for e in entries if e.kind == "reaction"] == [
        ("reaction", "loved", "FC62F43D-2F38-43EC-937E-2129DBBD948A")
    ]


def test_apples_blobs() -> None:
    folder = DATA / "imessage"
    multi = body_of((folder / "reagentx_MultiPart").read_bytes())
    edited = versions_of((folder / "reagentx_Edited.plist").read_bytes())

    assert multi is not None
    assert multi.text == "\ufffctest 1\ufffctest 2 \ufffctest 3"
    assert [name[:5] for name in multi.files] == ["at_0_", "at_2_", "at_4_"]
    assert [version.text.strip() for version in edited] == ["First message", "Edit 1", "Edit 2", "Edited message"]
    assert [version.at.isoformat(timespec="seconds")[11:19] for version in edited if version.at] == [
        "01:17:54", "01:18:00", "01:18:05", "01:18:14",
    ]  # fmt: skip


def test_a_hostile_database_is_read_without_running_what_it_brings(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT)")
        database.execute("CREATE TABLE message_ (ROWID INTEGER PRIMARY KEY, guid TEXT)")
        database.execute(
            "CREATE VIEW message AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS guid FROM c"
        )
    database.close()

    with pytest.raises(UnknownExport):
        read(path.read_bytes(), "x.db")


def test_half_a_database_is_reported_as_damaged() -> None:
    data = (DATA / "imessage" / "langchain_imessage_chat.db").read_bytes()

    entries, summary = read(data[: len(data) // 2], "chat.db")

    assert len(entries) < 23
    assert [damage.code for damage in summary.damage] == ["database-damaged"]


def test_an_outlook_message_without_a_date_has_none() -> None:
    entries, summary = read((DATA / "msg" / "strangeDate.msg").read_bytes(), "strangeDate.msg")

    assert (summary.source, len(entries)) == ("email", 1)
    assert (entries[0].at, entries[0].at_local, entries[0].author) == (None, None, None)
    assert (entries[0].conversation, entries[0].attachments) == ("MSG Test File", ())
    assert entries[0].extra["to"] == "time2talk@online-convert.com"
    assert entries[0].text.startswith("MSG test file\nPurpose: Provide example of this file type")


def test_compressed_rtf_is_unpacked() -> None:
    # The two examples of MS-OXRTFCP, 4.1.
    plain = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0"
    )
    crossing = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")

    assert unpacked(plain) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(crossing) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert words_of_rtf(plain) == "hello world"
