"""Archives: what is opened, what is refused by which name, and what is saved from a damaged one."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from aval.channels import BadArchive, Limits, UnknownExport, detect, open_export
from aval.channels.tests.make import CHAT, chat_zip, raw_zip, zip_of


def refusal(data: bytes, limits: Limits | None = None) -> BadArchive:
    with pytest.raises(BadArchive) as caught, open_export(io.BytesIO(data), "chat.zip", limits=limits) as export:
        list(export)
    for language in ("es", "pt", "en"):
        assert caught.value.sentence(language).endswith(".")
    return caught.value


def test_files_of_a_zip_are_given_by_name_with_size_and_hash() -> None:
    with open_export(io.BytesIO(chat_zip()), "WhatsApp Chat - Ana.zip") as export:
        entries = list(export)
        summary = export.summary
        picture = export.attachments.get("IMG-20240513-WA0001.jpg")
        assert picture is not None
        with picture.open() as stream:
            assert stream.read() == b"\xff\xd8picture"

    present = entries[1].attachments[0]
    assert (present.present, present.size, present.sha256) == (True, 9, picture.sha256())
    assert entries[2].attachments[0][:4] == ("falta.pdf", None, None, False)
    assert summary.files.missing_names == ("falta.pdf",)
    assert summary.files.unannounced_names == ("stray.txt",)
    assert summary.conversations == ("Ana",)


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with open_export(io.BytesIO(chat_zip()), "x.zip") as export:
        list(export)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [b"../evil.txt", b"/etc/passwd", b"a\\..\\b", b"C:/x", b"a\x00b", b"x/../../y"])
def test_a_name_that_reaches_outside_is_refused(name: bytes) -> None:
    data = raw_zip([(b"_chat.txt", CHAT.encode(), len(CHAT.encode()), 0), (name, b"x", 1, 0)])

    assert refusal(data).reason == "bad-name"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_refused(kind: int) -> None:
    data = raw_zip([(b"_chat.txt", b"x", 1, 0), (b"link", b"/etc/passwd", 11, (kind | 0o777) << 16)])

    assert refusal(data).reason == "link"


def test_a_password_is_refused_with_a_hint() -> None:
    assert refusal(raw_zip([(b"_chat.txt", b"x", 1, 0)], flags=1)).reason == "encrypted"


def test_files_that_share_bytes_are_refused() -> None:
    data = raw_zip([(b"_chat.txt", b"x" * 50, 50, 0), (b"_chat.txt", b"x" * 50, 50, 0)], shared=True)

    assert refusal(data).reason == "overlapping"


def test_two_files_of_one_name_are_refused() -> None:
    assert refusal(raw_zip([(b"a", b"x", 1, 0), (b"a", b"y", 1, 0)])).reason == "duplicate"


def test_a_directory_that_contradicts_the_files_is_refused() -> None:
    data = chat_zip()
    place = data.index(b"_chat.txt")

    assert refusal(data[:place] + b"_cha7.txt" + data[place + 9 :]).reason == "contradictory"


def test_a_file_larger_than_it_says_is_refused() -> None:
    data = bytearray(zip_of({"_chat.txt": CHAT * 50}))
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(signature) + place
        data[at : at + 4] = (100).to_bytes(4, "little")

    assert refusal(bytes(data)).reason == "contradictory"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal(zip_of({"_chat.txt": b"0" * 3_000_000})).reason == "too-dense"


def test_limits_on_number_size_and_depth_hold() -> None:
    many = zip_of({f"{number}.txt": "x" for number in range(11)})
    deep = zip_of({"a/" * 20 + "x.txt": "x"})

    assert refusal(many, Limits(members=10)).reason == "too-many"
    assert refusal(zip_of({"_chat.txt": CHAT}), Limits(total=10)).reason == "too-large"
    assert refusal(deep).reason == "too-deep"


def test_an_archive_inside_an_archive_is_not_opened() -> None:
    assert refusal(zip_of({"inner.zip": chat_zip()})).reason == "nested"


@pytest.mark.parametrize("magic", [b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"])
def test_other_archives_are_named(magic: bytes) -> None:
    assert refusal(magic + bytes(600)).reason == "method"


def test_an_unknown_method_is_refused() -> None:
    assert refusal(zip_of({"_chat.txt": CHAT}, zipfile.ZIP_BZIP2)).reason == "method"


def test_whole_entries_before_a_cut_are_saved() -> None:
    lines = "".join(f"13/5/24, 10:{n % 60:02} - Ana: mensaje número {n * 7919}\n" for n in range(5_000))
    data = zip_of({"_chat.txt": lines})

    with open_export(io.BytesIO(data[: len(data) * 2 // 3]), "chat.zip") as export:
        entries = list(export)
        damage = {damage.code for damage in export.summary.damage}

    assert 2_000 < len(entries) < 5_000
    assert entries[100].text == f"mensaje número {100 * 7919}"
    assert {"archive-cut", "file-cut"} <= damage


def test_a_broken_checksum_is_reported_and_the_text_still_read() -> None:
    data = bytearray(zip_of({"_chat.txt": CHAT}, zipfile.ZIP_STORED))
    place = data.index(b"hola")
    data[place : place + 4] = b"HOLA"

    with open_export(io.BytesIO(bytes(data)), "chat.zip") as export:
        assert next(iter(export)).text == "HOLA"
        assert [damage.code for damage in export.summary.damage] == ["content-damaged"]


def test_a_tar_is_held_to_the_same_rules() -> None:
    def tar_of(*infos: tarfile.TarInfo) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for info in infos:
                archive.addfile(info, io.BytesIO(CHAT.encode()[: info.size]))
        return out.getvalue()

    def info(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
        made = tarfile.TarInfo(name)
        made.type, made.size = kind, len(CHAT.encode()) if kind == tarfile.REGTYPE else 0
        return made

    with open_export(io.BytesIO(tar_of(info("_chat.txt"))), "chat.tar") as export:
        assert export.summary.entries == 3
    assert refusal(tar_of(info("_chat.txt"), info("x", tarfile.SYMTYPE))).reason == "link"
    assert refusal(tar_of(info("../_chat.txt"))).reason == "bad-name"


def test_a_file_of_no_known_kind_is_told_what_was_looked_for() -> None:
    with pytest.raises(UnknownExport) as refused:
        detect(io.BytesIO(b"just some words\n"), "notes.txt")

    assert "WhatsApp" in refused.value.sentence("pt")
    assert refused.value.looked_for
    assert "un texto de WhatsApp" in refused.value.sentence("es-CO")
    assert "um texto do WhatsApp" in refused.value.sentence("pt")


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + bytes(18), b"PK\x03\x04", bytes(1000)])
def test_next_to_nothing_is_refused(data: bytes) -> None:
    with pytest.raises((UnknownExport, BadArchive)):
        detect(io.BytesIO(data), "x.zip")
