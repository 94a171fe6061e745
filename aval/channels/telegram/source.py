"""Telegram's ``result.json``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.jsonstream import Path, head, values
from aval.channels.limits import Limits
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, dict_of, entry, list_of, moment, text_of
from aval.channels.summary import ABSOLUTE, DAY_FIRST, YEAR_FIRST, Dates
from aval.channels.telegram.pages import page_entries, pages

NAME = "telegram"
LOOKED_FOR = (
    "Telegram Desktop's result.json or messages.html",
    "el result.json o messages.html de Telegram Desktop",
    "o result.json ou messages.html do Telegram Desktop",
)
_CHAT = re.compile(
    r'"type"\s*:\s*"(?:personal_chat|bot_chat|private_group|private_supergroup|public_supergroup|private_channel'
    r'|public_channel|saved_messages)"'
)
_ENTERED: frozenset[Path] = frozenset(
    [(), ("messages",)]
    + [
        path
        for top in ("chats", "left_chats")
        for path in ((top,), (top, "list"), (top, "list", "*"), (top, "list", "*", "messages"))
    ]
)
_MEDIA = {
    "animation": "gif",
    "video_file": "video",
    "video_message": "video",
    "voice_message": "audio",
    "audio_file": "audio",
    "sticker": "sticker",
}
A_DAY = timedelta(hours=26)  # clock times lie within a day of UTC, so does the moment


def guess(container: Container) -> Guess | None:
    """By the kinds of chat that only Telegram names, or by its way to write moments."""
    if any(_is_page(member) for member in pages(container)[:1]):
        return Guess(NAME, 0.9, "a page of Telegram's HTML export")
    member = _result(container)
    if member is None:
        return None
    text = head(member)
    if _CHAT.search(text):
        return Guess(NAME, 0.95, "a chat of one of Telegram's kinds")
    if '"date_unixtime"' in text and '"from"' in text:
        return Guess(NAME, 0.8, "messages with date_unixtime")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """The chats in the file."""
    html = [member for member in pages(container) if _is_page(member)]
    if html:
        return _read_pages(container, html, clock)
    member = _result(container)
    assert member is not None
    files = Files(container, {member.name})
    reader = Structured(NAME, files, lambda: iter(()))
    first = next(_entries(container, member, files, clock, limits), None)
    if first and first.at is None:
        reader.dates, reader.zone_needed = Dates(YEAR_FIRST, "four-digit year"), True
    else:
        reader.dates = Dates(ABSOLUTE)
    reader.make = partial(_entries, container, member, files, clock, limits)
    return reader


def _read_pages(container: Container, html: list[Member], clock: Clock) -> Structured:
    files = Files(container, {name for name in container.members if name.endswith((".html", ".css", ".js"))})
    reader = Structured(NAME, files, partial(page_entries, container, html, files, clock), style="html")
    reader.dates = Dates(DAY_FIRST, "Telegram's own order")
    reader.zone_needed = " UTC" not in head(html[0])
    return reader


def _is_page(member: Member) -> bool:
    text = head(member)
    return 'class="page_wrap"' in text and 'class="message ' in text


def _result(container: Container) -> Member | None:
    named = container.named("result.json")
    if named:
        return named[0]
    alone = container.only()
    return alone if alone and head(alone, 512).lstrip()[:1] == "{" else None


def _entries(container: Container, member: Member, files: Files, clock: Clock, limits: Limits) -> Iterator[Entry]:
    chat = {"name": "", "id": ""}
    number = 0
    for path, value, raw in values(member, _ENTERED.__contains__, limits, container.damage):
        if path[-1:] in (("name",), ("id",)):
            chat[path[-1]] = text_of(value)
        elif path[-1:] == ("type",) and value == "saved_messages":
            chat["name"] = chat["name"] or "Saved Messages"
        elif path[-2:] == ("messages", "*") and isinstance(value, dict):
            yield _entry(value, raw, chat, number, files, clock)
            number += 1


def _entry(message: dict[str, Any], raw: str, chat: dict[str, str], number: int, files: Files, clock: Clock) -> Entry:
    service = message.get("type") == "service"
    action = text_of(message.get("action"))
    kind, text = "message", _text(message.get("text"))
    if service:
        kind = "call" if action in ("phone_call", "group_call") else "notice"
        text = text or _service(message, action)
    elif poll := dict_of(message.get("poll")):
        kind, text = "poll", _poll(poll)
    elif place := dict_of(message.get("location_information")):
        kind, text = "location", f"{text_of(place.get('latitude'))},{text_of(place.get('longitude'))}"
    elif person := dict_of(message.get("contact_information")):
        kind, text = "contact", " ".join(text_of(value) for value in person.values() if value)
    at, at_local, flags, remark = _times(message, clock)
    extra = {
        key: text_of(message[key])
        for key in ("forwarded_from", "saved_from", "via_bot", "duration_seconds")
        if message.get(key)
    }
    if message.get("edited_unixtime") or message.get("edited"):
        extra["edited_at"] = text_of(message.get("edited_unixtime") or message.get("edited"))
    if remark:
        extra["clock"] = remark
    own_id = text_of(message.get("id"))
    return entry(
        NAME,
        chat["name"],
        number,
        id=own_id or f"#{number}",
        author=text_of(message.get("actor") if service else message.get("from")) or _unnamed(message, service=service),
        text=text,
        at=at,
        at_local=at_local,
        kind=kind,
        attachments=tuple(_attachments(message, files)),
        edited="edited_at" in extra,
        reply_to=text_of(message.get("reply_to_message_id")) or None,
        raw=raw,
        flags=flags,
        extra=extra,
        identity=(chat["id"], own_id) if own_id else (chat["id"], str(number), text),
    )


def _unnamed(message: dict[str, Any], *, service: bool) -> str | None:
    """Deleted accounts have no name any more, but keep their id."""
    return text_of(message.get("actor_id" if service else "from_id")) or None


def _times(message: dict[str, Any], clock: Clock) -> tuple[datetime | None, str | None, tuple[Flag, ...], str]:
    """Moment, clock time, doubts, remark. An old file has a clock time only, a damaged one perhaps the moment only."""
    at = moment(message.get("date_unixtime"), unit=1)
    local: datetime | None = None
    try:
        local = datetime.fromisoformat(text_of(message.get("date"))).replace(tzinfo=None)
    except ValueError:
        local = None
    at_local = local.isoformat(timespec="seconds") if local else None
    if at and local:
        apart = at.replace(tzinfo=None) - local
        flags = (Flag("times-disagree", f"{at_local} / {at.isoformat()}"),) if abs(apart) > A_DAY else ()
        return at, at_local, flags, ""
    if at is None and local:
        placed, remark = clock.at(local)
        return placed, at_local, (), remark.get("clock", "")
    return at, at_local, (), ""


def _text(value: Any) -> str:
    """A text, which is a string or a list of strings and pieces with a style."""
    if isinstance(value, list):
        return "".join(text_of(piece.get("text")) if isinstance(piece, dict) else text_of(piece) for piece in value)
    return text_of(value)


def _poll(poll: dict[str, Any]) -> str:
    answers = [
        f"- {_text(answer.get('text'))} ({text_of(answer.get('voters'))})"
        for answer in map(dict_of, list_of(poll.get("answers")))
    ]
    return "\n".join([_text(poll.get("question")), *answers])


def _service(message: dict[str, Any], action: str) -> str:
    """What happened, in Telegram's own keys: there is no text to quote."""
    skip = {"id", "type", "date", "date_unixtime", "actor", "actor_id", "action", "text", "text_entities"}
    details = [f"{key}: {text_of(value)}" for key, value in message.items() if key not in skip and text_of(value)]
    return "; ".join([action, *details])


def _attachments(message: dict[str, Any], files: Files) -> Iterator[Attachment]:
    """Files by their path in the export, or the fact that they were left out ("(File not included. …)")."""
    for key in ("photo", "file"):
        path = text_of(message.get(key))
        if not path:
            continue
        media = "image" if key == "photo" else _MEDIA.get(text_of(message.get("media_type")), "document")
        if path.startswith("("):
            yield Attachment(text_of(message.get("file_name")) or None, media=media, omitted=True)
        else:
            yield files.attach(path, media)
