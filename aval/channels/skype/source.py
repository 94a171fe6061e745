"""Skype's messages.json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.entry import Attachment, Entry
from aval.channels.files import Files
from aval.channels.jsonstream import Path, head, values
from aval.channels.limits import Limits
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, dict_of, entry, iso_moment, local_of, text_of, words_of

NAME = "skype"
LOOKED_FOR = (
    "Skype's or free Teams' messages.json (in a .tar)",
    "el messages.json de Skype o de Teams gratuito (en un .tar)",
    "o messages.json do Skype ou do Teams gratuito (em um .tar)",
)
_KEYS = re.compile(r'"(?:conversations|MessageList|messagetype)"')
_ENTERED: frozenset[Path] = frozenset(
    [(), ("conversations",), ("conversations", "*"), ("conversations", "*", "MessageList")]
)
_NAME = re.compile(r'<OriginalName[^>]*\bv="(?P<name>[^"]*)"', re.IGNORECASE)
_SIZE = re.compile(r'<FileSize[^>]*\bv="(?P<size>\d+)"', re.IGNORECASE)
_DURATION = re.compile(r"<duration>(?P<seconds>[\d.]+)</duration>", re.IGNORECASE)
_QUOTE = re.compile(r"<quote\b[^>]*>.*?</quote>", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r'<quote\b[^>]*\bmessageid="(?P<id>[^"]+)"', re.IGNORECASE)
_EDIT = re.compile(r"<e_m\b[^>]*/?>(?:</e_m>)?", re.IGNORECASE)
_MEDIA = {
    "RichText/UriObject": "image",
    "RichText/Media_Video": "video",
    "RichText/Media_AudioMsg": "audio",
    "RichText/Media_GenericFile": "document",
    "RichText/Media_CallRecording": "video",
    "RichText/Media_FlikMsg": "video",
    "RichText/Media_Album": "image",
}


def guess(container: Container) -> Guess | None:
    """By the keys that only Skype's file has."""
    member = _messages(container)
    if member and len(set(_KEYS.findall(head(member)))) == 3:  # noqa: PLR2004
        return Guess(NAME, 0.95, "conversations with MessageList and messagetype")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All conversations."""
    member = _messages(container)
    assert member is not None
    own = {name for name in container.members if name.endswith("endpoints.json")} | {member.name}
    files = Files(container, own)
    return Structured(NAME, files, partial(_entries, container, member, limits))


def _messages(container: Container) -> Member | None:
    named = container.named("messages.json")
    return named[0] if named else container.only()


def _entries(container: Container, member: Member, limits: Limits) -> Iterator[Entry]:
    conversation: dict[str, str] = {}
    number = 0
    owner = ""
    for path, value, raw in values(member, _ENTERED.__contains__, limits, container.damage):
        if path == ("userId",):
            owner = text_of(value)
        elif path == ("conversations", "*", "id"):
            conversation = {"id": text_of(value), "name": text_of(value)}
        elif path == ("conversations", "*", "displayName"):
            conversation["name"] = text_of(value) or conversation.get("id", "")
        elif path == ("conversations", "*", "MessageList", "*") and isinstance(value, dict):
            yield _entry(value, raw, conversation, number, owner)
            number += 1


def _entry(message: dict[str, Any], raw: str, conversation: dict[str, str], number: int, owner: str) -> Entry:
    own_id, kind_of_message = text_of(message.get("id")), text_of(message.get("messagetype"))
    content, written = text_of(message.get("content")), message.get("originalarrivaltime")
    properties = _properties(message.get("properties"))
    edited = bool(properties.get("edittime")) or bool(_EDIT.search(content))
    deleted = bool(properties.get("deletetime")) or (edited and not content.strip())
    quoted = _QUOTED.search(content)
    sender = text_of(message.get("from")).rpartition("/")[2]
    extra = {"type": kind_of_message, "from": sender}
    duration = _DURATION.search(content)
    if duration:
        extra["duration_seconds"] = duration["seconds"]
    return entry(
        NAME,
        conversation.get("name", ""),
        number,
        id=own_id or f"#{number}",
        author=text_of(message.get("displayName")) or ("(owner)" if sender == owner else sender) or None,
        text="" if deleted else _words(content, kind_of_message),
        at=iso_moment(written),
        at_local=local_of(written),
        kind=_kind(kind_of_message),
        attachments=tuple(_attachments(content, kind_of_message)),
        edited=edited and not deleted,
        deleted=deleted,
        reply_to=quoted["id"] if quoted else None,
        raw=raw,
        precision="ms",
        extra=extra,
        identity=(conversation.get("id", ""), own_id or raw),
    )


def _properties(value: Any) -> dict[str, Any]:
    """Properties stand as an object or as JSON inside a string."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return dict_of(value)


def _kind(messagetype: str) -> str:
    if messagetype == "Event/Call":
        return "call"
    if messagetype == "Poll":
        return "poll"
    if messagetype in ("RichText/Location", "RichText/Contacts"):
        return messagetype.rpartition("/")[2].lower().removesuffix("s")
    if messagetype.startswith(("ThreadActivity", "Control/", "Notice", "PopCard", "Event/")):
        return "notice"
    return "message"


def _words(content: str, messagetype: str) -> str:
    if messagetype == "Text":
        return content
    return words_of(_EDIT.sub("", _QUOTE.sub("", content)))


def _attachments(content: str, messagetype: str) -> Iterator[Attachment]:
    """A file that a message names; its bytes lie in media/ under numbers of the server, so they can't be told apart."""
    media = _MEDIA.get(messagetype)
    if media:
        name, size = _NAME.search(content), _SIZE.search(content)
        yield Attachment(
            unescape(name["name"]) if name else None, int(size["size"]) if size else None, media=media, omitted=True
        )
