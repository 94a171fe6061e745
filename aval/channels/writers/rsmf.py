"""RSMF 2.0.0, Relativity's Short Message Format: a mail whose attachment rsmf.zip holds a manifest and the files."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Sequence
from email.header import Header
from email.utils import formataddr, formatdate
from hashlib import sha256
from typing import Any, BinaryIO

from aval.channels.entry import Attachment, Entry
from aval.channels.writers.people import Content, Person, Says, everybody, nothing, remarks_of

VERSION = "2.0.0"
MANIFEST, ARCHIVE = "rsmf_manifest.json", "rsmf.zip"
IN_MEMORY, PIECE = 16 * 1024 * 1024, 57 * 1024
REACTION_MAX = 30
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_MAIL = re.compile(r"[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+")


def write_rsmf(
    out: BinaryIO,
    entries: Iterable[Entry],
    *,
    people: Sequence[Person] = (),
    title: str = "",
    custodian: str = "",
    content: Content = nothing,
    says: Says | None = None,
) -> int:
    """Write the conversation as one .rsmf file and give the number of its events. Entries are held in memory.

    ``custodian`` is the label of the person whose data this is: their messages are outgoing, all others incoming.
    ``content`` gives the bytes of files. The same entries give the same bytes.
    """
    said = list(entries)
    manifest = _Manifest(said, everybody(people, said), title, custodian, says)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            stored = _pack_files(archive, manifest, content)
            _pack(archive, MANIFEST, [manifest.text().encode()])
        packed.seek(0)
        _write_mail(out, manifest, title, stored, packed)  # type: ignore[arg-type]
    return len(manifest.events)


class _Manifest:
    """The manifest's parts. Reactions, edits and deletions that stand as entries are put where the format has them."""

    def __init__(
        self, entries: list[Entry], people: list[Person], title: str, custodian: str, says: Says | None
    ) -> None:
        self.people = people
        self.custodian = custodian
        self.files: dict[str, Attachment] = {}
        self.platforms = list(dict.fromkeys(entry.source for entry in entries))
        self._says, self._title = says, title
        self._ids = {person.label: f"P{number}" for number, person in enumerate(people, 1)}
        rooms = dict.fromkeys((entry.source, entry.conversation) for entry in entries)
        self._rooms = {room: f"C{number}" for number, room in enumerate(rooms, 1)}
        self._present: dict[str, dict[str, None]] = {}
        self.events: list[dict[str, Any]] = []
        self._by_id: dict[tuple[str, str], dict[str, Any]] = {}
        for entry in entries:
            self._add(entry)
        digest = sha256("\n".join(entry.fingerprint or entry.id for entry in entries).encode("utf-8", "replace"))
        self.collection = digest.hexdigest()[:32]

    def text(self) -> str:
        """The manifest as JSON."""
        manifest = {
            "version": VERSION,
            "participants": [self._participant(person) for person in self.people],
            "conversations": [self._conversation(room) for room in self._rooms],
            "events": self.events,
            "eventcollectionid": self.collection,
        }
        return _clean(json.dumps(manifest, ensure_ascii=False, indent=1))

    def _participant(self, person: Person) -> dict[str, Any]:
        made: dict[str, Any] = {"id": self._ids[person.label], "display": person.name or person.label}
        if _MAIL.fullmatch(person.email):
            made["email"] = person.email
        made["account_id"] = person.label
        if person.phone:
            made["custom"] = [{"name": "phone", "value": person.phone}]
        return made

    def _conversation(self, room: tuple[str, str]) -> dict[str, Any]:
        source, name = room
        present = list(self._present.get(self._rooms[room], {}))
        made: dict[str, Any] = {
            "id": self._rooms[room],
            "display": name or self._title or source,
            "platform": source,
            "type": "direct",
            "participants": present,
        }
        if self._ids.get(self.custodian) in present:
            made["custodian"] = self._ids[self.custodian]
        return made

    def _add(self, entry: Entry) -> None:
        room = self._rooms[entry.source, entry.conversation]
        author = self._ids.get(entry.author or "")
        if author:
            self._present.setdefault(room, {})[author] = None
        target = self._by_id.get((room, entry.reply_to)) if entry.reply_to else None
        if target is not None and self._put_into(target, entry, author):
            return
        event = self._event(entry, room, author)
        if target is not None:
            event["parent"] = target["id"]
        self.events.append(event)
        self._by_id.setdefault((room, entry.id), event)

    def _put_into(self, target: dict[str, Any], entry: Entry, author: str | None) -> bool:
        """Put an entry that is about another one into that one; False if it stands for itself."""
        when = entry.at.isoformat() if entry.at else entry.at_local
        if entry.kind == "reaction" and entry.text and author:
            value = entry.text[:REACTION_MAX]
            reactions = target.setdefault("reactions", [])
            same = next((each for each in reactions if each["value"] == value), None)
            if same is None:
                same = {"value": value, "count": 0, "participants": []}
                reactions.append(same)
            same["count"] += 1
            same["participants"].append(author)
        elif entry.kind == "edit" and author:
            edit = {"participant": author, "timestamp": when, "previous": target.get("body", ""), "new": entry.text}
            target.setdefault("edits", []).append({key: value for key, value in edit.items() if value is not None})
            target["body"] = entry.text
        elif entry.kind == "deletion":
            target["deleted"] = True
        else:
            return False
        target.setdefault("custom", []).extend(_pairs(remarks_of(entry, self._says)))
        return True

    def _event(self, entry: Entry, room: str, author: str | None) -> dict[str, Any]:
        event: dict[str, Any] = {"id": f"m{len(self.events) + 1}", "type": "message" if author else "disclaimer"}
        if author:
            event["participant"] = author
        event["conversation"] = room
        when = entry.at.isoformat() if entry.at else entry.at_local
        if when:
            event["timestamp"] = when
        event["body"] = entry.text
        if entry.deleted:
            event["deleted"] = True
        if author and self.custodian:
            event["direction"] = "outgoing" if entry.author == self.custodian else "incoming"
        before = entry.extra.get("text_before")
        if entry.edited and author and before is not None:
            event["edits"] = [{"participant": author, "previous": before, "new": entry.text}]
        attachments = [self._file(attachment) for attachment in entry.attachments if attachment.present]
        if attachments:
            event["attachments"] = attachments
        custom = _pairs(remarks_of(entry, self._says))
        if custom:
            event["custom"] = custom
        return event

    def _file(self, attachment: Attachment) -> dict[str, Any]:
        """A file by a name of our own: the export's may reach anywhere."""
        ending = _ENDING.search(attachment.name or "")
        name = f"A{len(self.files) + 1:05}{'.' + ending[1] if ending else ''}"
        self.files[name] = attachment
        made: dict[str, Any] = {"id": name, "display": attachment.name or name}
        if attachment.size is not None:
            made["size"] = attachment.size
        return made


