"""Documents, tables and slides of office programs: zips of XML, with pictures and properties."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aval.screening.files.kinds import archives, plain
from aval.screening.files.verdicts import Doubt, Where

if TYPE_CHECKING:
    from aval.screening.files.reading import Reading, Source

_TAG = re.compile(r"<(/?)([\w:.-]+)([^<>]*)>")
_BREAKS = frozenset(
    [
        "w:p",
        "w:br",
        "w:tr",
        "w:tab",
        "w:cr",
        "a:p",
        "a:br",
        "a:tr",
        "text:p",
        "text:h",
        "text:line-break",
        "text:tab",
        "text:s",
        "table:table-row",
        "table:table-cell",
        "si",
        "row",
        "comment",
        "text:list-item",
    ]
)
_TARGET = re.compile(r"""(?:Target|xlink:href|location|display|r:link)\s*=\s*"([^"]+)\"""")
_LEADS_OUT = re.compile(r"(?:https?|mailto|tel|sms|skype|whatsapp|tg|callto|file):|www\.", re.IGNORECASE)
_SCHEMAS = ("http://schemas.", "http://purl.oclc.org/", "http://www.w3.org/", "http://openoffice.org/", "urn:")
_SAID = re.compile(r"""\s(?:descr|title|alt|name|svg:title|prompt|tooltip)\s*=\s*"([^"]+)\"""")
_PROPERTY = re.compile(r"<([\w:-]+)[^<>]*>([^<>]+)</")
_LOCKED = re.compile(rb"EncryptedPackage|E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".avif")
_HARMLESS = re.compile(
    r"printerSettings\d*\.bin$|\.(?:xml|rels|ttf|odttf|fntdata|thmx)$|(?:^|/)mimetype$|vmlDrawing", re.IGNORECASE
)
_FORMATS = (b"[Content_Types].xml", b"mimetype", b"word/", b"xl/", b"ppt/", b"_rels/")
# A cell with few digits is a quantity or a price; next to each other they would look like a number to call.
_SHORT_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d+)?(?:E[-+]?\d+)?$|-?\d+\.\d+(?:E[-+]?\d+)?$")


def is_one(start: bytes, source: Source) -> bool:
    """Whether it is such a zip, or a document of the old binary kind."""
    if start.startswith(_OLD):
        return True
    return archives.is_zip(start) and bool({"[Content_Types].xml", "content.xml"} & _names(source))


def read(reading: Reading, source: Source) -> None:
    """Say its words, its properties and where its links lead, and read its pictures."""
    if source.start(8) == _OLD:
        locked = _LOCKED.search(source.whole()) is not None
        reading.doubt(Doubt.ENCRYPTED if locked else Doubt.UNKNOWN)
        return
    reading.count_member(source.depth + 1)
    with archives.opened_zip(reading, source) as archive:
        shared: list[str] = []
        for info in sorted(archive.infolist(), key=_order):
            if not info.is_dir():
                _read_part(reading, source, archive, info, shared)


def _read_part(
    reading: Reading, source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, shared: list[str]
) -> None:
    name = info.filename
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        if "thumbnail" not in name.lower() and not _HARMLESS.search(name):
            _read_member(reading, source, archive, info)
        return
    with archive.open(info) as stream:
        body = plain.decoded(reading.unpack(stream, most=info.file_size))  # type: ignore[arg-type]  # it reads bytes
    if "<!ENTITY" in body:
        reading.doubt(Doubt.UNKNOWN)
    if name.endswith(("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")):
        reading.say_properties(_properties(body), source)
        return
    if name == "xl/sharedStrings.xml":
        shared += (_words(one) for one in re.findall(r"<si>(.*?)</si>|<si/>", body, re.DOTALL))
    for link in _links(body):
        reading.say(Where.LINK, link, source)
    if not name.endswith(".rels"):
        reading.say(Where.TEXT, _rows(body, shared) if "<sheetData" in body else _words(body), source)


def _read_member(reading: Reading, source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Read what a document carries: pictures, and other files."""
    with reading.doubting():
        if info.filename.lower().endswith(_PICTURES):
            with archive.open(info) as stream:
                body = reading.unpack(stream, most=info.file_size)  # type: ignore[arg-type]  # it reads bytes
            reading.count_member(source.depth + 1)
            reading.read(source.within(info.filename, body))
        else:
            archives.read_member(reading, source, archive, info)


def _names(source: Source) -> set[str]:
    source.body.seek(0)
    try:
        with zipfile.ZipFile(source.body) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return set()


def _order(info: zipfile.ZipInfo) -> tuple[int, str]:
    """Shared words first, then text, pictures last: they cost the most."""
    name = info.filename.lower()
    if name == "xl/sharedstrings.xml":
        return 0, name
    return (1 if PurePosixPath(name).suffix in {".xml", ".rels"} else 2), name


def _words(body: str) -> str:
    """Return the words of a part in lines, with what its shapes and pictures are called."""
    said = [html.unescape(found) for found in _SAID.findall(body)]
    words = _TAG.sub(lambda tag: "\n" if tag[2] in _BREAKS else "", body)
    return "\n".join([html.unescape(words), *dict.fromkeys(said)])


def _rows(body: str, shared: list[str]) -> str:
    """Return a table's rows as lines, each cell with its own text."""
    lines = []
    for row in re.findall(r"<row\b[^>]*?>(.*?)</row>", body, re.DOTALL):
        cells = [_cell(attributes, inside, shared) for attributes, inside in re.findall(_CELL, row)]
        lines.append(" ; ".join(cell for cell in cells if cell))
    rest = _words(re.sub(r"<sheetData.*?</sheetData>", "", body, flags=re.DOTALL))
    return "\n".join([*lines, rest])


_CELL = re.compile(r"<c\b([^>]*?)>(.*?)</c>", re.DOTALL)


def _cell(attributes: str, inside: str, shared: list[str]) -> str:
    value = _TAG.sub("", re.sub(r"<f\b.*?</f>", "", inside, flags=re.DOTALL))
    if 't="s"' in attributes:
        place = int(value) if value.strip().isdecimal() else -1
        return shared[place].strip() if 0 <= place < len(shared) else ""
    if 't="' not in attributes and _SHORT_NUMBER.match(value.strip()):
        return "#"
    return html.unescape(value)


def _links(body: str) -> Iterator[str]:
    for target in dict.fromkeys(_TARGET.findall(body)):
        link = html.unescape(target)
        if _LEADS_OUT.match(link) and not link.startswith(_SCHEMAS):
            yield link


def _properties(body: str) -> dict[str, str]:
    return {name.rsplit(":", 1)[-1]: html.unescape(value) for name, value in _PROPERTY.findall(body)}
