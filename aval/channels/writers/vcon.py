"""vCon, the IETF's conversation container (draft-ietf-vcon-vcon-core), unsigned."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO
from uuid import UUID

from aval.channels.entry import Attachment, Entry
from aval.channels.writers.people import Content, Person, Says, everybody, nothing, remarks_of

VERSION = "0.5.0"
EXTENSION = "aval"
INLINE_MAX = 64 * 1024 * 1024  # larger files stand with their hash alone
_TYPES = {"image": "image/*", "video": "video/*", "audio": "audio/*"}
_MAIL = re.compile(r"[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+")
_PHONE = re.compile(r"\+?[\d\s().-]{5,24}")


def write_vcon(
    out: BinaryIO,
    entries: Iterable[Entry],
    *,
    made_at: datetime,
    people: Sequence[Person] = (),
    title: str = "",
    content: Content = nothing,
    says: Says | None = None,
) -> int:
    """Write the conversation as one vCon, made at that moment (aware), and give the number of its dialogs.

    Each entry with a known moment is a dialog. The format can't hold one without: those stand together in an analysis
    of type "undated". What it has no field for (kinds, doubts, grades) stands under the extension "aval".
    """
    said = list(entries)
    everyone = everybody(people, said)
    places = {person.label: place for place, person in enumerate(everyone)}
    dated = [entry for entry in said if entry.at is not None]
    undated = [entry for entry in said if entry.at is None]
    head = {
        "vcon": VERSION,
        "uuid": str(_uuid(said, made_at)),
        "extensions": [EXTENSION],
        "created_at": made_at.isoformat(),
        "subject": title,
        "parties": [_party(person) for person in everyone],
    }
    out.write(_json({key: value for key, value in head.items() if value})[:-1])
    _write_list(out, "dialog", (_dialog(entry, places, says) for entry in dated))
    _write_list(out, "attachments", _attachments(dated, places, content))
    _write_list(out, "analysis", [_apart(undated, says)] if undated else [])
    out.write(b"}\n")
    return len(dated)


def _write_list(out: BinaryIO, name: str, items: Iterable[dict[str, Any]]) -> None:
    out.write(f', "{name}": ['.encode())
    out.writelines((b",\n" if place else b"\n") + _json(item) for place, item in enumerate(items))
    out.write(b"]")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _uuid(entries: list[Entry], made_at: datetime) -> UUID:
    """A version 8 UUID out of what the vCon holds and when it was made."""
    text = "\n".join([made_at.isoformat(), *(entry.fingerprint or entry.id for entry in entries)])
    number = int.from_bytes(sha256(text.encode("utf-8", "replace")).digest()[:16])
    number = number & ~(0xF << 76) | 8 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)


def _party(person: Person) -> dict[str, str]:
    party = {"name": person.name or person.label}
    if _MAIL.fullmatch(person.email):
        party["mailto"] = f"mailto:{person.email}"
    if _PHONE.fullmatch(person.phone):
        party["tel"] = f"tel:{re.sub(r'[^0-9+]', '', person.phone)}"
    return party


def _dialog(entry: Entry, places: dict[str, int], says: Says | None) -> dict[str, Any]:
    assert entry.at is not None
    others = [place for label, place in places.items() if label != entry.author]
    author = [places[entry.author]] if entry.author is not None else []
    return {
        "type": "text",
        "start": entry.at.isoformat(),
        "parties": [*author, *others],
        **({"originator": author[0]} if author else {}),
        "mediatype": "text/plain",
        "body": entry.text,
        "encoding": "none",
        "application": entry.source,
        "message_id": entry.id,
        EXTENSION: _more(entry, says),
    }


def _more(entry: Entry, says: Says | None) -> dict[str, Any]:
    more: dict[str, Any] = {"kind": entry.kind, "at_local": entry.at_local, "conversation": entry.conversation}
    more |= {"edited": entry.edited, "deleted": entry.deleted, "reply_to": entry.reply_to}
    more["remarks"] = [{"name": name, "value": value} for name, value in remarks_of(entry, says)]
    return {key: value for key, value in more.items() if value}


def _attachments(entries: list[Entry], places: dict[str, int], content: Content) -> Iterator[dict[str, Any]]:
    """Files of the dialogs: with their bytes where they are at hand and not too large, else with their hash."""
    for place, entry in enumerate(entries):
        for attachment in entry.attachments:
            if attachment.present and entry.at is not None:
                # The format wants a party; a notice's file has none, so the first stands in and the dialog tells.
                party = places.get(entry.author or "", 0)
                yield {
                    "start": entry.at.isoformat(), "party": party, "dialog": place, **_file(attachment, content),
                }  # fmt: skip


def _file(attachment: Attachment, content: Content) -> dict[str, Any]:
    made: dict[str, Any] = {"filename": attachment.name or "file"}
    made["mediatype"] = _TYPES.get(attachment.media, "application/octet-stream")
    if attachment.sha256:
        digest = urlsafe_b64encode(bytes.fromhex(attachment.sha256)).decode().rstrip("=")
        made["content_hash"] = f"sha256-{digest}"
    pieces = content(attachment) if (attachment.size or 0) <= INLINE_MAX else None
    if pieces is not None:
        made |= {"body": urlsafe_b64encode(b"".join(pieces)).decode().rstrip("="), "encoding": "base64url"}
    return made


def _apart(entries: list[Entry], says: Says | None) -> dict[str, Any]:
    """Entries of which no moment is known."""
    body = [
        {"author": entry.author, "body": entry.text, "message_id": entry.id, **_more(entry, says)} for entry in entries
    ]
    return {"type": "undated", "vendor": "Aval", "mediatype": "application/json", "encoding": "json", "body": body}