def _pairs(remarks: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in remarks if name and value]


def _pack_files(archive: zipfile.ZipFile, manifest: _Manifest, content: Content) -> int:
    """Store the files that are at hand; those that aren't leave the events that named them."""
    missing: set[str] = set()
    for name, attachment in manifest.files.items():
        pieces = content(attachment)
        if pieces is None:
            missing.add(name)
        else:
            _pack(archive, name, pieces)
    for event in manifest.events:
        listed = event.get("attachments")
        if listed and missing.intersection(each["id"] for each in listed):
            event["attachments"] = [each for each in listed if each["id"] not in missing]
            lost = [{"name": "file not at hand", "value": each["display"]} for each in listed if each["id"] in missing]
            event.setdefault("custom", []).extend(lost)
    return len(manifest.files) - len(missing)


def _pack(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    told = zipfile.ZipInfo(name)  # with zip's first day as its date, so that the same entries give the same bytes
    told.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(told, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)


def _write_mail(out: BinaryIO, manifest: _Manifest, title: str, stored: int, packed: BinaryIO) -> None:
    times = sorted(event["timestamp"] for event in manifest.events if "timestamp" in event)
    names = [person.name or person.label for person in manifest.people]
    custodian = next((p for p in manifest.people if p.label == manifest.custodian), None)
    boundary = f"=_{manifest.collection}"
    headers = {
        "X-RSMF-Version": VERSION,
        "X-RSMF-Generator": "Aval",
        "X-RSMF-BeginDate": times[0] if times else "",
        "X-RSMF-EndDate": times[-1] if times else "",
        "X-RSMF-EventCount": str(len(manifest.events)),
        "X-RSMF-Application": ", ".join(manifest.platforms),
        "X-RSMF-Custodian": (custodian.name or custodian.label) if custodian else "",
        "X-RSMF-Participants": ", ".join(names),
        "X-RSMF-AttachmentCount": str(stored),
        "X-RSMF-EventCollectionID": manifest.collection,
        "Subject": title or "Conversation",
        "Date": formatdate(0),
    }
    sender = next((person for person in manifest.people if _MAIL.fullmatch(person.email)), None)
    lines = [f"{name}: {_header(name, value)}" for name, value in headers.items() if value]
    lines.append(
        f"From: {formataddr((sender.name or sender.label, sender.email)) if sender else 'conversation@aval.invalid'}"
    )
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{boundary}"', "", f"--{boundary}"]
    lines += ['Content-Type: text/plain; charset="utf-8"', "Content-Transfer-Encoding: base64", ""]
    out.write(("\r\n".join(lines) + "\r\n").encode("ascii", "replace"))
    _write_base64(out, [_transcript(manifest).encode()])
    part = [f"--{boundary}", f'Content-Type: application/zip; name="{ARCHIVE}"', "Content-Transfer-Encoding: base64"]
    part += [f'Content-Disposition: attachment; filename="{ARCHIVE}"', "", ""]
    out.write("\r\n".join(part).encode())
    _write_base64(out, iter(lambda: packed.read(PIECE), b""))
    out.write(f"--{boundary}--\r\n".encode())


def _header(name: str, value: str) -> str:
    """A header's value on folded lines, encoded where it isn't ASCII; line ends in it become spaces."""
    flat = _clean(re.sub(r"\s+", " ", value))
    return Header(flat, None if flat.isascii() else "utf-8", header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _transcript(manifest: _Manifest) -> str:
    """The conversation to be read and searched without any program: one line an event, more where it has more."""
    names = {f"P{number}": person.name or person.label for number, person in enumerate(manifest.people, 1)}
    lines = [
        f"{event.get('timestamp', '?')}  {names.get(event.get('participant', ''), '*')}: {event['body']}"
        for event in manifest.events
    ]
    return _clean("\r\n".join(lines)) + "\r\n"


def _write_base64(out: BinaryIO, pieces: Iterable[bytes]) -> None:
    rest = b""
    for piece in pieces:
        data = rest + piece
        cut = len(data) // 57 * 57
        _write_lines(out, data[:cut])
        rest = data[cut:]
    _write_lines(out, rest)


def _write_lines(out: BinaryIO, data: bytes) -> None:
    out.write(b"".join(b64encode(data[at : at + 57]) + b"\r\n" for at in range(0, len(data), 57)))


def _clean(text: str) -> str:
    """Text that can be encoded: halves of pairs that stand alone are replaced."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text
