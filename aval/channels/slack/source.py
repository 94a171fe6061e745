"""Slack's zip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.entry import Attachment, Entry
from aval.channels.files import Files
from aval.channels.jsonstream import values
from aval.channels.limits import Limits
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, dict_of, entry, list_of, moment, text_of

NAME = "slack"
LOOKED_FOR = (
    "a Slack zip with users.json, channels.json and a file for each day",
    "un zip de Slack con users.json, channels.json y un archivo por día",
    "um zip do Slack com users.json, channels.json e um arquivo por dia",
)
_DAY = re.compile(r"^(?:[^/]+/)?(?P<folder>[^/]+)/\d{4}-\d\d-\d\d\.json$")
_LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json")
_LINK = re.compile(r"<(?P<target>[@#!]?[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_PEOPLE = ("users.json", "org_users.json")
# What Slack says itself; other subtypes are somebody's message.
_NOTICES = frozenset(
    f"{where}_{what}"
    for where in ("channel", "group")
    for what in (
        "join",
        "leave",
        "topic",
        "purpose",
        "name",
        "archive",
        "unarchive",
        "posting_permissions",
        "convert_to_private",
    )
) | {
    "tombstone",
    "pinned_item",
    "unpinned_item",
    "bot_add",
    "bot_remove",
    "reminder_add",
    "huddle_thread",
    "sh_room_created",
}


def guess(container: Container) -> Guess | None:
    """By its lists and its days."""
    lists = [name for name in (*_LISTS, *_PEOPLE) if container.named(name)]
    days = sum(1 for name in container.members if _DAY.match(name))
    if not lists or not days:
        return None
    return Guess(NAME, 0.95 if len(lists) > 1 else 0.6, f"{', '.join(lists)} and {days} days")


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All conversations, one after another, each in the order of its days."""
    own = {name for name in container.members if name.endswith(".json")}
    files = Files(container, own)
    return Structured(NAME, files, partial(_entries, container, limits))


def _entries(container: Container, limits: Limits) -> Iterator[Entry]:
    people = _people(container, limits)
    rooms = _rooms(container, limits, people)
    days: dict[str, list[Member]] = {}
    for name in sorted(container.members):
        found = _DAY.match(name)
        if found:
            days.setdefault(found["folder"], []).append(container.members[name])
    number = 0
    for folder, members in days.items():
        room_id, room = rooms.get(folder, (folder, folder))
        for member in members:
            for value in values(member, lambda path: path == (), limits, container.damage):
                if isinstance(value.value, dict):
                    yield _entry(value.value, value.raw, room_id, room, number, people)
                    number += 1


def _people(container: Container, limits: Limits) -> dict[str, str]:
    """Names by id."""
    people: dict[str, str] = {}
    for user in _list(container, _PEOPLE, limits):
        profile = dict_of(user.get("profile"))
        name = (
            text_of(profile.get("display_name")) or text_of(user.get("real_name")) or text_of(profile.get("real_name"))
        )
        people[text_of(user.get("id"))] = name or text_of(user.get("name"))
    return people


