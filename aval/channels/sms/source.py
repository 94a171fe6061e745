"""SMS Backup & Restore."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from xml.parsers import expat

from aval.channels.clock import Clock
from aval.channels.container import Container, Damage, Member
from aval.channels.entry import Attachment, Entry
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.prints import Prints
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, entry, moment, numbered
from aval.channels.texts import encoding_of

NAME = "sms"
LOOKED_FOR = (
    "SMS Backup & Restore's XML (<smses> or <calls>)",
    "el XML de SMS Backup & Restore (<smses> o <calls>)",
    "o XML do SMS Backup & Restore (<smses> ou <calls>)",
)
ME = "(me)"
_ROOT = re.compile(r"<(smses|calls)[\s>]")
_HALF = re.compile(rb"&#(?:(?P<dec>5[5-7]\d{3})|[xX](?P<hex>[dD][89a-fA-F][0-9a-fA-F]{2}));")
_OUT = {"2", "4", "5", "6"}
_STATE = {"3": "draft", "4": "outbox", "5": "failed", "6": "queued"}
_CALLS = {"1": "incoming", "2": "outgoing", "3": "missed", "4": "voicemail", "5": "rejected", "6": "refused"}
FROM, SECONDS = "137", 10**11  # the address type of a sender; dates below this are seconds, not milliseconds


class _Refused(Exception):
    """The XML declares entities or goes too deep."""


@dataclass(slots=True)
class _Record:
    tag: str
    values: dict[str, str]
    parts: list[dict[str, str]] = field(default_factory=list)
    addresses: list[dict[str, str]] = field(default_factory=list)


def guess(container: Container) -> Guess | None:
    """By the root element."""
    for member in _members(container):
        start = member.head(4096)
        found = _ROOT.search(start.decode(encoding_of(start), "ignore"))
        if found and start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            return Guess(NAME, 0.95, f"<{found[1]}>")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All messages and calls."""
    members = _members(container)
    files = Files(container, {member.name for member in members})
    reader = Structured(NAME, files, lambda: iter(()))
    reader.make = partial(_entries, container, members, files, reader)
    return reader


def _members(container: Container) -> list[Member]:
    if container.kind == "file":
        return list(container.members.values())
    return [member for name, member in container.members.items() if name.lower().endswith(".xml")]


def _entries(container: Container, members: list[Member], files: Files, reader: Structured) -> Iterator[Entry]:
    number, prints = 0, Prints()
    for member in members:
        counts: dict[str, str] = {}
        seen = 0
        for record in _records(member, container.damage, counts):
            yield _entry(record, number, seen, files, prints, member)
            number, seen = number + 1, seen + 1
        told = counts.get("count", "")
        if told.isdecimal() and int(told) != seen:
            remark = f"{member.base_name} says it holds {told} entries and holds {seen}"
            if remark not in reader.remarks:
                reader.remarks.append(remark)


class _Collector:
    """Takes in what expat finds, and says how many elements that were."""

    def __init__(self) -> None:
        self.done: list[_Record] = []
        self.root: dict[str, str] = {}
        self.elements = 0
        self._open: _Record | None = None

    def start(self, tag: str, values: dict[str, str]) -> None:
        """An element begins."""
        self.elements += 1
        if tag in ("smses", "calls"):
            self.root.update(values)
        elif tag in ("sms", "mms", "call"):
            self._open = _Record(tag, values)
        elif tag == "part" and self._open:
            self._open.parts.append(values)
        elif tag == "addr" and self._open:
            self._open.addresses.append(values)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in ("sms", "mms", "call") and self._open:
            self.done.append(self._open)
            self._open = None

    def refuse(self, *_: object) -> int:
        """The file declares something that no backup declares."""
        raise _Refused


def _records(member: Member, damage: list[Damage], counts: dict[str, str]) -> Iterator[_Record]:
    """The file's records, as far as the XML is well formed; ``counts`` takes the root's own values."""
    found = _Collector()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.EntityDeclHandler = parser.StartDoctypeDeclHandler = parser.ExternalEntityRefHandler = found.refuse
    try:
        for piece in _growing(_joined(member), found):
            parser.Parse(piece, False)
            counts.update(found.root)
            yield from found.done
            found.done.clear()
        parser.Parse(b"", True)
    except _Refused:
        _note(damage, Damage("xml-refused", "the file declares a document type or entities"))
    except (expat.ExpatError, ValueError, LookupError) as error:
        _note(damage, Damage("xml-cut", str(error)))
    yield from found.done


def _growing(pieces: Iterator[bytes], found: _Collector) -> Iterator[bytes]:
    """The same bytes in pieces that grow while no element ends: expat reads an unfinished one anew with each piece."""
    waiting: list[bytes] = []
    size = fed = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= fed:
            before = found.elements
            yield b"".join(waiting)
            fed = fed + size if found.elements == before else 0
            waiting, size = [], 0
    yield b"".join(waiting)


