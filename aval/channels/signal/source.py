"""Signal's two shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from aval.channels.clock import Clock
from aval.channels.container import Container, Damage, Member
from aval.channels.entry import Attachment, Entry
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.prints import Prints
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, dict_of, entry, list_of, moment, numbered, text_of
from aval.channels.summary import ABSOLUTE, YEAR_FIRST, Dates
from aval.channels.texts import encoding_of, lines_in

NAME = "signal"
LOOKED_FOR = (
    "Signal's main.jsonl, or sigexport's text with lines like “[2019-12-24, 12:23] Ana: …”",
    "el main.jsonl de Signal, o el texto de sigexport con líneas como «[2019-12-24, 12:23] Ana: …»",
    "o main.jsonl do Signal, ou o texto do sigexport com linhas como “[2019-12-24, 12:23] Ana: …”",
)
_LINE = re.compile(r"^\[(?P<at>\d{4}-\d\d-\d\d, \d\d:\d\d(?::\d\d)?)\] (?P<name>[^\n]*?): ?", re.MULTILINE)
_ITEMS = {
    "standardMessage": "message",
    "contactMessage": "contact",
    "stickerMessage": "message",
    "remoteDeletedMessage": "message",
    "viewOnceMessage": "message",
    "directStoryReplyMessage": "message",
    "poll": "poll",
    "updateMessage": "notice",
    "paymentNotification": "notice",
    "giftBadge": "notice",
}


def guess(container: Container) -> Guess | None:
    """By the first frame of the app's export, or by the way sigexport writes."""
    member = _main(container)
    if member is None:
        return None
    start = member.head(65_536)
    text = start.decode(encoding_of(start), "ignore")
    if text.startswith("{") and '"backupTimeMs"' in text.partition("\n")[0]:
        return Guess(NAME, 0.95, "a header frame with backupTimeMs")
    if _LINE.match(text.lstrip("\ufeff")):
        return Guess(NAME, 0.8, "dates in brackets as sigexport writes them")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All chats."""
    member = _main(container)
    assert member is not None
    files = Files(container, {member.name, "metadata.json"})
    if member.head(1) == b"{":
        return Structured(NAME, files, partial(_frames, container, member, files, limits), Dates(ABSOLUTE))
    entries = partial(_texts, container, member, clock, limits)
    return Structured(NAME, files, entries, Dates(YEAR_FIRST, "four-digit year"), zone_needed=True)


def _main(container: Container) -> Member | None:
    named = container.named("main.jsonl")
    return named[0] if named else container.only()


def _frames(container: Container, member: Member, files: Files, limits: Limits) -> Iterator[Entry]:
    people: dict[str, str] = {}
    chats: dict[str, str] = {}
    number = 0
    for block in lines_in(member, limits.json_value, container.damage):
        for line in block.split("\n"):
            frame = _frame(line, container)
            if person := dict_of(frame.get("recipient")):
                people[text_of(person.get("id"))] = _name(person)
            elif chat := dict_of(frame.get("chat")):
                chats[text_of(chat.get("id"))] = people.get(text_of(chat.get("recipientId")), "")
            elif item := dict_of(frame.get("chatItem")):
                yield _item(item, number, people, chats, files)
                number += 1


def _frame(line: str, container: Container) -> dict[str, Any]:
    if not line.strip():
        return {}
    try:
        return dict_of(json.loads(line))
    except (ValueError, RecursionError):
        damage = Damage("json-cut", "a frame can't be read")
        if damage not in container.damage:
            container.damage.append(damage)
        return {}


def _name(person: dict[str, Any]) -> str:
    contact, group = dict_of(person.get("contact")), dict_of(dict_of(person.get("group")).get("snapshot"))
    if "self" in person:
        return "(self)"
    full = " ".join(text_of(contact.get(key)) for key in ("profileGivenName", "profileFamilyName") if contact.get(key))
    return (
        full
        or text_of(contact.get("e164"))
        or text_of(dict_of(group.get("title")).get("title"))
        or text_of(person.get("id"))
    )


def _item(item: dict[str, Any], number: int, people: dict[str, str], chats: dict[str, str], files: Files) -> Entry:
    shape = next((key for key in _ITEMS if key in item), "updateMessage")
    content = dict_of(item.get(shape))
    update = dict_of(item.get("updateMessage"))
    call = dict_of(update.get("individualCall") or update.get("groupCall"))
    kind = "call" if call else _ITEMS[shape]
    text = text_of(dict_of(content.get("text")).get("body")) or text_of(content.get("question"))
    if kind in ("notice", "call"):
        text = json.dumps(update or content, ensure_ascii=False)
    sent, author = text_of(item.get("dateSent")), text_of(item.get("authorId"))
    quote = dict_of(content.get("quote"))
    revisions = list_of(item.get("revisions"))
    return entry(
        NAME,
        chats.get(text_of(item.get("chatId")), ""),
        number,
        id=f"{author}-{sent}",
        author=people.get(author, author) or None,
        text=text,
        at=moment(sent),
        kind=kind,
        attachments=tuple(_attachments(content, files)),
        edited=bool(revisions),
        deleted=shape == "remoteDeletedMessage",
        reply_to=text_of(quote.get("targetSentTimestamp")) or None,
        raw=json.dumps(item, ensure_ascii=False),
        precision="ms",
        extra={"revisions": str(len(revisions))} if revisions else {},
        identity=(author, sent, text_of(item.get("chatId"))),
    )


def _attachments(content: dict[str, Any], files: Files) -> Iterator[Attachment]:
    for wrapper in map(dict_of, list_of(content.get("attachments"))):
        pointer = dict_of(wrapper.get("pointer"))
        name = text_of(pointer.get("fileName")) or text_of(pointer.get("path"))
        kind = text_of(pointer.get("contentType")).partition("/")[0]
        media = kind if kind in ("image", "video", "audio") else "document"
        yield files.attach(name, media) if name else Attachment(None, media=media, omitted=True)


def _texts(container: Container, member: Member, clock: Clock, limits: Limits) -> Iterator[Entry]:
    rest, number, prints = "", 0, Prints()
    for block in lines_in(member, limits.entry_chars, container.damage):
        text = (rest + block).replace("\r\n", "\n")
        starts = [match.start() for match in _LINE.finditer(text)]
        for begin, end in pairwise(starts):
            yield _line(text[begin:end], number, clock, prints)
            number += 1
        rest = text[starts[-1] :] if starts else text
        rest = rest[: limits.entry_chars]
    if _LINE.match(rest):
        yield _line(rest, number, clock, prints)


def _line(raw: str, number: int, clock: Clock, prints: Prints) -> Entry:
    raw = raw.rstrip("\n")
    match = _LINE.match(raw)
    assert match is not None
    author, text = match["name"].strip(), raw[match.end() :]
    try:
        local = datetime.fromisoformat(match["at"].replace(", ", "T"))
    except ValueError:
        local = None
    at, remark = clock.at(local) if local else (None, {})
    made = entry(
        NAME,
        "",
        number,
        id="",
        author=author or None,
        text=text,
        at=at,
        at_local=local.isoformat() if local else None,
        raw=raw,
        precision="s" if match["at"].count(":") == 2 else "min",  # noqa: PLR2004
        extra=remark,
        identity=(match["at"], author, text),
    )
    return numbered(made, prints)