def _rooms(container: Container, limits: Limits, people: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Id and name of each conversation by its folder, which is its name or, for direct messages, its id."""
    rooms: dict[str, tuple[str, str]] = {}
    for room in _list(container, _LISTS, limits):
        own_id, name = text_of(room.get("id")), text_of(room.get("name"))
        members = ", ".join(people.get(text_of(member), text_of(member)) for member in list_of(room.get("members")))
        rooms[name or own_id] = rooms[own_id] = (own_id, name or members or own_id)
    return rooms


def _list(container: Container, names: tuple[str, ...], limits: Limits) -> Iterator[dict[str, Any]]:
    for name in names:
        for member in container.named(name):
            for value in values(member, lambda path: path == (), limits, container.damage):
                if isinstance(value.value, dict):
                    yield value.value


def _entry(message: dict[str, Any], raw: str, room_id: str, room: str, number: int, people: dict[str, str]) -> Entry:
    subtype = text_of(message.get("subtype"))
    inner = dict_of(message.get("message")) if subtype == "message_changed" else message
    stamp = text_of(inner.get("ts")) or text_of(message.get("ts"))
    seconds, _, fraction = stamp.partition(".")
    digits = f"{fraction:0<6}"[:6]
    at = moment(f"{seconds}{digits}", unit=1_000_000) if f"{seconds}{digits}".isdigit() else None
    thread = text_of(inner.get("thread_ts")) or None
    extra = {key: text_of(message[key]) for key in ("user", "bot_id", "subtype") if message.get(key)}
    edited = dict_of(inner.get("edited"))
    if edited:
        extra["edited_at"], extra["edited_by"] = text_of(edited.get("ts")), text_of(edited.get("user"))
    before = dict_of(message.get("previous") or message.get("previous_message") or message.get("original"))
    if before.get("text"):
        extra["text_before"] = _plain(text_of(before.get("text")), people)
    deleted = subtype in ("message_deleted", "tombstone")
    return entry(
        NAME,
        room,
        number,
        id=stamp or f"#{number}",
        author=_author(inner, people),
        text="" if deleted else _text(inner, people),
        at=at,
        kind="notice" if subtype in _NOTICES and not deleted else "message",
        attachments=tuple(_files(inner)),
        edited=bool(edited) or subtype == "message_changed",
        deleted=deleted,
        reply_to=thread if thread != stamp else None,
        thread=thread,
        raw=raw,
        precision="ms",
        extra=extra,
        identity=(room_id, stamp or raw),
    )


def _author(message: dict[str, Any], people: dict[str, str]) -> str | None:
    """The name: of the user, of a stranger as told in the message, of a bot; else the id."""
    user = text_of(message.get("user"))
    profile = dict_of(message.get("user_profile"))
    bot = dict_of(message.get("bot_profile"))
    return (
        people.get(user)
        or text_of(profile.get("display_name"))
        or text_of(profile.get("real_name"))
        or text_of(message.get("username"))
        or text_of(bot.get("name"))
        or user
        or text_of(message.get("bot_id"))
        or None
    )


def _text(message: dict[str, Any], people: dict[str, str]) -> str:
    """The message's text, or where it has none what its blocks and attachments say."""
    text = _plain(text_of(message.get("text")), people)
    if text:
        return text
    parts = list(_words(message.get("blocks")))
    for attachment in map(dict_of, list_of(message.get("attachments"))):
        parts += [
            _plain(text_of(attachment.get(key)), people) for key in ("pretext", "title", "text") if attachment.get(key)
        ]
    return "\n".join(part for part in parts if part)


def _words(value: Any, depth: int = 0) -> Iterator[str]:
    """Texts inside nested blocks."""
    if depth > 12:  # noqa: PLR2004
        return
    if isinstance(value, list):
        for item in value:
            yield from _words(item, depth + 1)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield text_of(value["text"])
        else:
            for key in ("text", "elements", "fields"):
                yield from _words(value.get(key), depth + 1)


def _plain(text: str, people: dict[str, str]) -> str:
    """Slack's marks as people read them: names for ids, labels or targets for links."""

    def shown(match: re.Match[str]) -> str:
        target, label = match["target"], match["label"]
        if target.startswith("@"):
            return "@" + (label or people.get(target[1:], target[1:]))
        if target.startswith("#"):
            return "#" + (label or target[1:])
        if target.startswith("!"):
            return label or "@" + target[1:].partition("^")[0]
        return f"{label} ({target})" if label and label != target else target

    return unescape(_LINK.sub(shown, text))


def _files(message: dict[str, Any]) -> Iterator[Attachment]:
    """Files stand as links only; some are gone altogether."""
    for file in map(dict_of, list_of(message.get("files"))):
        kind = text_of(file.get("mimetype")).partition("/")[0]
        size = file.get("size")
        yield Attachment(
            text_of(file.get("name")) or text_of(file.get("title")) or None,
            size if isinstance(size, int) and not isinstance(size, bool) else None,
            media=kind if kind in ("image", "video", "audio") else "document",
            omitted=True,
        )
