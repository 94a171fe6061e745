"""Transcripts as documents: Google Meet's and Teams' .docx. Only paragraphs are read, nothing else in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from xml.parsers import expat

from aval.channels.container import Container, Damage, Member
from aval.channels.entry import Entry
from aval.channels.files import Files
from aval.channels.prints import Prints
from aval.channels.structured import Structured, entry, numbered
from aval.channels.summary import NONE, Dates

DOCUMENT = "word/document.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_CLOCK = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\.\d{1,3})?")
_SAID = re.compile(r"(?P<name>[^\W\d_][^:\n]{0,60}): (?P<text>.+)", re.DOTALL)
_TEAMS = re.compile(rf"(?P<name>[^\n]{{1,80}}?)[ \t\u00a0]{{2,}}(?P<at>{_CLOCK.pattern})\s*\n(?P<text>.+)", re.DOTALL)
_HEADING = re.compile(
    r"\b(?:transcript|transcripción|transcrição|transkript|transcription|trascrizione)\b", re.IGNORECASE
)
_ENDED = re.compile(
    r"^(?:Meeting ended after|Transcription ended after|La reunión finalizó|A reunião terminou)", re.IGNORECASE
)
LOOKED_AT, PARAGRAPH_MAX = 400, 100_000


class _Refused(Exception):
    """The document declares entities."""


def is_document(container: Container) -> bool:
    """Whether this is a Word document."""
    return container.kind == "zip" and DOCUMENT in container.members and "[Content_Types].xml" in container.members


def document_style(container: Container) -> str:
    """Give "Meet" or "Teams" if the first paragraphs are written as they write them, else ""."""
    first: list[str] = []
    for paragraph in _paragraphs(container.members[DOCUMENT], []):
        first.append(paragraph)
        if len(first) >= LOOKED_AT:
            break
    if any(_TEAMS.fullmatch(paragraph) for paragraph in first):
        return "Teams"
    times = sum(1 for paragraph in first if _CLOCK.fullmatch(paragraph.strip()))
    said = sum(1 for paragraph in first if _SAID.fullmatch(paragraph.strip()))
    heading = any(_HEADING.search(paragraph) for paragraph in first[:40] if len(paragraph) < 200)  # noqa: PLR2004
    return "Meet" if said and heading and (times or said >= 2) else ""  # noqa: PLR2004


def read_document(container: Container) -> Structured:
    """All that somebody says."""
    files = Files(container, set(container.members))
    style = document_style(container)
    make = partial(_teams if style == "Teams" else _meet, container)
    reader = Structured("transcript", files, make, Dates(NONE), style=f"docx {style}")
    reader.remarks.append("Times are offsets from the beginning of the recording; a machine may have misheard.")
    return reader


def _meet(container: Container) -> Iterator[Entry]:
    """Paragraphs "Name: words" under a line with the time, every few minutes."""
    number, prints, at, author = 0, Prints(), "", ""
    begun = False
    for paragraph in _paragraphs(container.members[DOCUMENT], container.damage):
        text = paragraph.strip()
        if _CLOCK.fullmatch(text):
            at, begun = text, True
            continue
        said = _SAID.fullmatch(text)
        if not text or _ENDED.match(text) or not (begun or said) or (not begun and _HEADING.search(text)):
            continue
        begun = True
        author = said["name"].strip() if said else author
        yield _made(number, author, said["text"] if said else text, at, paragraph, prints)
        number += 1


def _teams(container: Container) -> Iterator[Entry]:
    """Paragraphs with the name, the time and, on the next line, the words."""
    number, prints = 0, Prints()
    for paragraph in _paragraphs(container.members[DOCUMENT], container.damage):
        said = _TEAMS.fullmatch(paragraph.strip("\n"))
        if said:
            yield _made(number, said["name"].strip(), said["text"], said["at"], paragraph, prints)
            number += 1


def _made(number: int, author: str, text: str, at: str, raw: str, prints: Prints) -> Entry:
    extra = {"start_seconds": f"{_seconds(at):.3f}"} if at else {}
    made = entry(
        "transcript",
        "",
        number,
        id="",
        author=author or None,
        text=text.strip(),
        kind="transcript",
        raw=raw,
        precision="unknown",
        extra=extra,
        identity=(at, author, text.strip()),
    )
    return numbered(made, prints)


def _seconds(text: str) -> float:
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + float(part)
    return total


class _Text:
    """Collects paragraphs from expat's calls."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._parts: list[str] = []
        self._size = 0
        self._in_text = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        """An element begins."""
        name = tag.removeprefix(_WORD)
        self._in_text = name == "t"
        if name in ("br", "cr"):
            self._add("\n")
        elif name == "tab":
            self._add("\t")

    def end(self, tag: str) -> None:
        """An element ends."""
        self._in_text = False
        if tag == f"{_WORD}p":
            self.done.append("".join(self._parts))
            self._parts, self._size = [], 0

    def data(self, text: str) -> None:
        """Characters."""
        if self._in_text:
            self._add(text)

    def refuse(self, *_: object) -> int:
        """Documents declare nothing."""
        raise _Refused

    def _add(self, text: str) -> None:
        if self._size < PARAGRAPH_MAX:
            self._parts.append(text)
            self._size += len(text)


def _paragraphs(member: Member, damage: list[Damage]) -> Iterator[str]:
    found = _Text()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.data
    parser.EntityDeclHandler = parser.StartDoctypeDeclHandler = parser.ExternalEntityRefHandler = found.refuse
    try:
        for chunk in member.chunks():
            parser.Parse(chunk, False)
            yield from found.done
            found.done.clear()
        parser.Parse(b"", True)
    except (_Refused, expat.ExpatError, ValueError, LookupError) as error:
        note = Damage("xml-cut", str(error) or "the document declares entities")
        if note not in damage:
            damage.append(note)
    yield from found.done
