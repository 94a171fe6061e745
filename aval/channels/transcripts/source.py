"""WebVTT, SRT and SBV; Google Meet saves its chat as SBV too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from html import unescape

from aval.channels.clock import Clock
from aval.channels.container import Container, Damage, Member
from aval.channels.entry import Entry, Flag
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.prints import Prints
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, entry, numbered
from aval.channels.summary import NONE, Dates
from aval.channels.texts import encoding_of, lines_in
from aval.channels.transcripts.documents import document_style, is_document, read_document

NAME = "transcript"
LOOKED_FOR = (
    "a transcript or subtitles (WebVTT, SRT, SBV, Meet's or Teams' .docx)",
    "una transcripción o subtítulos (WebVTT, SRT, SBV, .docx de Meet o Teams)",
    "uma transcrição ou legendas (WebVTT, SRT, SBV, .docx do Meet ou do Teams)",
)
_T = r"(?:(?:\d{1,4}):)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_ARROW = re.compile(rf"^[ \t]*(?P<start>{_T})[ \t]+-->[ \t]+(?P<end>{_T})(?P<settings>[^\n]*)$")
_COMMA = re.compile(r"^[ \t]*(?P<start>\d{1,2}:\d{2}:\d{2}\.\d{1,3}),(?P<end>\d{1,2}:\d{2}:\d{2}\.\d{1,3})[ \t]*$")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+(?P<name>[^>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<\d[\d:.]*>|</?v\b[^<>]*>|\{\\[^{}]*\}")
_NAMED = re.compile(r"^(?P<name>[^\W\d_][^:\n<>]{0,60}): (?P<text>.+)$", re.DOTALL)
_BLOCK = re.compile(r"^(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_LOOSE = re.compile(r"^[ \t]*[\d:.,a-z]{4,}[ \t]*(?:-->|,)[ \t]*[\d:.,a-z]{4,}[ \t]*$")
_DOTTED = re.compile(r"^[ \t]*[\d:]+\.\d+[ \t]+-->", re.MULTILINE)
NAMED_SHARE = 0.5
SAMPLE = 65_536


def guess(container: Container) -> Guess | None:
    """By WebVTT's first line, or by the first times."""
    if is_document(container) and (why := document_style(container)):
        return Guess(NAME, 0.85, f"a document written like {why}")
    for member in _members(container):
        shape = _shape(member)
        if shape:
            return Guess(
                NAME,
                0.9 if shape == "vtt" else 0.75,
                {"vtt": "begins with WEBVTT", "srt": "times with an arrow", "sbv": "times with a comma"}[shape],
            )
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All cues of the transcript."""
    if is_document(container):
        return read_document(container)
    member = next(member for member in _members(container) if _shape(member))
    files = Files(container, {member.name})
    reader = Structured(NAME, files, partial(_entries, container, member, limits), Dates(NONE), style=_shape(member))
    if reader.style == "srt" and _DOTTED.search(_head(member)):
        reader.remarks.append("The first line of WebVTT is missing; the file is read by its times alone.")
    reader.remarks.append("Times are offsets from the beginning of the recording; a machine may have misheard.")
    return reader


def _members(container: Container) -> list[Member]:
    if container.kind == "file":
        return list(container.members.values())
    return [member for name, member in container.members.items() if name.lower().endswith((".vtt", ".srt", ".sbv"))]


def _head(member: Member) -> str:
    start = member.head(SAMPLE)
    return start.decode(encoding_of(start), "ignore").lstrip("\ufeff")


def _shape(member: Member) -> str | None:
    text = _head(member)
    if re.match(r"WEBVTT(?:[ \t\r\n]|$)", text):
        return "vtt"
    lines = [line.strip() for line in text[:2000].split("\n") if line.strip()][:3]
    if any(_ARROW.match(line) for line in lines[:2]):
        return "srt"
    return "sbv" if lines and _COMMA.match(lines[0]) else None


def _entries(container: Container, member: Member, limits: Limits) -> Iterator[Entry]:
    named, prints, number = _by_name(_head(member)), Prints(), 0
    for block in _blocks(member, limits, container.damage):
        place = next((index for index, line in enumerate(block[:2]) if _timed(line)), None)
        if place is None:
            if not _BLOCK.match(block[0]) and not block[0].startswith("WEBVTT"):
                yield _untimed(block, number, prints)
                number += 1
            continue
        for entry_made in _cue(block, place, number, named, prints):
            yield entry_made
            number += 1


def _blocks(member: Member, limits: Limits, damage: list[Damage]) -> Iterator[list[str]]:
    """Pieces between empty lines."""
    block: list[str] = []
    for text in lines_in(member, limits.entry_chars, damage):
        for line in (
            text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")[: None if not text.endswith("\n") else -1]
        ):
            if line.strip():
                block.append(line)
            elif block:
                yield block
                block = []
    if block:
        yield block


def _by_name(text: str) -> bool:
    """Whether most cues begin with "Name: ", and few names do so."""
    names: Counter[str] = Counter()
    cues = 0
    for block in re.split(r"\n[ \t\r]*\n", text):
        lines = block.strip().split("\n")
        place = next((index for index, line in enumerate(lines[:2]) if _timed(line.rstrip("\r"))), None)
        if place is not None and lines[place + 1 :]:
            cues += 1
            found = _NAMED.match("\n".join(lines[place + 1 :]))
            names.update([found["name"]] if found else [])
    return cues > 0 and names.total() >= NAMED_SHARE * cues


def _cue(block: list[str], place: int, number: int, named: bool, prints: Prints) -> Iterator[Entry]:  # noqa: FBT001
    """The entries of one cue: one for each voice."""
    times = _timed(block[place])
    assert times is not None
    start, end = _seconds(times["start"]), _seconds(times["end"])
    flags = (Flag("ends-before-start", block[place].strip()),) if end < start else ()
    body = "\n".join(block[place + 1 :])
    pieces: list[tuple[str | None, str]] = []
    voices = list(_VOICE.finditer(body))
    if voices:
        ends = [voice.start() for voice in voices[1:]] + [len(body)]
        pieces = [
            (unescape(v["name"]).strip() or None, body[v.end() : stop]) for v, stop in zip(voices, ends, strict=True)
        ]
    elif named and (found := _NAMED.match(body)):
        pieces = [(found["name"].strip(), found["text"])]
    else:
        pieces = [(None, body)]
    for offset, (author, text) in enumerate(pieces):
        yield _made(
            number + offset, author, text, start, end, "\n".join(block), flags, prints, place and block[0].strip()
        )


def _made(
    number: int,
    author: str | None,
    text: str,
    start: float,
    end: float,
    raw: str,
    flags: tuple[Flag, ...],
    prints: Prints,
    cue: object,
) -> Entry:
    extra = {"start_seconds": f"{start:.3f}", "end_seconds": f"{end:.3f}"}
    if cue:
        extra["cue"] = str(cue)
    words = unescape(_TAG.sub("", text)).strip()
    made = entry(
        NAME,
        "",
        number,
        id="",
        author=author,
        text=words,
        kind="transcript",
        raw=raw,
        flags=flags,
        precision="unknown",
        extra=extra,
        identity=(f"{start:.3f}", f"{end:.3f}", author or "", words),
    )
    return numbered(made, prints)


def _untimed(block: list[str], number: int, prints: Prints) -> Entry:
    """Text without times, or with times that can't be read: kept, its place unknown."""
    loose = next((line.strip() for line in block[:2] if _LOOSE.match(line)), "")
    flags = (Flag("impossible-time", loose),) if loose else ()
    lines = [line for line in block if line.strip() != loose and not (line is block[0] and line.strip().isdecimal())]
    text = unescape(_TAG.sub("", "\n".join(lines))).strip()
    made = entry(
        NAME,
        "",
        number,
        id="",
        author=None,
        text=text,
        kind="transcript",
        raw="\n".join(block),
        flags=flags,
        precision="unknown",
        identity=("", text),
    )
    return numbered(made, prints)


def _timed(line: str) -> re.Match[str] | None:
    return _ARROW.match(line) or _COMMA.match(line)


def _seconds(text: str) -> float:
    """An offset in seconds; hours may be missing, minutes unpadded, the decimal sign a comma."""
    total = 0.0
    for part in text.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
