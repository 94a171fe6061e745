"""Bringing an outside conversation in: looked at first, confirmed, and brought in again."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from aval.conversation.models import Thread
from aval.files import storage
from aval.files.actions import FileIsEmpty, FileIsTooLarge
from aval.files.models import Attachment
from aval.imports import access, queries
from aval.imports import actions as imports
from aval.imports.events import EntryMatched, EntryRecorded, ImportConfirmed
from aval.imports.models import Attestation, Import, ImportedEntry
from aval.imports.reading import ExportUnreadable
from aval.imports.refusals import DatesNeeded, GateIsClosed, NothingNew, PeopleNeeded, ZoneNeeded
from aval.kernel.refusals import IllegalMove
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db


def held_files() -> list[Path]:
    return [path for path in Path(site.FILES_ROOT).rglob("held-*") if path.is_file()]


def preview_of(held: Import) -> queries.Preview:
    return queries.preview(held, access.open_thread(held.contract_id, held.uploaded_by_id))


def test_a_preview_shows_who_is_who_and_leaves_the_record_alone() -> None:
    thread = make.thread(gate_open=True)
    before = len(record.events(thread.contract_id))

    preview = preview_of(make.preview(thread))

    assert [(one.label, one.entries, one.suggestion) for one in preview.people] == [
        ("Clara", 3, "client"),
        ("Pedro", 2, "professional"),
    ]
    assert (preview.new, preview.known, preview.zone_needed) == (5, 0, True)
    assert preview.days == [("2026-02-25", 4), ("2026-02-26", 1)]
    assert len(record.events(thread.contract_id)) == before
    assert not ImportedEntry.objects.exists()


@pytest.mark.parametrize(
    ("label", "side"),
    [("~ Clara María", "client"), ("clara maría gómez", "client"), ("Clara", "other"), ("Clara Mar", "other")],
)
def test_a_name_is_taken_for_a_side_if_it_begins_that_sides_name_and_no_other(label: str, side: str) -> None:
    people = {"client": make.client("Clara María Gómez"), "professional": make.professional("Clara Rocha")}
    thread = make.thread(gate_open=True, **people)

    preview = preview_of(make.preview(thread, make.EXPORT.replace("Clara", label)))

    assert {one.suggestion for one in preview.people if one.label != "Pedro"} == {side}


def test_each_entry_becomes_an_event_of_its_own() -> None:
    thread = make.thread(gate_open=True)

    held = make.imported(thread)

    [event] = record.events(thread.contract_id, kinds=[ImportConfirmed])
    assert isinstance(event.event, ImportConfirmed)
    assert (event.event.new, event.event.file_sha256, event.event.zone) == (5, held.sha256, "America/Bogota")
    entries = [found.event for found in record.events(thread.contract_id, kinds=[EntryRecorded])]
    assert [(entry.side, str(entry.text)) for entry in entries if isinstance(entry, EntryRecorded)] == [
        ("client", "Good morning, did you see the drawings?"),
        ("professional", "Yes, they are fine"),
        ("professional", "I can start on Monday"),
        ("client", "ok"),
        ("client", "Then 450 for the first part, as agreed"),
    ]
    shown = queries.entries(thread.contract_id)
    assert shown[0].at is not None
    assert shown[0].at.isoformat() == "2026-02-25T15:00:05+00:00"
    assert {entry.grade for entry in shown} == {"plain"}
    assert not held_files()


def test_only_the_chosen_days_and_people_come_in_and_the_omission_is_stated() -> None:
    thread = make.thread(gate_open=True)

    make.imported(
        thread,
        since=date(2026, 2, 25),
        until=date(2026, 2, 25),
        leave_out=[1],
        omission="One line is about my family",
    )

    assert [entry.number for entry in ImportedEntry.objects.order_by("seq")] == [0, 2, 3]
    [event] = record.events(thread.contract_id, kinds=[ImportConfirmed])
    assert isinstance(event.event, ImportConfirmed)
    assert (event.event.left_out, event.event.omission) == (2, "One line is about my family")


def test_the_same_export_again_adds_nothing() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread)

    with pytest.raises(NothingNew):
        make.imported(thread)

    assert ImportedEntry.objects.count() == 5
    assert Import.objects.filter(status="confirmed").count() == 1


def test_a_newer_export_adds_only_what_is_new() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread)

    make.imported(thread, make.EXPORT + "[27/02/2026, 11:00:00] Pedro: Started\n")

    assert ImportedEntry.objects.count() == 6
    assert [entry.text for entry in queries.entries(thread.contract_id)][-1] == "Started"


def test_the_other_partys_export_raises_the_grade_of_what_both_hold() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread)
    theirs = (
        make.EXPORT.replace("Clara:", "Clara cliente:")
        .replace("Pedro:", "Yo:")
        .replace(":05]", ":30]")
        .replace("450 for the first part", "500 for the first part")
    )

    make.imported(thread, theirs, by=thread.professional, people={"Clara cliente": "client", "Yo": "professional"})

    grades = {entry.text: entry.grade for entry in queries.entries(thread.contract_id)}
    assert grades == {
        "Good morning, did you see the drawings?": "matched",
        "Yes, they are fine": "matched",
        "I can start on Monday": "matched",
        "ok": "matched",
        # Each party's export covers the moment and lacks the other's version: both are in doubt.
        "Then 450 for the first part, as agreed": "contested",
        "Then 500 for the first part, as agreed": "contested",
    }
    assert len(record.events(thread.contract_id, kinds=[EntryMatched])) == 4
    assert Attestation.objects.count() == 10


def test_two_exports_match_when_their_zones_were_named_differently() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread, zone="America/Bogota")

    make.imported(thread, by=thread.professional, zone="America/Sao_Paulo")

    assert {entry.grade for entry in queries.entries(thread.contract_id)} == {"matched"}
    assert ImportedEntry.objects.count() == 5


def test_times_without_a_zone_are_asked_about() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread)

    with pytest.raises(ZoneNeeded):
        imports.confirm_import(make.act(thread.client), import_id=held.id, people=make.PEOPLE)

    assert not ImportedEntry.objects.exists()
    assert Import.objects.get().status == "previewed"


def test_dates_that_can_be_read_in_two_ways_are_asked_about_and_never_guessed() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread, (make.SAMPLES / "4A_11M.txt").read_bytes())
    people = {name: "client" if name == "Bob" else "other" for name in ("Alice", "Bob", "Eve", "Mallory", "Trent")}
    imports.read_differently(make.act(thread.client), import_id=held.id, zone="UTC", day_first=None)
    preview = preview_of(Import.objects.get())

    with pytest.raises(DatesNeeded):
        imports.confirm_import(make.act(thread.client), import_id=held.id, people=people)
    imports.read_differently(make.act(thread.client), import_id=held.id, zone="UTC", day_first=False)
    imports.confirm_import(make.act(thread.client), import_id=held.id, people=people)

    assert preview.dates_needed
    assert {entry.at.date() for entry in ImportedEntry.objects.all() if entry.at} == {date(2020, 12, 9)}


def test_an_unknown_zone_is_refused_with_a_sentence() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread)

    with pytest.raises(ExportUnreadable):
        imports.read_differently(make.act(thread.client), import_id=held.id, zone="Mars/Olympus", day_first=None)

    assert Import.objects.get().zone == ""


@pytest.mark.parametrize(
    "people", [{}, {"Clara": "client"}, {"Clara": "other", "Pedro": "other"}, {"Clara": "client", "Pedro": "mediator"}]
)
def test_everybody_in_the_export_is_mapped_by_choice(people: dict[str, str]) -> None:
    thread = make.thread(gate_open=True)

    with pytest.raises(PeopleNeeded):
        make.imported(thread, people=people)

    assert not ImportedEntry.objects.exists()


def test_the_mapping_of_an_earlier_import_is_suggested() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread)

    preview = preview_of(make.preview(thread))

    assert {one.label: one.suggestion for one in preview.people} == make.PEOPLE


def test_nothing_is_brought_in_while_the_gate_is_closed() -> None:
    thread = make.thread()

    with pytest.raises(GateIsClosed):
        make.preview(thread)

    assert not Import.objects.exists()
    assert not held_files()


def test_a_stranger_brings_nothing_in() -> None:
    thread, stranger = make.thread(gate_open=True), make.stranger()
    held = make.preview(thread)

    with pytest.raises(Thread.DoesNotExist):
        make.preview(thread, by=stranger)
    for someone in (stranger, thread.professional):
        with pytest.raises(Import.DoesNotExist):
            imports.confirm_import(make.act(someone), import_id=held.id, people=make.PEOPLE)
        with pytest.raises(Import.DoesNotExist):
            imports.discard_import(make.act(someone), import_id=held.id)
        with pytest.raises(Import.DoesNotExist):
            access.own_import(held.id, someone.id)

    assert Import.objects.get().status == "previewed"


def test_a_discarded_export_leaves_no_bytes() -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread)

    imports.discard_import(make.act(thread.client), import_id=held.id)

    assert not held_files()
    with pytest.raises(IllegalMove):
        imports.discard_import(make.act(thread.client), import_id=held.id)


def broken_zip() -> bytes:
    return (make.SAMPLES / "ios_ru.zip").read_bytes()[:60]


def encrypted_zip() -> bytes:
    """Return a zip whose member says that it is encrypted (general purpose flag, bit 0: APPNOTE 4.4.4)."""
    body = bytearray((make.SAMPLES / "ios_ru.zip").read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(signature) + offset] |= 1
    return bytes(body)


@pytest.mark.parametrize(
    ("make_body", "name"),
    [
        (broken_zip, "chat.zip"),
        (encrypted_zip, "chat.zip"),
        (lambda: b"just some words\nthat are no chat", "chat.txt"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "photo.png"),
        (lambda: bytes(range(256)) * 20, "noise.txt"),
    ],
    ids=["broken zip", "encrypted zip", "prose", "picture", "noise"],
)
def test_what_is_no_export_is_refused_with_a_sentence(make_body: Callable[[], bytes], name: str) -> None:
    thread = make.thread(gate_open=True)

    with pytest.raises(ExportUnreadable) as caught:
        make.preview(thread, make_body(), name=name)

    assert len(str(caught.value.sentence)) > 20
    assert not Import.objects.exists()
    assert not held_files()


def test_what_can_be_saved_of_a_cut_archive_is_shown_with_its_damage() -> None:
    thread = make.thread(gate_open=True)

    held = make.preview(thread, (make.SAMPLES / "ios_ru.zip").read_bytes()[:400], name="chat.zip")

    preview = preview_of(held)
    assert preview.summary.messages > 0
    assert preview.summary.damage


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileIsEmpty):
        make.preview(text=b"")

    assert not Import.objects.exists()
    assert not held_files()


def test_a_file_past_the_limit_is_refused(settings: Any) -> None:
    settings.FILE_BYTES_MAX = 100

    with pytest.raises(FileIsTooLarge):
        make.preview()

    assert not Import.objects.exists()
    assert not held_files()


def test_media_that_came_along_are_kept_and_missing_ones_counted() -> None:
    thread = make.thread(gate_open=True)
    chat = (
        "[25/02/2026, 10:00:05] Clara: \u200e<attached: 00000001-PHOTO-2026-02-25-10-00-05.jpg>\r\n"
        "[25/02/2026, 10:01:05] Clara: \u200e<attached: 00000002-PHOTO-2026-02-25-10-01-05.jpg>\r\n"
        "[25/02/2026, 10:02:11] Pedro: Nice\r\n"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_chat.txt", chat)
        archive.writestr("00000001-PHOTO-2026-02-25-10-00-05.jpg", b"\xff\xd8\xff\xe0 picture")

    make.imported(thread, out.getvalue())

    first, second, _third = queries.entries(thread.contract_id)
    assert [(file.media, file.contract_id) for file in first.files] == [("image/jpeg", thread.contract_id)]
    assert (first.missing_files, second.missing_files) == (0, 1)
    assert Attachment.objects.count() == 1
    with storage.read(first.files[0].sha256) as stored:
        assert stored.read() == b"\xff\xd8\xff\xe0 picture"


@pytest.mark.parametrize("name", ["ios_es.txt", "android_en_media.txt", "whatstk_lorem.txt", "kawsay_ios.txt"])
def test_exports_that_others_published_come_in_whole(name: str) -> None:
    thread = make.thread(gate_open=True)
    held = make.preview(thread, (make.SAMPLES / name).read_bytes(), name=name)
    imports.read_differently(make.act(thread.client), import_id=held.id, zone="America/Bogota", day_first=None)
    preview = preview_of(Import.objects.get())
    people = {one.label: "client" if place == 0 else "other" for place, one in enumerate(preview.people)}

    imports.confirm_import(make.act(thread.client), import_id=held.id, people=people)

    assert ImportedEntry.objects.count() == preview.summary.messages
    assert len(record.events(thread.contract_id, kinds=[EntryRecorded])) == preview.summary.messages
