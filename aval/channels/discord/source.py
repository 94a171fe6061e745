"""Discord's JSON and its data package."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC
from functools import partial
from typing import Any

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.discord.ids import contradiction
from aval.channels.discord.pages import page_entries, pages_of
from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.jsonstream import Path, head, values
from aval.channels.limits import Limits
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, dict_of, entry, iso_moment, list_of, local_of, text_of

NAME = "discord"
LOOKED_FOR = (
    "DiscordChatExporter's JSON or HTML, or Discord's data package (messages/c…/messages.json)",
    "el JSON o HTML de DiscordChatExporter, o el paquete de datos de Discord (messages/c…/messages.json)",
    "o JSON ou HTML do DiscordChatExporter, ou o pacote de dados do Discord (messages/c…/messages.json)",
)
_PACKAGE = re.compile(r"(?:^|/)c\d+/messages\.(?:json|csv)$")
_KINDS = {
    "Default": "message",
    "Reply": "message",
    "Call": "call",
    "ChatInputCommand": "message",
    "ContextMenuCommand": "message",
    "ThreadStarterMessage": "message",
}
_ENTERED: frozenset[Path] = frozenset([(), ("messages",)])


def guess(container: Container) -> Guess | None:
    """By the exporter's first keys, or by the package's folders."""
    if any(_PACKAGE.search(name) for name in container.members):
        return Guess(NAME, 0.9, "folders of a data package")
    if pages_of(container):
        return Guess(NAME, 0.9, "DiscordChatExporter's page")
    for member in _exports(container):
        text = head(member)
        if '"guild"' in text and '"channel"' in text and '"messages"' in text:
            return Guess(NAME, 0.95, "guild, channel and messages")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """The channel, or all channels of a package."""
    package = [member for name, member in container.members.items() if _PACKAGE.search(name)]
    if package:
        own = {name for name in container.members if name.endswith((".json", ".csv"))}
        reader = Structured(NAME, Files(container, own), partial(_package, container, package, limits))
        reader.remarks.append("A data package holds only the messages of the person who asked for it.")
        return reader
    if pages := pages_of(container):
        files = Files(container, {member.name for member in pages})
        return Structured(NAME, files, partial(page_entries, container, pages, files, limits))
    members = [member for member in _exports(container) if '"guild"' in head(member)]
    files = Files(container, {member.name for member in members})
    return Structured(NAME, files, partial(_entries, container, members, files, limits))


def _exports(container: Container) -> list[Member]:
    if container.kind == "file":
        return (
            list(container.members.values())
            if head(next(iter(container.members.values())), 64).lstrip()[:1] == "{"
            else []
        )
    return [member for name, member in container.members.items() if name.endswith(".json") and name.count("/") <= 1]


def _entries(container: Container, members: list[Member], files: Files, limits: Limits) -> Iterator[Entry]:
    number = 0
    for member in members:
        guild: dict[str, Any] = {}
        channel: dict[str, Any] = {}
        seen: set[str] = set()
        for path, value, raw in values(member, _ENTERED.__contains__, limits, container.damage):
            if path == ("guild",):
                guild = dict_of(value)
            elif path == ("channel",):
                channel = dict_of(value)
            elif path == ("messages", "*") and isinstance(value, dict):
                own_id = text_of(value.get("id"))
                doubts = (Flag("duplicate-id", own_id),) if own_id in seen else ()
                seen.add(own_id)
                yield _entry(value, raw, guild, channel, number, files, doubts)
                number += 1


def _entry(
    message: dict[str, Any],
    raw: str,
    guild: dict[str, Any],
    channel: dict[str, Any],
    number: int,
    files: Files,
    doubts: tuple[Flag, ...],
) -> Entry:
    own_id, written = text_of(message.get("id")), message.get("timestamp")
    at = iso_moment(written)
    author = dict_of(message.get("author"))
    kind = _KINDS.get(text_of(message.get("type")), "notice")
    text = text_of(message.get("content"))
    extra = {key: text_of(message[key]) for key in ("type", "callEndedTimestamp") if message.get(key)}
    if message.get("timestampEdited"):
        extra["edited_at"] = text_of(message["timestampEdited"])
    if author.get("isBot"):
        extra["bot"] = "yes"
    parts = [
        text_of(embed.get(key))
        for embed in map(dict_of, list_of(message.get("embeds")))
        for key in ("title", "description")
    ]
    server = text_of(guild.get("name"))
    room = text_of(channel.get("name"))
    return entry(
        NAME,
        f"{server} / {room}" if text_of(channel.get("type")).startswith("Guild") and server else room or server,
        number,
        id=own_id or f"#{number}",
        author=text_of(author.get("name")) or text_of(author.get("id")) or None,
        text=text or "\n".join(part for part in parts if part),
        at=at,
        at_local=local_of(written),
        kind=kind,
        attachments=tuple(_attachments(message, files)),
        edited="edited_at" in extra,
        reply_to=text_of(dict_of(message.get("reference")).get("messageId")) or None,
        raw=raw,
        flags=doubts + contradiction(own_id, at),
        precision="ms",
        extra=extra,
        identity=(text_of(channel.get("id")), own_id or raw),
    )


def _attachments(message: dict[str, Any], files: Files) -> Iterator[Attachment]:
    for file in map(dict_of, list_of(message.get("attachments"))):
        url = text_of(file.get("url"))
        name = text_of(file.get("fileName")) or url.partition("?")[0].rpartition("/")[2]
        size = file.get("fileSizeBytes")
        local = not url.startswith(("http:", "https:")) and files.get(url)
        found = (
            files.attach(url)
            if local
            else Attachment(name or None, size if isinstance(size, int) else None, omitted=True)
        )
        yield found._replace(name=name or None)


def _package(container: Container, members: list[Member], limits: Limits) -> Iterator[Entry]:
    number = 0
    for member in sorted(members, key=lambda member: member.name):
        folder = member.name.rpartition("/")[0]
        room = folder.rpartition("/")[2]
        for message, raw in _package_rows(container, member, limits):
            own_id = text_of(message.get("ID"))
            written = text_of(message.get("Timestamp"))
            at = iso_moment(written) or iso_moment(f"{written}+00:00")
            names = [link.partition("?")[0].rpartition("/")[2] for link in text_of(message.get("Attachments")).split()]
            yield entry(
                NAME,
                room,
                number,
                id=own_id or f"#{number}",
                author="(requester)",
                text=text_of(message.get("Contents")),
                at=at.astimezone(UTC) if at else None,
                attachments=tuple(Attachment(name or None, omitted=True) for name in names),
                raw=raw,
                flags=contradiction(own_id, at),
                identity=(room.removeprefix("c"), own_id or raw),
            )
            number += 1


def _package_rows(container: Container, member: Member, limits: Limits) -> Iterator[tuple[dict[str, Any], str]]:
    if member.name.endswith(".json"):
        for value in values(member, lambda path: path == (), limits, container.damage):
            if isinstance(value.value, dict):
                yield value.value, value.raw
        return
    with io.TextIOWrapper(member.open(), "utf-8-sig", "replace", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {key: value for key, value in row.items() if key}, ",".join(str(value) for value in row.values())
