"""What is found in files, what is let through, and what is left for a person."""

import io
import tarfile
from pathlib import Path

import pytest

from aval.screening import Context, Policy
from aval.screening.files import Doubt, FileVerdict, Found, Limits, Outcome, Where, screen_file
from aval.screening.files.tests import make

FOUND: dict[str, tuple[str, bytes | str, Where, str]] = {
    "text": ("notes.txt", make.PHONE, Where.TEXT, "+54 11 6044-9130"),
    "text in two bytes a letter": ("notes.txt", make.PHONE.encode("utf-16"), Where.TEXT, "+54 11 6044-9130"),
    "PDF": ("a.pdf", make.text_pdf(make.HONEST, make.PHONE), Where.TEXT, "+54 11 6044-9130"),
    "properties of a PDF": ("a.pdf", make.text_pdf("x", info="/Author (ana.s@gmail.com)"), Where.METADATA, "ana.s@gmail.com"),
    "link of a PDF": (
        "a.pdf",
        make.text_pdf("x", annotation="<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (mailto:ana.s@gmail.com) >> >>"),
        Where.LINK,
        "ana.s@gmail.com",
    ),
    "note in a PDF": (
        "a.pdf",
        make.text_pdf("x", annotation="<< /Subtype /Text /Rect [0 0 9 9] /Contents (ana.s@gmail.com) >>"),
        Where.TEXT,
        "ana.s@gmail.com",
    ),
    "document": ("a.docx", make.docx(make.HONEST, make.PHONE), Where.TEXT, "+54 11 6044-9130"),
    "properties of a document": (
        "a.docx", make.docx("x", core="<dc:creator>ana.s@gmail.com</dc:creator>"), Where.METADATA, "ana.s@gmail.com",
    ),
    "link of a document": (
        "a.docx", make.docx("x", links='<Relationship Target="mailto:ana.s@gmail.com"/>'), Where.LINK, "ana.s@gmail.com",
    ),
    "table": ("a.xlsx", make.xlsx([["Nombre", "Celular"], ["Ana", 541160449130]]), Where.TEXT, "541160449130"),
    "slides": ("a.pptx", make.pptx(make.PHONE), Where.TEXT, "+54 11 6044-9130"),
    "open document": ("a.odt", make.odt(make.PHONE), Where.TEXT, "+54 11 6044-9130"),
    "rich text": ("a.rtf", r"{\rtf1 Mi {\b correo}: ana.s\'40gmail.com\par}", Where.TEXT, "ana.s@gmail.com"),
    "page": ("a.html", "<p>Hola</p><a href='mailto:ana.s@gmail.com'>yo</a>", Where.LINK, "ana.s@gmail.com"),
    "comment in a page": ("a.html", "<p>Hola</p><!-- ana.s@gmail.com -->", Where.TEXT, "ana.s@gmail.com"),
    "drawing": ("a.svg", "<svg><text>ana.s@<tspan/>gmail.com</text><title>ana.s@gmail.com</title></svg>", Where.TEXT, "ana.s@gmail.com"),
    "comment in code": ("a.py", "# escribime a ana.s@gmail.com\nn = 1160449130\n", Where.TEXT, "ana.s@gmail.com"),
    "archive": ("a.zip", make.zipped({"deep/read.txt": make.PHONE}), Where.TEXT, "+54 11 6044-9130"),
    "archive in an archive": ("a.zip", make.zipped({"b.zip": make.zipped({"c.txt": "ana.s@gmail.com"})}), Where.TEXT, "ana.s@gmail.com"),
    "name in an archive": ("a.zip", make.zipped({"ana.s@gmail.com.txt": "x"}), Where.NAME, "ana.s@gmail.com"),
    "name": ("ana_arroba_gmail_punto_com.txt", "x", Where.NAME, "ana_arroba_gmail_punto_com"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FOUND)
def test_what_leads_outside_is_found_and_shown(kind: str, tmp_path: Path) -> None:
    name, body, where, words = FOUND[kind]

    verdict = screen_file(make.kept(tmp_path, body), name=name)

    assert verdict.outcome is Outcome.FOUND
    assert (where, words) in {(one.where, _words(one)) for one in verdict.found}


HONEST: dict[str, tuple[str, bytes | str]] = {
    "text": ("notes.txt", make.HONEST),
    "PDF": (
        "quote.pdf",
        make.text_pdf(make.HONEST, info="/Producer (Canva \\(https://www.canva.com\\)) /Author (Ana)"),
    ),
    "document": ("a.docx", make.docx(make.HONEST, core="<dc:creator>Ana</dc:creator><dc:title>Plan</dc:title>")),
    "prices in a table": ("a.xlsx", make.xlsx([["Logo", 12000, 1], ["Web", 12000, 3], ["Total", 48000, 45123]])),
    "code": ("a.py", "@app.route('/x')\ndef order() -> int:\n    return 1160449130\n"),
    "archive": ("a.zip", make.zipped({"plan.txt": make.HONEST, "src/a.js": "const id = 1160449130;"})),
    "number of a product": ("a.png", make.encoded(make.code("7501031311309", kind="EAN13"))),
    "blank picture of 100 megapixels": ("a.jpg", make.encoded(make.picture(size=(10_000, 10_000)), "JPEG")),
}


@pytest.mark.parametrize("kind", HONEST)
def test_honest_files_go_through(kind: str, tmp_path: Path) -> None:
    name, body = HONEST[kind]

    verdict = screen_file(make.kept(tmp_path, body), name=name)

    assert verdict.outcome is Outcome.ALLOWED, verdict


def test_a_number_in_a_scanned_pdf_is_found_on_its_page(tmp_path: Path) -> None:
    pages = make.picture("Propuesta de trabajo"), make.picture("Contacto:", "11 6044 9130")

    verdict = screen_file(make.kept(tmp_path, make.scanned_pdf(*pages)), name="quote.pdf")

    assert [(one.where, one.page, _words(one)) for one in verdict.found] == [(Where.PICTURE, 2, "11 6044 9130")]
    assert verdict.found[0].place("es") == "página 2, en una imagen"


@pytest.mark.parametrize("letters", [14, 30, 90])
def test_small_and_large_letters_on_a_whole_page_are_read(letters: int, tmp_path: Path) -> None:
    page = make.picture("Propuesta de trabajo", "Cel. 11 6044 9130", size=(1240, 1754), letters=letters)

    verdict = screen_file(make.kept(tmp_path, make.encoded(page)), name="page.png")

    assert "11 6044 9130" in {_words(one) for one in verdict.found}


def test_a_code_to_scan_is_read(tmp_path: Path) -> None:
    body = make.docx("Plan", files={"word/media/image1.png": make.encoded(make.code("https://wa.me/541160449130"))})

    verdict = screen_file(make.kept(tmp_path, body), name="plan.docx")

    assert (Where.CODE, "word/media/image1.png") in {(one.where, one.member) for one in verdict.found}


def test_the_properties_of_a_photo_are_read(tmp_path: Path) -> None:
    photo = make.picture(size=(40, 30))
    exif = photo.getexif()
    exif[0x010E] = "Llamame al +54 11 6044-9130"

    verdict = screen_file(make.kept(tmp_path, make.encoded(photo, "JPEG", exif=exif)), name="photo.jpg")

    assert (Where.METADATA, "+54 11 6044-9130") in {(one.where, _words(one)) for one in verdict.found}


def test_an_archive_behind_a_picture_is_found(tmp_path: Path) -> None:
    body = make.encoded(make.picture(size=(40, 30))) + make.zipped({"a.txt": make.PHONE})

    verdict = screen_file(make.kept(tmp_path, body), name="photo.png")

    assert Where.TEXT in {one.where for one in verdict.found}


UNCHECKED: dict[str, tuple[str, bytes | str, Doubt]] = {
    "sound": ("a.mp3", b"ID3" + bytes(99), Doubt.SOUND),
    "video": ("a.mp4", b"\0\0\0\x18ftypisom" + bytes(99), Doubt.SOUND),
    "no known format": ("a.bin", b"\x12\x88\0\x01" * 99, Doubt.UNKNOWN),
    "old document": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), Doubt.UNKNOWN),
    "locked document": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Doubt.ENCRYPTED),
    "locked archive": ("a.zip", make.zipped({"a.txt": "x"}).replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"), Doubt.ENCRYPTED),
    "cut archive": ("a.zip", make.zipped({"a.txt": make.HONEST})[:-30], Doubt.DAMAGED),
    "cut picture": ("a.png", make.encoded(make.picture("Plan"))[:600], Doubt.DAMAGED),
    "broken PDF": ("a.pdf", b"%PDF-1.7\n" + bytes(99), Doubt.DAMAGED),
    "archive bomb": ("a.zip", make.zipped({"a": bytes(50_000_000)}), Doubt.TOO_LARGE),
    "archives within archives": ("a.zip", make.zipped({"b.zip": make.zipped({"c.zip": make.zipped({"d.zip": make.zipped({"e": "x"})})})}), Doubt.TOO_DEEP),
    "thousands of files": ("a.zip", make.zipped({f"{n}.txt": "x" for n in range(2_100)}), Doubt.TOO_DEEP),
    "picture of 100 megapixels": ("a.png", make.huge_png(10_000), Doubt.TOO_LARGE),
    "words that stand for words": ("a.svg", "<!DOCTYPE svg [<!ENTITY a '11'>]><svg><text>&a;</text></svg>", Doubt.UNKNOWN),
    "too much text": ("a.txt", "una palabra " * 90_000, Doubt.TOO_LONG),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNCHECKED)
