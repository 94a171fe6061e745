"""Telegram Desktop's HTML export: messages.html, messages2.html, …; text is taken out, nothing is run or loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.pages import Page
from aval.channels.structured import entry
from aval.channels.texts import decoded

_PAGE = re.compile(r"(?:^|/)messages(?P<number>\d*)\.html$")
_TITLE = re.compile(r"(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>\d{4}) (?P<time>\d\d:\d\d:\d\d)(?: UTC(?P<zone>[+-]\d\d:\d\d))?")
_REPLY = re.compile(r"#go_to_message(?P<id>\d+)")
_MEDIA = re.compile(
    r"\b(?:photo|video_file|voice_message|audio_file|sticker|animated|media_file|media_video|media_photo)_?wrap\b|\bmedia_\w+"
)
# Classes of the pieces that are read, in the order in which they are looked for.
_PIECES = ("from_name", "reply_to", "text", "body details", "date details")
A_DAY = 24
_VOID = frozenset(["br", "img", "meta", "link", "input", "hr", "source"])


class _Page(Page):
    """Collects the messages of a page; ``done`` holds those that are complete."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[dict[str, str]] = []
        self.title = ""
        self._message: dict[str, str] | None = None
        self._depth = self._piece_depth = 0
        self._piece = ""
        self._in_header = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        classes = values.get("class", "")
        if tag == "br" and self._piece:
            self._add(self._piece, "\n")
        if tag in _VOID:
            return
        if tag == "div":
            self._open_div(classes, values)
        elif tag == "a" and self._message is not None:
            self._open_link(classes, values.get("href", ""))

    def _open_div(self, classes: str, values: dict[str, str]) -> None:
        if self._message is None:
            if classes.startswith("message "):
                self._message = {"class": classes, "id": values.get("id", "").removeprefix("message")}
                self._depth = 1
            elif classes == "text bold" and not self.title:
                self._piece, self._piece_depth = "title", 0
            return
        self._depth += 1
        if classes.startswith("forwarded"):
            self._message["forwarded"] = "yes"
        piece = next((piece for piece in _PIECES if piece in classes), "")
        if piece == "date details" or "date details" in classes:
            self._message.setdefault("date", values.get("title", ""))
        elif piece and not self._piece:
            name = "forwarded_from" if piece == "from_name" and "forwarded" in self._message else piece
            self._piece, self._piece_depth = name, self._depth

    def _open_link(self, classes: str, href: str) -> None:
        assert self._message is not None
        reply = _REPLY.search(href)
        if reply and self._piece == "reply_to":
            self._message["reply"] = reply["id"]
        elif href and _MEDIA.search(classes) and not href.startswith(("http:", "https:")):
            self._message.setdefault("file", href)

    def handle_endtag(self, tag: str) -> None:
        if tag != "div":
            return
        if self._message is None:
            self._piece = ""
            return
        if self._piece and self._depth == self._piece_depth:
            self._piece = ""
        self._depth -= 1
        if self._depth == 0:
            self.done.append(self._message)
            self._message, self._piece = None, ""

    def handle_data(self, data: str) -> None:
        if self._piece == "title":
            self.title += data.strip()
        elif self._piece:
            self._add(self._piece, data)

    def _add(self, piece: str, data: str) -> None:
        if self._message is not None:
            self._message[piece] = self._message.get(piece, "") + data


def pages(container: Container) -> list[Member]:
    """The pages of an export, in order."""
    found = [(name, match) for name in container.members if (match := _PAGE.search(name))]
    ordered = sorted(found, key=lambda pair: int(pair[1]["number"][:9] or 1))
    return [container.members[name] for name, _ in ordered] or ([alone] if (alone := container.only()) else [])


def page_entries(container: Container, members: list[Member], files: Files, clock: Clock) -> Iterator[Entry]:
    """The messages of all pages. A message that is "joined" to the one before has the same author."""
    number, author = 0, ""
    for member in members:
        page = _Page()
        for text in decoded(member, container.damage):
            page.feed(text)
            for message in page.done:
                author = _tidy(message.get("from_name", "")) or (author if "joined" in message["class"] else "")
                yield _entry(message, author, page.title, number, files, clock)
                number += 1
            page.done.clear()


def _entry(message: dict[str, str], author: str, title: str, number: int, files: Files, clock: Clock) -> Entry:
    service = "service" in message["class"]
    at, at_local, flags, remark = _times(message.get("date", ""), clock)
    attachments: tuple[Attachment, ...] = (files.attach(message["file"]),) if "file" in message else ()
    extra = {"forwarded_from": _tidy(message["forwarded_from"])} if "forwarded_from" in message else {}
    if remark:
        extra["clock"] = remark
    return entry(
        "telegram",
        title,
        number,
        id=message["id"] or f"#{number}",
        author=None if service else author or None,
        text=_tidy(message.get("body details" if service else "text", "")),
        at=at,
        at_local=at_local,
        kind="notice" if service else "message",
        attachments=attachments,
        reply_to=message.get("reply"),
        raw=_tidy("\n".join(f"{key}: {value}" for key, value in message.items())),
        flags=flags,
        extra=extra,
        identity=("page", title, message["id"], str(number) if not message["id"] else ""),
    )


def _tidy(text: str) -> str:
    """Text without the indentation of the page."""
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _times(title: str, clock: Clock) -> tuple[datetime | None, str | None, tuple[Flag, ...], str]:
    """Moment and clock time of a date's title; newer exports tell the offset, older ones need a zone to be told."""
    found = _TITLE.match(title)
    try:
        written = f"{found['y']}-{found['m']}-{found['d']}T{found['time']}" if found else ""
        local = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None, None, (Flag("impossible-time", title),), ""
    if found is None or local is None:
        return None, None, (), ""
    if found["zone"] and int(found["zone"][1:3]) < A_DAY:
        hours, minutes = int(found["zone"][:3]), int(found["zone"][0] + found["zone"][4:])
        return local.replace(tzinfo=timezone(timedelta(hours=hours, minutes=minutes))), written, (), ""
    at, remark = clock.at(local)
    return at, written, (), remark.get("clock", "")
