"""Lists of Graph's chatMessage."""

from __future__ import annotations

import re
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
from aval.channels.structured import Structured, dict_of, entry, iso_moment, list_of, local_of, text_of, words_of

NAME = "teams"
LOOKED_FOR = (
    "Microsoft Teams messages as Graph gives them (messages_….json)",
    "mensajes de Microsoft Teams como los da Graph (messages_….json)",
    "mensagens do Microsoft Teams como o Graph as dá (messages_….json)",
)
_KEYS = re.compile(r'"(createdDateTime|messageType|body|importance)"', re.IGNORECASE)
_EMOJI = re.compile(r'<emoji\b[^>]*\balt="([^"]*)"[^>]*>', re.IGNORECASE)
_ENTERED: frozenset[Path] = frozenset([(), ("value",)])


def guess(container: Container) -> Guess | None:
    """By the keys of a chatMessage."""
    for member in _members(container):
        if len({key.lower() for key in _KEYS.findall(head(member))}) == 4:  # noqa: PLR2004
            return Guess(NAME, 0.9, "createdDateTime, messageType, body and importance")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All messages of all files."""
    members = [member for member in _members(container) if _KEYS.search(head(member))]
    files = Files(container, {name for name in container.members if name.endswith(".json")})
    return Structured(NAME, files, partial(_entries, container, members, limits))


def _members(container: Container) -> list[Member]:
    if container.kind == "file":
        alone = next(iter(container.members.values()))
        return [alone] if head(alone, 64).lstrip()[:1] in ("[", "{") else []
    return [member for member in container.members.values() if re.match(r"messages.*\.json$", member.base_name)]


def _entries(container: Container, members: list[Member], limits: Limits) -> Iterator[Entry]:
    number = 0
    for member in members:
        for path, value, raw in values(member, _ENTERED.__contains__, limits, container.damage):
            if path[-1:] == ("*",) and isinstance(value, dict):
                yield _entry(_lower(value), raw, number)
                number += 1


def _lower(value: Any, depth: int = 0) -> Any:
    """The same value with keys that begin with a small letter, as Graph writes them."""
    if depth > 8:  # noqa: PLR2004
        return None
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _lower(item, depth + 1) for key, item in value.items()}
    return [_lower(item, depth + 1) for item in value] if isinstance(value, list) else value


def _entry(message: dict[str, Any], raw: str, number: int) -> Entry:
    own_id, written, body = text_of(message.get("id")), message.get("createdDateTime"), dict_of(message.get("body"))
    content = text_of(body.get("content"))
    is_html = text_of(body.get("contentType")).lower() == "html"
    sender = dict_of(dict_of(message.get("from")).get("user")) or dict_of(
        dict_of(message.get("from")).get("application")
    )
    kind = "message" if text_of(message.get("messageType")) == "message" else "notice"
    detail = dict_of(message.get("eventDetail"))
    chat = text_of(message.get("chatId")) or text_of(dict_of(message.get("channelIdentity")).get("channelId"))
    deleted = bool(message.get("deletedDateTime"))
    extra = {key: text_of(message[key]) for key in ("lastEditedDateTime", "deletedDateTime") if message.get(key)}
    if sender.get("id"):
        extra["from"] = text_of(sender["id"])
    text = words_of(_EMOJI.sub(r"\1", content)) if is_html else content
    if kind == "notice" and not text:
        text = text_of(detail.get("@odata.type")).rpartition(".")[2] or text_of(detail.get("eventType"))
    return entry(
        NAME,
        chat,
        number,
        id=own_id or f"#{number}",
        author=text_of(sender.get("displayName")) or text_of(sender.get("id")) or None,
        text="" if deleted else text,
        at=iso_moment(written),
        at_local=local_of(written),
        kind=kind,
        attachments=tuple(
            Attachment(text_of(file.get("name")) or None, media="document", omitted=True)
            for file in map(dict_of, list_of(message.get("attachments")))
            if file.get("name")
        ),
        edited=bool(message.get("lastEditedDateTime")),
        deleted=deleted,
        reply_to=text_of(message.get("replyToId")) or None,
        raw=raw,
        precision="ms",
        extra=extra,
        identity=(chat, own_id or raw),
    )
