"""Outlook's .msg: an OLE compound file with one message. Its original can't be verified, and it may lack a date."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string
from functools import partial
from hashlib import sha256
from typing import Any

import olefile

from aval.channels.container import Member
from aval.channels.entry import Attachment, Entry
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.mail.message import FAULTS, decode, header
from aval.channels.mail.rtf import words_of_rtf
from aval.channels.structured import entry, words_of

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST = 256 * 1024 * 1024
ATTACHMENTS_MAX = 2000
FILE_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TEXT, _CODED, _BINARY, _TIME = "001F", "001E", "0102", 0x0040
_SUBJECT, _BODY, _HTML, _RTF, _HEADERS, _MESSAGE_ID, _REPLY = "0037", "1000", "1013", "1009", "007D", "1035", "1042"
_SENDER_NAME, _SENDER_SMTP, _SENDER, _SENT_FOR_SMTP = "0C1A", "5D01", "0C1F", "5D02"
_SUBMITTED, _DELIVERED, _CODEPAGE = 0x0039, 0x0E06, 0x3FFD
_TO, _CC = "0E04", "0E03"
_LONG_NAME, _SHORT_NAME, _DATA, _MIME = "3707", "3704", "3701", "370E"
# What olefile has been seen to raise on damaged files.
BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, OverflowError, MemoryError)


def is_outlook(head: bytes) -> bool:
    """Whether a file begins as compound files do."""
    return head.startswith(MAGIC)


def read_outlook(member: Member, number: int, files: Files, limits: Limits) -> Entry | None:
    """The message; None if the file holds none or can't be read."""
    data = member.head(MOST)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if not ole.exists("__properties_version1.0"):
                return None
            return _entry(ole, data, number, files, member, limits)
    except BROKEN:
        return None


def _entry(ole: Any, data: bytes, number: int, files: Files, member: Member, limits: Limits) -> Entry:
    fixed = _fixed(ole)
    charset = f"cp{struct.unpack('<I', fixed[_CODEPAGE][:4])[0]}" if _CODEPAGE in fixed else "cp1252"
    text = partial(_text, ole, charset)
    transport = text(_HEADERS)
    headers = message_from_string(transport) if transport else None
    at = _moment(fixed.get(_SUBMITTED)) or _moment(fixed.get(_DELIVERED))
    body = text(_BODY).replace("\r\n", "\n").strip("\n")
    if not body:
        body = words_of(decode(_bytes(ole, _HTML) or text(_HTML).encode(), charset))
    body = body or words_of_rtf(_bytes(ole, _RTF))
    name = text(_SENDER_NAME)
    address = next((found for key in (_SENDER_SMTP, _SENT_FOR_SMTP, _SENDER) if "@" in (found := text(key))), "")
    if headers is not None and not address:
        address = header(headers, "From")
    own_id = text(_MESSAGE_ID).strip()
    digest = sha256(data).hexdigest()
    extra = {"subject": text(_SUBJECT), "from_name": name, "to": text(_TO).rstrip("\0"), "sha256": digest}
    if text(_CC):
        extra["cc"] = text(_CC).rstrip("\0")
    return entry(
        "email",
        text(_SUBJECT),
        number,
        id=own_id or f"sha256:{digest}",
        author=address or name or None,
        text=body[: limits.entry_chars],
        at=at,
        attachments=tuple(_attachments(ole, charset, number, files, member)),
        reply_to=text(_REPLY).strip() or None,
        raw=transport,
        precision="s" if at else "unknown",
        extra=extra,
        identity=(own_id or digest,),
    )


def _bytes(ole: Any, key: str, folder: str = "", kind: str = _BINARY) -> bytes:
    path = f"{folder}__substg1.0_{key}{kind}"
    try:
        return bytes(ole.openstream(path).read()) if ole.exists(path) else b""
    except BROKEN:
        return b""


def _text(ole: Any, charset: str, key: str, folder: str = "") -> str:
    """A property in Unicode, or in the message's code page."""
    wide = _bytes(ole, key, folder, _TEXT)
    if wide:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    return decode(_bytes(ole, key, folder, _CODED), charset).rstrip("\0")


def _fixed(ole: Any) -> dict[int, bytes]:
    """Properties of fixed size, by their number: each takes 16 bytes after a head of 32."""
    table = ole.openstream("__properties_version1.0").read()
    found: dict[int, bytes] = {}
    for at in range(32, len(table) - 15, 16):
        _, number = struct.unpack_from("<HH", table, at)
        found[number] = table[at + 8 : at + 16]
    return found


def _moment(value: bytes | None) -> datetime | None:
    """A moment from a count of 100 ns since 1601; None for none and for nonsense."""
    ticks = struct.unpack("<Q", value)[0] if value and len(value) == 8 else 0  # noqa: PLR2004
    try:
        return FILE_EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None


def _attachments(ole: Any, charset: str, number: int, files: Files, member: Member) -> Iterator[Attachment]:
    folders = sorted({path[0] for path in ole.listdir() if path[0].startswith("__attach_version1.0_#")})
    for folder in folders[:ATTACHMENTS_MAX]:
        place = f"{folder}/"
        name = _text(ole, charset, _LONG_NAME, place) or _text(ole, charset, _SHORT_NAME, place)
        kind = _text(ole, charset, _MIME, place).partition("/")[0]
        held = [_bytes(ole, _DATA, place)]
        if not held[0] and ole.exists(f"{place}__substg1.0_{_DATA}000D"):
            yield Attachment(name or None, media="document", omitted=True)  # another message inside this one
            continue
        media = kind if kind in ("image", "video", "audio") else "document"
        yield files.add(number, name, media, partial(_content, held, member, place))


def _content(held: list[bytes], member: Member, place: str) -> Iterator[bytes]:
    """An attachment's bytes: at hand the first time, later read anew."""
    if held:
        yield held.pop()
        return
    try:
        with olefile.OleFileIO(io.BytesIO(member.head(MOST))) as ole:
            yield _bytes(ole, _DATA, place)
    except FAULTS:
        return
