"""Element's export.json."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.entry import Attachment, Entry
from aval.channels.files import Files
from aval.channels.jsonstream import Path, head, values
from aval.channels.limits import Limits
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, dict_of, entry, moment, text_of, words_of

NAME = "matrix"
LOOKED_FOR = (
    "a Matrix room as Element exports it (export.json)",
    "una sala de Matrix exportada por Element (export.json)",
    "uma sala do Matrix exportada pelo Element (export.json)",
)
_ENTERED: frozenset[Path] = frozenset([(), ("messages",)])
_MEDIA = {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": "document", "m.sticker": "sticker"}
_POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")


def guess(container: Container) -> Guess | None:
    """By the room's keys and those of an event."""
    for member in _members(container):
        text = head(member)
        if '"origin_server_ts"' in text and '"event_id"' in text and '"messages"' in text:
            return Guess(NAME, 0.95 if '"room_name"' in text else 0.8, "messages with event_id and origin_server_ts")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All events of all rooms."""
    members = [member for member in _members(container) if '"origin_server_ts"' in head(member)]
    files = Files(container, {member.name for member in members})
    return Structured(NAME, files, partial(_entries, container, members, files, limits))


def _members(container: Container) -> list[Member]:
    if container.kind == "file":
        alone = next(iter(container.members.values()))
        return [alone] if head(alone, 64).lstrip()[:1] == "{" else []
    return [member for name, member in container.members.items() if name.endswith(".json") and name.count("/") <= 2]  # noqa: PLR2004


def _entries(container: Container, members: list[Member], files: Files, limits: Limits) -> Iterator[Entry]:
    number = 0
    for member in members:
        room = ""
        names: dict[str, str] = {}
        for path, value, raw in values(member, _ENTERED.__contains__, limits, container.damage):
            if path == ("room_name",):
                room = text_of(value)
            elif path == ("messages", "*") and isinstance(value, dict):
                content = dict_of(value.get("content"))
                if value.get("type") == "m.room.member" and content.get("displayname"):
                    names[text_of(value.get("state_key"))] = text_of(content["displayname"])
                yield _entry(value, content, raw, room, names, number, files)
                number += 1


def _entry(
    event: dict[str, Any],
    content: dict[str, Any],
    raw: str,
    room: str,
    names: dict[str, str],
    number: int,
    files: Files,
) -> Entry:
    kind_of_event = text_of(event.get("type"))
    own_id, sender = text_of(event.get("event_id")), text_of(event.get("sender"))
    relation = dict_of(content.get("m.relates_to"))
    replaces = relation.get("rel_type") == "m.replace"
    shown = dict_of(content.get("m.new_content")) or content if replaces else content
    redacted = _is_redacted(event, content, kind_of_event)
    kind, text = _kind(kind_of_event, shown, relation)
    extra = {"type": kind_of_event, "room_id": text_of(event.get("room_id"))}
    if sender in names:
        extra["name"] = names[sender]
    if kind_of_event == "m.room.encrypted":
        extra["encrypted"] = "yes"
    target = text_of(dict_of(relation.get("m.in_reply_to")).get("event_id")) or text_of(relation.get("event_id"))
    if kind_of_event == "m.room.redaction":
        kind, target = "deletion", text_of(event.get("redacts")) or text_of(content.get("redacts"))
    attachments = () if redacted else tuple(_files(kind_of_event, shown, files))
    return entry(
        NAME,
        room,
        number,
        id=own_id or f"#{number}",
        author=sender or None,
        text="" if redacted else text,
        at=moment(event.get("origin_server_ts")),
        kind="edit" if replaces and kind == "message" else kind,
        attachments=attachments,
        edited=replaces or bool(_bundled(event).get("m.replace")),
        deleted=redacted,
        reply_to=target or None,
        thread=text_of(relation.get("event_id")) or None if relation.get("rel_type") == "m.thread" else None,
        raw=raw,
        precision="ms",
        extra={key: value for key, value in extra.items() if value},
        identity=(text_of(event.get("room_id")) or room, own_id or raw),
    )


def _bundled(event: dict[str, Any]) -> dict[str, Any]:
    return dict_of(dict_of(event.get("unsigned")).get("m.relations"))


def _is_redacted(event: dict[str, Any], content: dict[str, Any], kind: str) -> bool:
    """Whether an event was emptied: it says so, or nothing is left of a message."""
    said = bool(event.get("redacted_because") or dict_of(event.get("unsigned")).get("redacted_because"))
    return said or (kind == "m.room.message" and not content)


def _kind(event: str, content: dict[str, Any], relation: dict[str, Any]) -> tuple[str, str]:
    """Kind and text; what is nobody's message (joins, names, topics) is a notice that names itself."""
    if event == "m.room.message":
        return ("location" if content.get("msgtype") == "m.location" else "message"), _text(content)
    if event == "m.sticker":
        return "message", ""
    if event == "m.room.encrypted":
        return "message", ""
    if event == "m.reaction":
        return "reaction", text_of(relation.get("key"))
    if event in _POLLS:
        return "poll", _poll(dict_of(content.get("m.poll") or content.get("org.matrix.msc3381.poll.start")))
    if event.startswith("m.call."):
        return "call", event
    parts = [text_of(content.get(key)) for key in ("membership", "displayname", "name", "topic", "reason")]
    return "notice", " ".join([event, *(part for part in parts if part)])


def _text(content: dict[str, Any]) -> str:
    """A person's words; a file's name is no text, and the quote in front of an answer is another's."""
    if text_of(content.get("msgtype")) in _MEDIA:
        name, body = text_of(content.get("filename")), text_of(content.get("body"))
        return body if name and name != body else ""
    body = text_of(content.get("body")) or words_of(text_of(content.get("formatted_body")))
    if dict_of(content.get("m.relates_to")).get("m.in_reply_to") and body.startswith("> "):
        lines = body.split("\n")
        quoted = next((place for place, line in enumerate(lines) if not line.startswith(">")), len(lines))
        return "\n".join(lines[quoted:]).strip("\n") or body
    return body


def _poll(poll: dict[str, Any]) -> str:
    question = dict_of(poll.get("question"))
    answers = [dict_of(answer) for answer in poll.get("answers") or [] if isinstance(answer, dict)]
    lines = [_label(question), *(_label(answer) for answer in answers)]
    return "\n".join(line for line in lines if line)


def _label(value: dict[str, Any]) -> str:
    return text_of(value.get("body")) or text_of(value.get("org.matrix.msc1767.text")) or text_of(value.get("m.text"))


def _files(event: str, content: dict[str, Any], files: Files) -> Iterator[Attachment]:
    kind = "m.sticker" if event == "m.sticker" else text_of(content.get("msgtype"))
    if kind not in _MEDIA:
        return
    name = text_of(content.get("filename")) or text_of(content.get("body"))
    size = dict_of(content.get("info")).get("size")
    found = _exported(name, files)
    if found is not None:
        yield found._replace(media=_MEDIA[kind], name=name or found.name)
    else:
        yield Attachment(name or None, size if isinstance(size, int) else None, media=_MEDIA[kind], omitted=True)


def _exported(name: str, files: Files) -> Attachment | None:
    """The file itself: Element stores it under its name with the local time added before the ending."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        return None
    for candidate in files.names():
        base = candidate.rpartition("/")[2]
        if base == name or (base.startswith(f"{stem}-") and base.endswith(f"{dot}{ending}")):
            return files.attach(candidate)
    return None
