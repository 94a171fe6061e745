"""Every WhatsApp sample gives what its README says."""

from __future__ import annotations

import pytest

from aval.channels import AmbiguousDates, open_export
from aval.channels.tests.facts import ASKED, DATA, ORDERS, Facts, expected, found

ROWS = list(expected())
WHATSAPP = DATA / "whatsapp"


def test_the_readme_describes_every_text() -> None:
    described = {file for file, _, _ in ROWS}

    assert described == {path.name for path in WHATSAPP.glob("*.txt")}


@pytest.mark.parametrize(("file", "order", "facts"), ROWS, ids=[file for file, _, _ in ROWS])
def test_a_file_gives_its_facts(file: str, order: str, facts: Facts) -> None:
    got, summary, _ = found(file)

    assert got == facts
    assert summary.entries == facts.entries
    assert not summary.damage
    assert summary.dates.order in {ORDERS[order], "year-first", "either"}


@pytest.mark.parametrize("file", sorted(ASKED))
def test_a_file_that_leaves_the_dates_open_is_asked_about_and_not_guessed(file: str) -> None:
    with open_export(WHATSAPP / file) as export:
        entries = list(export)

        assert export.dates.alternatives == ("2020-09-12", "2020-12-09")
        assert [entry.at_local for entry in entries] == [None] * 14
        assert entries[0].extra == {"day_first": "2020-09-12T23:55:00", "month_first": "2020-12-09T23:55:00"}
        with pytest.raises(AmbiguousDates) as refusal:
            export.require_dates()
        assert "2020-09-12" in refusal.value.sentence("es")


@pytest.mark.parametrize("language", ["es", "pt-PT", "en", "de", "fr", "it", "ru"])
def test_notices_under_a_persons_name_are_nobodys_words(language: str) -> None:
    _, summary, entries = found(f"ios_{language}.txt")

    notices = [entry for entry in entries if entry.kind == "notice"]
    assert [entry.label for entry in notices] == ["Elon Musk"] * 3
    assert {entry.author for entry in notices} == {None}
    assert [entry.number for entry in entries if entry.deleted] == [14, 20]
    assert [entry.extra.get("deleted_by") for entry in entries if entry.deleted] == ["exporter", None]
    assert [entry.number for entry in entries if entry.kind == "location"] == [22]
    assert summary.language == language
    media = [attachment.media for entry in entries for attachment in entry.attachments]
    assert media == ["image", "image", "video", "audio", "contact", "sticker", "sticker"] + ["document"] * 3 + [
        "image",
        "gif",
        "image",
        "video",
    ]


def test_documents_left_out_keep_their_title() -> None:
    _, _, entries = found("ios_es.txt")

    titles = [a.name for entry in entries for a in entry.attachments if a.media == "document"]
    assert titles == ["Some file.txt", "Resume-Dmitry-Starkov.pdf", "Template.docx"]
    assert all(entry.text == "" for entry in entries if entry.attachments)


def test_a_document_that_came_along_is_no_caption_of_itself() -> None:
    _, summary, entries = found("ios_en_media.txt")

    documents = [(entry.text, entry.attachments[0].name) for entry in entries[11:14]]
    assert documents == [
        ("", "00000046-Some file.txt"),
        ("", "00000047-Resume-Dmitry-Starkov.pdf"),
        ("", "00000048-Template.docx"),
    ]
    assert summary.files.missing == 13


def test_captions_follow_the_file_on_android() -> None:
    _, _, entries = found("android_en_media.txt")

    assert (entries[9].attachments[0].name, entries[9].text) == ("IMG-20220323-WA0002.jpg", "Титл")
    assert (entries[3].attachments[0].omitted, entries[3].text) == (True, "Caption")


def test_a_name_before_a_colon_without_space_is_still_a_name() -> None:
    _, _, entries = found("chatminer_test_ddmmyy_24hrs.txt")

    assert (entries[1].author, entries[1].text) == ("John Doe", ".")
    assert (entries[3].author, entries[3].text) == ("John-John Doe", "Lorem ipsum : dolor sit amet.")
    assert entries[4].kind == "notice"


def test_an_empty_body_is_perhaps_a_message_to_be_viewed_once() -> None:
    _, _, entries = found("whatsr_germanios24h.txt")

    empty = [entry for entry in entries if entry.kind == "message" and not entry.text and not entry.attachments]
    assert [(entry.author, dict(entry.extra)) for entry in empty] == [("Carol", {"view_once": "maybe"})]
    assert "https://github.com/JuKo007" in {entry.text for entry in entries}


def test_the_group_under_whose_name_the_app_speaks_is_no_participant() -> None:
    _, summary, entries = found("whatstk_pokemon.txt")

    assert entries[0].kind == "notice"
    assert len(summary.participants) == 8


def test_the_zip_and_the_text_of_one_conversation_have_the_same_fingerprints() -> None:
    _, _, loose = found("4A_11M.txt")
    _, _, zipped = found("4A_11M.zip")

    assert [entry.fingerprint for entry in loose] == [entry.fingerprint for entry in zipped]
    assert len({entry.fingerprint for entry in loose}) == 14


def test_the_russian_zip_holds_the_russian_text() -> None:
    facts, summary, _ = found("ios_ru.zip")

    assert facts.entries == 25
    assert summary.language == "ru"


def test_an_announced_file_that_is_not_there_is_missing() -> None:
    _, summary, entries = found("kawsay_ios.txt")

    assert "MISSING_9999.jpg" in summary.files.missing_names
    assert not any(attachment.present for entry in entries for attachment in entry.attachments)
