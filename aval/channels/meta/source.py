"""Messenger's and Instagram's JSON."""

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
from aval.channels.prints import Prints
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, dict_of, entry, list_of, moment, numbered, text_of

NAME = "messenger"
LOOKED_FOR = (
    "Messenger's or Instagram's message_1.json",
    "el message_1.json de Messenger o Instagram",
    "o message_1.json do Messenger ou do Instagram",
)
_ENTERED: frozenset[Path] = frozenset([(), ("messages",)])
_MEDIA = {
    "photos": "image",
    "videos": "video",
    "audio_files": "audio",
    "gifs": "gif",
    "files": "document",
    "media": "document",
}
_NUMBERED = re.compile(r"(?:^|/)message_(\d+)\.json$")


def guess(container: Container) -> Guess | None:
    """By the keys of a message."""
    for member in _members(container):
        text = head(member)
        if '"sender_name"' in text and '"timestamp_ms"' in text:
            return Guess(NAME, 0.9, "sender_name and timestamp_ms")
        if '"senderName"' in text and '"threadName"' in text:
            return Guess(NAME, 0.9, "senderName and threadName")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All conversations, file after file."""
    members = _members(container)
    files = Files(container, {member.name for member in members})
    return Structured(NAME, files, partial(_entries, container, members, files, limits))


def _members(container: Container) -> list[Member]:
    if container.kind == "file":
        alone = next(iter(container.members.values()))
        return [alone] if head(alone, 64).lstrip()[:1] == "{" else []
    numbered = [(name, found) for name in container.members if (found := _NUMBERED.search(name))]
    return [
        container.members[name]
        for name, found in sorted(numbered, key=lambda pair: (pair[0].rpartition("/")[0], int(pair[1][1][:9])))
    ]


def _entries(container: Container, members: list[Member], files: Files, limits: Limits) -> Iterator[Entry]:
    number, prints = 0, Prints()
    for member in members:
        title, thread = _title(container, member, limits)
        for path, value, raw in values(member, _ENTERED.__contains__, limits, container.damage):
            if path == ("messages", "*") and isinstance(value, dict):
                yield _entry(value, raw, title, thread or member.name, number, files, prints)
                number += 1


def _title(container: Container, member: Member, limits: Limits) -> tuple[str, str]:
    """The conversation's title and path, which stand after its messages."""
    title = thread = ""
    for path, value, _ in values(member, _ENTERED.__contains__, limits, container.damage):
        if path in (("title",), ("threadName",)):
            title = repaired(text_of(value))
        elif path == ("thread_path",):
            thread = text_of(value)
    return title, thread


def _entry(
    message: dict[str, Any], raw: str, title: str, thread: str, number: int, files: Files, prints: Prints
) -> Entry:
    stamp = message.get("timestamp_ms", message.get("timestamp"))
    author = repaired(text_of(message.get("sender_name") or message.get("senderName")))
    text = repaired(text_of(message.get("content") or message.get("text")))
    share = dict_of(message.get("share"))
    if share.get("link"):
        text = "\n".join(part for part in (text, repaired(text_of(share["link"]))) if part)
    attachments = tuple(_attachments(message, files))
    extra = {"duration_seconds": text_of(message["call_duration"])} if "call_duration" in message else {}
    deleted = bool(message.get("is_unsent") or message.get("isUnsent"))
    names = ",".join(attachment.name or "" for attachment in attachments)
    made = entry(
        NAME,
        title,
        number,
        id="",
        author=author or None,
        text=text,
        at=moment(stamp),
        kind="call" if extra else "message",
        attachments=attachments,
        deleted=deleted,
        raw=raw,
        precision="ms",
        extra=extra,
        identity=(thread, text_of(stamp), author, text, names),
    )
    return numbered(made, prints)


def _attachments(message: dict[str, Any], files: Files) -> Iterator[Attachment]:
    for key, media in _MEDIA.items():
        for file in map(dict_of, list_of(message.get(key))):
            uri = repaired(text_of(file.get("uri")))
            if uri:
                yield files.attach(uri, media)
    sticker = dict_of(message.get("sticker"))
    if sticker.get("uri"):
        yield files.attach(repaired(text_of(sticker["uri"])), "sticker")


def repaired(text: str) -> str:
    """The text that was meant: its characters are UTF-8 bytes, unless they don't add up, then it stays as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
