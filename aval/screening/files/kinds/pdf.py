"""PDF: its words, links, notes, fields and properties; the files in it; its pages as pictures where they hold any."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from aval.screening.files.kinds import pictures
from aval.screening.files.verdicts import Doubt, Where

if TYPE_CHECKING:
    from aval.screening.files.reading import Reading, Source

_BEGINS_WITHIN = 1_024
_PROPERTIES = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")
PAGE_SIDE = 1_800
"""The longest side of a page as it is read, in pixels."""
CURVES_MIN = 12
"""A drawing with more segments than a frame or a rule may be a letter."""
OBJECTS_MAX = 5_000
NOTE_CHARACTERS_MAX = 20_000


def is_one(start: bytes, source: Source) -> bool:
    """Whether the mark of a PDF stands near its beginning, as programs accept it."""
    del source
    return b"%PDF-" in start[:_BEGINS_WITHIN]


def read(reading: Reading, source: Source) -> None:
    """Say everything it says, page by page."""
    import pypdfium2 as pdfium  # noqa: PLC0415 (only where a PDF comes)

    try:
        document = pdfium.PdfDocument(source.whole())
    except pdfium.PdfiumError as error:
        reading.doubt(Doubt.ENCRYPTED if "password" in str(error).lower() else Doubt.DAMAGED)
        return
    document.init_forms()
    properties = {name: document.get_metadata_value(name) for name in _PROPERTIES}
    reading.say_properties({name: value for name, value in properties.items() if value}, source)
    if len(document) > reading.limits.pages:
        reading.doubt(Doubt.TOO_LONG)
    seen: set[int] = set()
    for number in range(min(len(document), reading.limits.pages)):
        _read_page(reading, source, document, number, seen)
    for number in range(document.count_attachments()):
        carried = document.get_attachment(number)
        name = carried.get_name()
        reading.say_name(name, source.path_of(name))
        reading.read_packed(source, name, bytes(carried.get_data()))


def _read_page(reading: Reading, source: Source, document: Any, number: int, seen: set[int]) -> None:
    page = document[number]
    text = page.get_textpage().get_text_bounded()
    reading.say(Where.TEXT, text, source, page=number + 1)
    for link in dict.fromkeys(_links(document, page)):
        reading.say(Where.LINK, link, source, page=number + 1)
    for note in _notes(page):
        reading.say(Where.TEXT, note, source, page=number + 1)
    drawn, look = _drawn(page)
    if not drawn:
        return
    width, height = page.get_size()
    picture = page.render(scale=PAGE_SIDE / max(width, height, 1)).to_pil()
    again = hash(picture.tobytes())
    if again in seen:
        return
    seen.add(again)
    pictures.look(reading, source, picture, page=number + 1, text=look)


def _drawn(page: Any) -> tuple[bool, bool]:
    """Tell whether a page holds more than plain text, and whether that could be read as text."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 (as above)

    noted = any(pdfium.FPDFAnnot_GetSubtype(note) != pdfium.FPDF_ANNOT_LINK for note in _annotations(page))
    anything = noted
    for count, item in enumerate(page.get_objects(max_depth=8)):
        if item.type in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING} or count > OBJECTS_MAX:
            return True, True
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            anything = True
            if pdfium.FPDFPath_CountSegments(item) > CURVES_MIN:
                return True, True
    return anything, noted


def _annotations(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 (as above)

    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), OBJECTS_MAX)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        yield note
        pdfium.FPDFPage_CloseAnnot(note)


def _links(document: Any, page: Any) -> Iterator[str]:
    """Return where the links of a page lead."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 (as above)

    at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, ctypes.byref(at), ctypes.byref(link)):
        action = pdfium.FPDFLink_GetAction(link)
        if not action:
            continue
        size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
        if 1 < size < NOTE_CHARACTERS_MAX:
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
            yield buffer.raw[: size - 1].decode("utf-8", "replace")


def _notes(page: Any) -> Iterator[str]:
    """Return what the notes and fields on a page say."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 (as above)

    for note in _annotations(page):
        for key in (b"Contents", b"V", b"T", b"TU"):
            size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
            if 2 < size < NOTE_CHARACTERS_MAX * 2:  # noqa: PLR2004 (two bytes end it)
                buffer = ctypes.create_string_buffer(size)
                pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
                yield buffer.raw[: size - 2].decode("utf-16-le", "replace")
