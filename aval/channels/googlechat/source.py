"""Takeout's messages.json and group_info.json."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.googlechat.dates import moment_of
from aval.channels.jsonstream import Path, head, values
from aval.channels.limits import Limits
from aval.channels.prints import Prints
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, dict_of, entry, list_of, numbered, text_of

NAME = "googlechat"
LOOKED_FOR = (
    "Google Chat out of Takeout (messages.json with creator and created_date)",
    "Google Chat de Takeout (messages.json con creator y created_date)",
    "o Google Chat do Takeout (messages.json com creator e created_date)",
)
_ENTERED: frozenset[Path] = frozenset([(), ("messages",)])


def guess(container: Container) -> Guess | None:
    """By the keys of a message."""
    for member in _members(container):
        text = head(member)
        if '"created_date"' in text and ('"creator"' in text or '"message_state"' in text):
            return Guess(NAME, 0.9, "creator and created_date")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All conversations, one after another."""
    members = [member for member in _members(container) if '"created_date"' in head(member)]
    own = {name for name in container.members if name.endswith(("messages.json", "group_info.json", "user_info.json"))}
    files = Files(container, own | {member.name for member in members})
    return Structured(NAME, files, partial(_entries, container, members, files, limits))


def _members(container: Container) -> list[Member]:
    if container.kind == "file":
        alone = next(iter(container.members.values()))
        return [alone] if head(alone, 64).lstrip()[:1] == "{" else []
    return container.named("messages.json")


def _entries(container: Container, members: list[Member], files: Files, limits: Limits) -> Iterator[Entry]:
    number, prints = 0, Prints()
    for member in sorted(members, key=lambda member: member.name):
        room = _room(container, member, limits)
        for path, value, raw in values(member, _ENTERED.__contains__, limits, container.damage):
            if path == ("messages", "*") and isinstance(value, dict):
                yield _entry(value, raw, room, number, files, prints)
                number += 1


def _room(container: Container, member: Member, limits: Limits) -> str:
    """The conversation's name: as its group tells, else who belongs to it, else its folder."""
    folder = member.name.rpartition("/")[0]
    info = container.members.get(f"{folder}/group_info.json") if folder else None
    if info is not None:
        for found in values(info, lambda path: False, limits, container.damage):  # noqa: ARG005
            group = dict_of(found.value)
            people = [text_of(dict_of(each).get("name")) for each in list_of(group.get("members"))]
            return text_of(group.get("name")) or ", ".join(name for name in people if name) or folder
    return folder.rpartition("/")[2]


def _entry(message: dict[str, Any], raw: str, room: str, number: int, files: Files, prints: Prints) -> Entry:
    creator = dict_of(message.get("creator"))
    deleted = text_of(message.get("message_state")).upper() == "DELETED" or bool(message.get("deleted_date"))
    written = text_of(message.get("created_date")) or text_of(message.get("deleted_date"))
    at = moment_of(written)
    own_id = text_of(message.get("message_id"))
    extra = {"written": written}
    if creator.get("email"):
        extra["email"] = text_of(creator["email"])
    if creator.get("user_type") and text_of(creator["user_type"]) != "Human":
        extra["bot"] = text_of(creator["user_type"])
    if message.get("updated_date"):
        extra["edited_at"] = text_of(message["updated_date"])
    made = entry(
        NAME,
        room,
        number,
        id=own_id,
        author=text_of(creator.get("name")) or text_of(creator.get("email")) or None,
        text="" if deleted else text_of(message.get("text")),
        at=at,
        attachments=tuple(_files(message, files)),
        edited=bool(message.get("updated_date")),
        deleted=deleted,
        reply_to=text_of(dict_of(message.get("quoted_message_metadata")).get("message_id")) or None,
        thread=text_of(message.get("topic_id")) or None,
        raw=raw,
        flags=() if at or not written else (Flag("unknown-date", written),),
        precision="s" if at else "unknown",
        extra=extra,
        identity=(room, own_id or f"{written}\x1f{text_of(creator.get('email'))}\x1f{text_of(message.get('text'))}"),
    )
    return made if own_id else numbered(made, prints)


def _files(message: dict[str, Any], files: Files) -> Iterator[Attachment]:
    for file in map(dict_of, list_of(message.get("attached_files"))):
        shown, stored = text_of(file.get("original_name")), text_of(file.get("export_name"))
        # What the JSON calls "File-a?account_id=1.png" lies on disk as "File-a_account_id=1.png".
        found = next((files.attach(name) for name in (stored, stored.replace("?", "_")) if files.get(name)), None)
        found = found or files.attach(stored or shown)
        yield found._replace(name=shown or stored or None)