def _note(damage: list[Damage], what: Damage) -> None:
    if what not in damage:
        damage.append(what)


def _joined(member: Member) -> Iterator[bytes]:
    """The bytes with pairs of surrogate references joined; a piece never ends inside a reference."""
    rest = b""
    for chunk in member.chunks():
        data = rest + chunk
        # A pair takes at most 16 bytes: a reference that may go on starts within the last 20, or none does.
        cut = data.find(b"&", max(0, len(data) - 20))
        cut = len(data) if cut < 0 else cut
        rest = data[cut:]
        yield _join(data[:cut])
    yield _join(rest)


def _join(data: bytes) -> bytes:
    if b"&#" not in data:
        return data
    pieces: list[bytes] = []
    place, high = 0, 0
    for found in _HALF.finditer(data):
        code = int(found["dec"]) if found["dec"] else int(found["hex"], 16)
        if high and found.start() == place and 0xDC00 <= code <= 0xDFFF:  # noqa: PLR2004
            pieces[-1] = chr(0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00).encode()
            place, high = found.end(), 0
            continue
        if not 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004
            continue
        pieces += [data[place : found.start()], "\ufffd".encode()]
        place, high = found.end(), code if code < 0xDC00 else 0  # noqa: PLR2004
    return b"".join([*pieces, data[place:]])


def _value(values: dict[str, str], key: str) -> str:
    """A value, where the app writes "null" for none."""
    value = values.get(key, "")
    return "" if value == "null" else value


def _entry(record: _Record, number: int, place: int, files: Files, prints: Prints, member: Member) -> Entry:
    values = record.values
    address = _value(values, "number" if record.tag == "call" else "address")
    name = _value(values, "contact_name")
    other = name if name and name != "(Unknown)" else address
    box = _value(values, "msg_box" if record.tag == "mms" else "type")
    sent = box in _OUT if record.tag != "call" else box == "2"
    text = _value(values, "body")
    attachments: list[Attachment] = []
    if record.tag == "mms":
        text, attachments = _parts(record, number, place, files, member)
        senders = [part.get("address", "") for part in record.addresses if part.get("type") == FROM]
        if not sent and senders and senders[0] not in (address, "insert-address-token") and "~" in address:
            other = senders[0]
    extra = {"address": address}
    if record.tag == "call":
        text = f"{_CALLS.get(box, 'call')}, {_value(values, 'duration') or '0'} s"
        extra["duration_seconds"] = _value(values, "duration")
    if box in _STATE and record.tag != "call":
        extra["state"] = _STATE[box]
    if subject := _value(values, "sub") or _value(values, "subject"):
        extra["subject"] = subject
    stamp = _value(values, "date")
    unit = 1 if record.tag == "mms" and stamp.isdecimal() and int(stamp) < SECONDS else 1000
    made = entry(
        NAME,
        name if name and name != "(Unknown)" else address,
        number,
        id="",
        author=ME if sent else other or None,
        text=text,
        at=moment(stamp, unit=unit),
        kind="call" if record.tag == "call" else "message",
        attachments=tuple(attachments),
        raw=_raw(record),
        precision="ms" if unit != 1 else "s",
        extra=extra,
        identity=(record.tag, stamp, address, box, text, _value(values, "m_id")),
    )
    return numbered(made, prints)


def _raw(record: _Record) -> str:
    """The record's own values, without the bytes of its files."""
    shown = " ".join(f'{key}="{value}"' for key, value in record.values.items())
    return f"<{record.tag} {shown}>"


def _parts(record: _Record, number: int, place: int, files: Files, member: Member) -> tuple[str, list[Attachment]]:
    """Text and files of a multimedia message; its layout (SMIL) is left out."""
    texts: list[str] = []
    attachments: list[Attachment] = []
    for index, part in enumerate(record.parts):
        kind = _value(part, "ct")
        if kind == "text/plain":
            texts.append(_value(part, "text"))
        elif kind != "application/smil":
            name = next((value for key in ("name", "fn", "cl") if (value := _value(part, key))), "")
            media = kind.partition("/")[0]
            media = media if media in ("image", "video", "audio") else "document"
            if _value(part, "data"):
                attachments.append(files.add(number, name, media, partial(_content, member, place, index, part)))
            else:
                attachments.append(Attachment(name or None, media=media))
    return "\n".join(text for text in texts if text), attachments


def _content(member: Member, place: int, index: int, part: dict[str, str]) -> Iterator[bytes]:
    """The bytes of a part. They are at hand while its entry is read and are read anew from the file later."""
    data = part.pop("data", None)
    if data is None:
        for number, record in enumerate(_records(member, [], {})):
            if number == place:
                data = record.parts[index].get("data", "")
                break
    try:
        yield b64decode(data or "", validate=False)
    except (BadBase64, ValueError):
        yield b""