def test_what_cannot_be_judged_is_left_for_a_person(kind: str, tmp_path: Path) -> None:
    name, body, doubt = UNCHECKED[kind]

    verdict = screen_file(make.kept(tmp_path, body), name=name)

    assert (verdict.outcome, verdict.doubts) == (Outcome.PERSON, (doubt,))
    assert len({verdict.sentence(language) for language in ("es", "pt", "en")}) == 3


def test_a_locked_pdf_is_left_for_a_person(tmp_path: Path) -> None:
    verdict = screen_file(Path(__file__).parent / "locked.pdf", name="locked.pdf")

    assert verdict.doubts == (Doubt.ENCRYPTED,)


@pytest.mark.parametrize("begins", ["tar", "gz"])
def test_other_archives_are_opened_too(begins: str, tmp_path: Path) -> None:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w:gz" if begins == "gz" else "w") as archive:
        info = tarfile.TarInfo("read.txt")
        info.size = len(make.PHONE)
        archive.addfile(info, io.BytesIO(make.PHONE.encode()))

    verdict = screen_file(make.kept(tmp_path, body.getvalue()), name="a.tar")

    assert verdict.outcome is Outcome.FOUND


def test_a_reader_that_never_ends_is_ended(tmp_path: Path) -> None:
    slow = make.kept(tmp_path, "<!--" * 400_000)

    verdict = screen_file(slow, name="a.html", limits=Limits(seconds=2))

    assert verdict == FileVerdict(doubts=(Doubt.TOO_LONG,), seconds=2)


def test_a_pdf_that_fills_the_memory_is_ended(tmp_path: Path) -> None:
    verdict = screen_file(
        make.kept(tmp_path, make.pdf_bomb()), name="a.pdf", limits=Limits(seconds=20, memory_bytes=600 * 2**20)
    )

    assert verdict.outcome is Outcome.PERSON


def test_a_missing_file_is_a_verdict_too(tmp_path: Path) -> None:
    assert screen_file(tmp_path / "none", name="none").outcome is Outcome.PERSON


def test_behind_an_open_gate_nothing_is_read(tmp_path: Path) -> None:
    assert screen_file(tmp_path / "none", name="none", policy=Policy.OPEN_GATE).outcome is Outcome.ALLOWED


def test_the_work_may_be_about_an_app(tmp_path: Path) -> None:
    text = make.kept(tmp_path, "El bot responde por WhatsApp a los clientes de la tienda.")

    assert screen_file(text, name="a.txt", context=Context("Bot de WhatsApp")).outcome is Outcome.ALLOWED


def _words(one: Found) -> str:
    return one.excerpt[one.finding.start : one.finding.end]
