"""Every sample of the other apps gives what its README says."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import pytest

from aval.channels import Entry, Summary, UnknownExport, detect, open_export
from aval.channels.tests.facts import DATA
from aval.channels.tests.make import zip_of


def read(path: str | Path | bytes, name: str = "", **options: object) -> tuple[list[Entry], Summary]:
    file = io.BytesIO(path) if isinstance(path, bytes) else DATA / path
    with open_export(file, name, **options) as export:  # type: ignore[arg-type]
        return list(export), export.summary


def rows(folder: str, pattern: str) -> list[re.Match[str]]:
    """Rows of a README that match a pattern, one for each file."""
    return list(re.finditer(pattern, (DATA / folder / "README.md").read_text(), re.MULTILINE))


def codes(entries: list[Entry]) -> list[str]:
    return [flag.code for entry in entries for flag in entry.flags]


TELEGRAM = rows(
    "telegram",
    r"^\| (?P<file>\S+\.json) \|.*?\| (?P<entries>\d+) entries (?P<types>\{.*?\}); labels: (?P<labels>.*?); .*?"
    r"media (?P<media>\d+) \(not in export (?P<out>\d+)\); edited (?P<edited>\d+); forwarded (?P<forwarded>\d+); "
    r"replies (?P<replies>\d+); polls (?P<polls>\d+); with date_unixtime (?P<exact>\d+)",
)


@pytest.mark.parametrize("row", TELEGRAM, ids=[row["file"] for row in TELEGRAM])
def test_telegram_files_give_their_facts(row: re.Match[str]) -> None:
    entries, summary = read(f"telegram/{row['file']}")

    attachments = [attachment for entry in entries for attachment in entry.attachments]
    services = sum(entry.kind in ("notice", "call") for entry in entries)
    assert len(TELEGRAM) == 11
    assert summary.source == "telegram"
    assert len(entries) == int(row["entries"])
    assert f"'service': {services}" in row["types"] or services == 0
    assert {entry.label for entry in entries} == {label.strip() for label in row["labels"].split(", ") if label.strip()}
    assert len(attachments) == int(row["media"])
    assert sum(attachment.omitted for attachment in attachments) == int(row["out"])
    assert sum(entry.edited for entry in entries) == int(row["edited"])
    assert sum("forwarded_from" in entry.extra for entry in entries) == int(row["forwarded"])
    assert sum(entry.reply_to is not None for entry in entries) == int(row["replies"])
    assert sum(entry.kind == "poll" for entry in entries) == int(row["polls"])
    assert sum(entry.at is not None for entry in entries) >= int(row["exact"])


def test_a_telegram_text_of_pieces_is_joined_and_its_moment_preferred() -> None:
    entries, _ = read("telegram/langchain_result.json")
    pieces, _ = read("telegram/chatminer_single_export.json")

    assert entries[0].at is not None
    assert (entries[0].at.isoformat(), entries[0].at_local) == ("2023-08-23T20:11:23+00:00", "2023-08-23T13:11:23")
    assert pieces[1].text == "Link:https://telegram.org/"


def test_telegrams_pages_give_the_same_messages_as_its_json() -> None:
    pages, summary = read("telegram/langchain_messages.html")
    twin, _ = read("telegram/langchain_result.json")

    assert (pages[0].kind, pages[0].text) == ("notice", "23 August 2023")
    assert [(entry.author, entry.text, entry.at_local) for entry in pages[1:]] == [
        (entry.author, entry.text, entry.at_local) for entry in twin
    ]
    assert pages[1].at is not None
    assert pages[1].at.isoformat() == "2023-08-23T13:11:23-08:00"
    assert summary.conversations == ("Jimmeny Marvelton",)


def test_old_telegram_times_wait_for_a_zone() -> None:
    without, summary = read("telegram/innerdvations_bot.json")
    with_zone, _ = read("telegram/innerdvations_bot.json", zone="America/Bogota")

    assert summary.zone_needed
    assert without[0].at is None
    assert with_zone[0].at is not None
    assert with_zone[0].at.isoformat() == "2020-10-13T23:31:04-05:00"


def test_a_telegram_file_that_was_cut_gives_what_was_whole() -> None:
    data = (DATA / "telegram" / "innerdvations_saved.json").read_bytes()

    entries, summary = read(data[:3_500])

    assert 5 < len(entries) < 21
    assert [damage.code for damage in summary.damage] == ["json-cut"]


def test_slack_gives_its_facts() -> None:
    small, small_summary = read("slack/langchain_slack_export.zip")
    large, _ = read("slack/slackdump_source_export.zip")

    assert Counter(entry.extra.get("subtype", "plain") for entry in small) == {"channel_join": 1, "plain": 4}
    assert [person.label for person in small_summary.participants] == ["Example User"]
    assert sorted({entry.conversation for entry in small}) == ["example-channel", "general", "random"]
    assert "2023-04-13T19:15:17.397479+00:00" in {entry.at.isoformat() for entry in small if entry.at}
    assert Counter(entry.extra.get("subtype", "plain") for entry in large) == {
        "plain": 14,
        "channel_join": 1,
        "tombstone": 1,
    }
    assert sum(entry.edited for entry in large) == 1
    assert sum(entry.thread is not None for entry in large) == 7
    assert len({entry.thread for entry in large if entry.reply_to}) == 3
    assert sum(len(entry.attachments) for entry in large) == 2
    assert [entry.deleted for entry in large].count(True) == 1
    assert all(re.fullmatch(r"\d{10}\.\d{6}", entry.id) for entry in large)


def test_discord_gives_its_facts() -> None:
    direct, _ = read("discord/DM_2A_2M.json")
    group, _ = read("discord/GC_3A_5M.json")
    guild, summary = read("discord/dce_channel.json")

    assert Counter(entry.extra["type"] for entry in direct) == {"Default": 2, "Call": 1}
    assert Counter(entry.extra["type"] for entry in group) == {
        "ChannelNameChange": 1,
        "Default": 3,
        "ChannelIconChange": 1,
        "Call": 1,
    }
    assert {entry.label for entry in group} == {"lombi", "mlomb", "not a plant"}
    assert summary.conversations == ("Acme Dev / help",)
    assert guild[0].at is not None
    assert guild[0].at.isoformat() == "2026-09-20T10:00:00.123456-04:00"
    assert (guild[1].edited, guild[1].reply_to, guild[2].kind) == (True, "1001", "notice")


def test_a_discord_id_that_was_made_at_another_time_is_flagged() -> None:
    data = (DATA / "discord" / "DM_2A_2M.json").read_bytes()

    assert codes(read("discord/DM_2A_2M.json")[0]) == []
    assert codes(read(data.replace(b"2019-01-25T00:11:04.083", b"2020-01-25T00:11:04.083"))[0]) == [
        "id-contradicts-time"
    ]


def test_skype_gives_its_facts() -> None:
    entries, summary = read("skype/messages.json")

    types = Counter(entry.extra["type"] for entry in entries)
    assert types == {
        "RichText": 88,
        "RichText/UriObject": 4,
        "Text": 2,
        "RichText/Media_Video": 2,
        "Control/ThreadActivity": 2,
        "RichText/Media_GenericFile": 1,
        "Event/Call": 1,
    }
    assert Counter(entry.conversation for entry in entries) == dict.fromkeys(summary.conversations, 20)
    assert len(summary.conversations) == 5
    assert (summary.first, summary.last) == ("2024-01-01T10:00:00", "2024-01-05T12:19:00")
    assert [entry.kind for entry in entries].count("notice") == 2
    with pytest.raises(UnknownExport):
        read("skype/endpoints.json")


def test_teams_gives_its_facts() -> None:
    entries, _ = read("teams/zulip_dm_messages.json")

    assert [(entry.kind, entry.author, entry.text) for entry in entries] == [
        ("message", "Will Begon", "DM from deactivated user"),
        ("notice", None, ""),
    ]
    assert entries[0].at is not None
    assert entries[0].at.isoformat() == "2025-10-09T13:01:01.662000+00:00"


def test_messenger_and_instagram_give_their_facts() -> None:
    mended, summary = read("facebook/kawsay_mojibake_message_1.json")
    newest_first, other = read("facebook/langchain_facebook_chat.json")
    instagram, _ = read("instagram/chatminer_test_export.json")

    assert summary.conversations == ("José García",)
    assert [(entry.author, entry.text) for entry in mended] == [
        ("José García", "¡Hola! ¿Cómo estás? 😀"),
        ("Me", "Mira esta foto 📸"),
        ("José García", ""),
    ]
    assert len(newest_first) == 11
    assert sum(len(entry.attachments) for entry in newest_first) == 1
    assert {person.label for person in other.participants} == {"User 1", "User 2"}
    assert [entry.author for entry in instagram] == ["John Doe", "Jane Doe"]


def test_linkedin_gives_its_facts() -> None:
    entries, _ = read("linkedin/bdrolet_messages.csv")

    assert Counter(entry.thread for entry in entries) == {"c1": 3, "c2": 2, "c3": 1, "c4": 2}
    assert entries[2].text == "Coffee, next week?"
    assert [entry.at is None for entry in entries] == [False] * 7 + [True]
    assert codes(entries) == ["impossible-time"]


def test_signal_gives_its_facts_and_keeps_no_keys() -> None:
    texts, _ = read("signal/chatminer_test_export.txt")
    frames, summary = read("signal/libsignal_takeout-export.jsonl")

    assert [(entry.at_local, entry.author, entry.text) for entry in texts] == [
        ("2019-12-24T12:23:00", "Jane Doe", "Hello John!"),
        ("2020-01-17T21:49:00", "John Doe", "Hello\nJane!"),
    ]
    assert frames == []
    assert "q6urq" not in repr(summary)


def test_signal_frames_become_messages() -> None:
    data = (DATA / "signal" / "libsignal_takeout-export.jsonl").read_bytes() + (
        b'\n{"recipient":{"id":"9","contact":{"e164":"15550001","profileGivenName":"Ana"}}}\n{"chat":{"id":"3","recipientId":"9"}}\n'
        b'{"chatItem":{"chatId":"3","authorId":"9","dateSent":"1715636551000","incoming":{},"standardMessage":{"text":{"body":"hola"}}}}\n'
    )

    entries, _ = read(data)

    assert [(entry.author, entry.text, entry.conversation) for entry in entries] == [("Ana", "hola", "Ana")]


SMS = rows(
    "sms",
    r"^\| (?P<file>\S+\.xml) \|.*?real (?P<real>\d+) .*?sent \(type/msg_box 2\) (?P<sent>\d+); MMS media parts (?P<media>\d+)",
)


@pytest.mark.parametrize("row", SMS, ids=[row["file"] for row in SMS])
def test_sms_backups_give_their_facts(row: re.Match[str]) -> None:
    entries, summary = read(f"sms/{row['file']}")

    assert len(SMS) == 8
    assert len(entries) == int(row["real"])
    assert sum(entry.author == "(me)" for entry in entries) == int(row["sent"])
    assert sum(len(entry.attachments) for entry in entries) == int(row["media"])
    assert not summary.damage
    assert not summary.notes


def test_a_picture_in_an_sms_backup_can_be_read_again() -> None:
    with open_export(DATA / "sms" / "devadvance_sample_mms.xml") as export:
        entries = list(export)
        attachment = entries[0].attachments[0]
        file = export.attachments.get(attachment.member)
        assert file is not None
        content = file.open().read()

    assert content.startswith(b"\x89PNG")
    assert (len(content), file.sha256()) == (attachment.size, attachment.sha256)
    assert entries[0].text == "Here is an image attachment"


def test_entities_in_xml_are_refused_and_halves_of_emoji_are_joined() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><smses count="1"><sms address="1" date="1" type="1" body="&a;"/></smses>'
    halves = b'<smses count="1"><sms address="1" date="1609459200000" type="1" body="hola &#55357;&#56832; &#xD83D;&#xDE00; &#55357;x"/></smses>'

    refused, summary = read(bomb)
    joined, _ = read(halves)

    assert refused == []
    assert [damage.code for damage in summary.damage] == ["xml-refused"]
    assert joined[0].text == "hola 😀 😀 \ufffdx"


def test_a_truncated_backup_gives_its_whole_entries_and_says_what_is_missing() -> None:
    data = (DATA / "sms" / "devadvance_sms_small.xml").read_bytes()

    entries, summary = read(data[: len(data) // 2])

    assert 3 < len(entries) < 12
    assert [damage.code for damage in summary.damage] == ["xml-cut"]
    assert "says it holds 12" in summary.notes[0]


CUES = {
    "colon_speaker.vtt": 8, "numbered_no_speaker.vtt": 5, "teams_voice_tags.vtt": 11, "webvttpy_captions_with_bom.vtt": 4, "webvttpy_comments.vtt": 3,
    "webvttpy_cue_tags.vtt": 3, "webvttpy_no_captions.vtt": 0, "webvttpy_one_caption.srt": 1, "webvttpy_one_caption.vtt": 1, "webvttpy_sample.sbv": 5,
    "webvttpy_sample.srt": 5, "webvttpy_sample.vtt": 16, "webvttpy_two_captions.sbv": 2, "webvttpy_using_identifiers.vtt": 6, "webvttpy_missing_caption_text.srt": 5,
    "webvttpy_missing_caption_text.vtt": 5, "webvttpy_missing_timeframe.srt": 5, "webvttpy_missing_timeframe.sbv": 5, "webvttpy_missing_timeframe.vtt": 7,
    "webvttpy_invalid_timeframe.srt": 5, "webvttpy_invalid_timeframe.sbv": 5,
}  # fmt: skip


@pytest.mark.parametrize(("file", "count"), CUES.items())
def test_transcripts_give_their_cues(file: str, count: int) -> None:
    entries, summary = read(f"transcripts/{file}")

    assert summary.source == "transcript"
    assert len(entries) == count
    assert {entry.kind for entry in entries} <= {"transcript"}
    if "invalid" in file:
        assert "impossible-time" in codes(entries)


@pytest.mark.parametrize("file", ["webvttpy_empty.vtt", "webvttpy_invalid_format.sbv", "webvttpy_invalid_format1.srt"])
def test_what_is_no_transcript_is_refused(file: str) -> None:
    with pytest.raises(UnknownExport):
        read(f"transcripts/{file}")


def test_speakers_are_found_by_tag_or_by_colon_and_never_invented() -> None:
    tagged, _ = read("transcripts/teams_voice_tags.vtt")
    named, _ = read("transcripts/colon_speaker.vtt")
    nobody, _ = read("transcripts/numbered_no_speaker.vtt")
    odd, _ = read("transcripts/webvttpy_sample.sbv")

    assert Counter(entry.author for entry in tagged) == {"Jane Smith": 5, "John Doe": 3, "Alice Johnson": 3}
    assert tagged[-1].extra["end_seconds"] == "78.000"
    assert Counter(entry.author for entry in named) == {
        "Mayor Johnson": 4,
        "Council Member Davis": 2,
        "Council Member Smith": 1,
        "Council Member Park": 1,
    }
    assert {entry.author for entry in nobody} == {None}
    assert codes(odd) == ["ends-before-start"]


def test_zoom_gives_its_facts_and_its_date_from_the_folder() -> None:
    entries, summary = read("zoom/zoom_chat_es.txt")
    text = (DATA / "zoom" / "zoom_chat_es.txt").read_bytes()
    dated, _ = read(zip_of({"2024-05-13 10.00.00 Kickoff/chat.txt": text}), "x.zip", zone="America/Bogota")

    assert Counter(entry.author for entry in entries) == {"victormln": 3, "another_user123123": 2}
    assert (entries[0].extra["time_of_day"], entries[-1].extra["time_of_day"]) == ("16:20:25", "16:32:15")
    assert (entries[0].at_local, summary.dates.order) == (None, "none")
    assert dated[0].at is not None
    assert (dated[0].at.isoformat(), dated[0].conversation) == ("2024-05-13T16:20:25-05:00", "Kickoff")


def test_zoom_lines_of_other_ages_are_read() -> None:
    text = '10:00:01 From Ana P to Everyone:\n\thola a todos\n\totra línea\n10:00:05 From Luis to Ana P (Direct Message):\n\tsolo tú\n10:01:00 From Ana P to Everyone:\n\tReacted to "hola" with 👍\n'

    entries, _ = read(text.encode())

    assert [(entry.author, entry.kind, entry.text) for entry in entries] == [
        ("Ana P", "message", "hola a todos\notra línea"),
        ("Luis", "message", "solo tú"),
        ("Ana P", "reaction", "👍"),
    ]
    assert entries[1].extra["private"] == "yes"


MAIL = rows(
    "email",
    r"^\| (?P<file>\S+\.eml) \|.*?\| Subject “(?P<subject>.*?)”; From (?P<from>.*?); Date (?P<date>.*?); (?P<parts>\d+) leaf parts, "
    r"(?P<files>\d+) with a file name or attachment disposition(?: \((?P<names>.*?)\))?; parser defects (?P<defects>\d+)",
)


@pytest.mark.parametrize("row", MAIL, ids=[row["file"] for row in MAIL])
def test_mails_give_their_facts(row: re.Match[str]) -> None:
    entries, summary = read(f"email/{row['file']}")

    (entry,) = entries
    names = [attachment.name for attachment in entry.attachments if attachment.name]
    expected = [name.replace("�", ".").replace("ö", ".") for name in (row["names"] or "").split(", ") if name]
    assert len(MAIL) == 82
    assert summary.source == "email"
    if "=?" not in row["subject"] and row["subject"] != "–":
        assert re.fullmatch(re.escape(row["subject"]).replace("�", "."), entry.extra["subject"])
    assert (entry.author or "–") in row["from"]
    assert (entry.at is None) == (row["date"] in ("–", "Whenever"))
    assert int(entry.extra["parts"]) == int(row["parts"])
    assert [name.replace("ö", ".") for name in names] == expected
    assert (int(entry.extra.get("defects", 0)) > 0) >= (int(row["defects"]) > 0)


def test_a_display_name_is_not_an_address() -> None:
    entries, _ = read("email/spamscope_19.eml")

    assert entries[0].author == "bob@example.com"
    assert codes(entries) == ["name-is-address"]


def test_a_mailbox_is_cut_into_its_messages() -> None:
    entries, summary = read("mbox/mimekit_issue1189.mbox")

    assert len(entries) == 4
    assert entries[0].at is not None
    assert entries[0].at.isoformat() == "2025-09-26T10:18:40-07:00"
    assert summary.files.present == 1


def test_an_attachment_of_a_mail_can_be_read_again() -> None:
    with open_export(DATA / "email" / "fake-email-attachment.eml") as export:
        (entry,) = export
        file = export.attachments.get(entry.attachments[0].member)
        assert file is not None
        content = file.open().read()

    assert entry.attachments[0].name == "fake-attachment.txt"
    assert file.sha256() == entry.attachments[0].sha256
    assert content


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("whatsapp/ios_es.txt", "whatsapp"), ("signal/chatminer_test_export.txt", "signal"), ("zoom/zoom_chat_es.txt", "zoom"),
        ("telegram/langchain_result.json", "telegram"), ("linkedin/bdrolet_messages.csv", "linkedin"), ("mbox/mimekit_issue1189.mbox", "email"),
    ],
)  # fmt: skip
def test_the_right_source_is_guessed_whatever_the_name(path: str, source: str) -> None:
    data = (DATA / path).read_bytes()

    assert detect(io.BytesIO(data), "upload.bin")[0].source == source


def test_every_entry_of_every_sample_has_its_own_fingerprint_and_reads_alike_twice() -> None:
    for path in sorted(DATA.rglob("*")):
        if not path.is_file() or path.name == "README.md":
            continue
        try:
            with open_export(path) as export:
                first, second = list(export), list(export)
        except UnknownExport:
            continue

        assert first == second, path
        assert len({entry.fingerprint for entry in first}) == len(first), path
