"""DiscordChatExporter's HTML. The moment comes from the message's id: what is shown is in some locale and zone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aval.channels.container import Container, Member
from aval.channels.discord.ids import made_at
from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.jsonstream import head
from aval.channels.limits import Limits
from aval.channels.pages import Page
from aval.channels.structured import entry
from aval.channels.texts import decoded

_CONTAINER = "chatlog__message-container"
_ID = re.compile(rf"(?:{_CONTAINER}-|message-)(\d+)$")
_SCROLL = re.compile(r"scrollToMessage\(event,\s*'?(\d+)'?\)")
_CLASSES = re.compile(r"\s+")
_VOID = frozenset(
    [
        *("area", "base", "br", "circle", "col", "embed", "hr", "img", "input", "link", "meta", "path", "rect"),
        *("source", "track", "use", "wbr"),
    ]
)
_MEDIA = {"img": "image", "video": "video", "audio": "audio"}
# Pieces of a message by class, the first that fits counts; what is None is not read.
_PIECES: dict[str, str | None] = {
    "chatlog__reply-link": None,
    "chatlog__reply": None,
    "chatlog__reactions": None,
    "chatlog__author": "author",
    "chatlog__author-name": "author",
    "chatlog__system-notification-author": "author",
    "chatlog__timestamp": "shown",
    "chatlog__short-timestamp": "shown",
    "chatlog__system-notification-timestamp": "shown",
    "chatlog__edited-timestamp": "edited",
    "chatlog__attachment-generic-name": "file",
    "chatlog__attachment-generic-size": None,
    "chatlog__embed": "embed",
    "chatlog__system-notification-content": "notice",
    "chatlog__content": "text",
    "chatlog__sticker": None,
}


def pages_of(container: Container) -> list[Member]:
    """The pages of an export, in the order of their names ("… [part 2].html" after the first)."""
    found = [
        member
        for name, member in container.members.items()
        if (container.kind == "file" or name.lower().endswith((".html", ".htm"))) and _is_page(member)
    ]
    return sorted(found, key=lambda member: (len(member.name), member.name))


def _is_page(member: Member) -> bool:
    start = head(member, 512).lstrip().lower()
    # Styles of a hundred kilobytes come before the first message.
    return start.startswith(("<!doctype html", "<html")) and b"chatlog__message" in member.head(1024 * 1024)


class _Message:
    """What is collected of one message."""

    def __init__(self, own_id: str) -> None:
        self.id = own_id
        self.pieces: dict[str, list[str]] = {}
        self.files: list[tuple[str, str, str]] = []  # address, media, name
        self.reply = self.user = self.title = ""
        self.bot = False

    def text(self, piece: str) -> str:
        return "".join(self.pieces.get(piece, ())).strip()


class _Page(Page):
    """Collects messages; ``done`` holds those that are complete."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[tuple[_Message, bool]] = []
        self.room: list[str] = []
        self._open: list[tuple[str, str | None, bool]] = []  # tag, piece, whether it is the message itself
        self._message: _Message | None = None
        self._fresh = True  # the next message begins a group
        self._entry = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        classes = _CLASSES.split(values.get("class", ""))
        if "chatlog__message-group" in classes:
            self._fresh = True
        if "preamble__entry" in classes:
            self._entry = True
            self.room.append("")
        itself = _CONTAINER in classes
        if itself:
            self._finish()
            found = _ID.search(values.get("id", ""))
            self._message = _Message(values.get("data-message-id", "") or (found[1] if found else ""))
        piece = self._piece(classes)
        if self._message is not None:
            self._take(tag, values, classes)
        if tag == "br":
            self._add("\n")
        if tag == "img" and values.get("alt") and "chatlog__emoji" in " ".join(classes):
            self._add(values["alt"])
        if tag not in _VOID:
            self._open.append((tag, piece, itself))

    def _piece(self, classes: list[str]) -> str | None:
        """The piece that this element belongs to: its own, or that of the element around it."""
        around = self._open[-1][1] if self._open else None
        for name in classes:
            if name in _PIECES:
                found = _PIECES[name]
                return "skip" if found is None else around if around in ("skip", "embed") else found
        return around

    def _take(self, tag: str, values: dict[str, str], classes: list[str]) -> None:
        message = self._message
        assert message is not None
        reply = _SCROLL.search(values.get("onclick", ""))
        if reply and not message.reply:
            message.reply = reply[1]
        if "chatlog__author" in classes or "chatlog__system-notification-author" in classes:
            message.user = values.get("data-user-id", "") or message.user
        if "chatlog__author-tag" in classes or "chatlog__bot-label" in classes:
            message.bot = True
        if "title" in values and not message.title and any("timestamp" in name for name in classes):
            message.title = values["title"]
        in_attachment = any(name.startswith("chatlog__attachment") for name in classes)
        if in_attachment and tag in _MEDIA and values.get("src"):
            title = values.get("title", "")
            message.files.append((values["src"], _MEDIA[tag], re.sub(r"^\w+: | \([^()]*\)$", "", title)))
        elif tag == "source" and values.get("src") and self._open and self._open[-1][0] in _MEDIA:
            message.files.append((values["src"], _MEDIA[self._open[-1][0]], ""))
        elif tag == "a" and values.get("href") and self._open and self._open[-1][1] == "file":
            message.files.append((values["href"], "document", ""))

    def handle_endtag(self, tag: str) -> None:
        self._entry = self._entry and tag != "div"
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                if any(itself for _, _, itself in self._open[place:]):
                    self._finish()
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if self._entry and self.room:
            self.room[-1] += data
        self._add(data)

    def _add(self, data: str) -> None:
        piece = self._open[-1][1] if self._open else None
        if self._message is not None and piece not in (None, "skip"):
            self._message.pieces.setdefault(piece or "", []).append(data)

    def _finish(self) -> None:
        if self._message is not None:
            self.done.append((self._message, self._fresh))
            self._message, self._fresh = None, False

    def close(self) -> None:
        super().close()
        self._finish()


def page_entries(container: Container, members: list[Member], files: Files, limits: Limits) -> Iterator[Entry]:
    """The messages of all pages; those without a name of their own follow one by the same author."""
    number = 0
    for member in members:
        page, author, user = _Page(), "", ""
        seen: set[str] = set()
        for text in _with_end(decoded(member, container.damage)):
            if text is None:
                page.close()
            else:
                page.feed(text)
            for message, fresh in page.done:
                if fresh or message.text("author"):
                    author, user = message.text("author"), message.user
                doubts = (Flag("duplicate-id", message.id),) if message.id and message.id in seen else ()
                seen.add(message.id)
                room = " / ".join(part.strip() for part in page.room[:2] if part.strip())
                yield _entry(message, author, user, room, number, files, doubts, limits)
                number += 1
            page.done.clear()


def _with_end(pieces: Iterator[str]) -> Iterator[str | None]:
    yield from pieces
    yield None


def _entry(
    message: _Message,
    author: str,
    user: str,
    room: str,
    number: int,
    files: Files,
    doubts: tuple[Flag, ...],
    limits: Limits,
) -> Entry:
    notice = "notice" in message.pieces
    said = re.sub(r"\s+", " ", f"{message.text('author')} {message.text('notice')}").strip()
    text = message.text("text") or message.text("embed")
    extra = {"shown": message.title or message.text("shown"), "user_id": user}
    if message.bot:
        extra["bot"] = "yes"
    at = made_at(message.id)
    return entry(
        "discord",
        room,
        number,
        id=message.id or f"#{number}",
        author=author or None,
        text=(said if notice else text)[: limits.entry_chars],
        at=at,
        kind="notice" if notice else "message",
        attachments=tuple(_files(message, files)),
        edited="edited" in message.pieces,
        reply_to=message.reply or None,
        raw="\n".join(f"{piece}: {''.join(parts).strip()}" for piece, parts in message.pieces.items()),
        flags=doubts,
        precision="ms" if at else "unknown",
        extra={key: value for key, value in extra.items() if value},
        identity=("page", room, message.id or str(number)),
    )


def _files(message: _Message, files: Files) -> Iterator[Attachment]:
    names = iter([message.text("file")] if message.text("file") else [])
    for address, media, title in message.files:
        name = title or (next(names, "") if media == "document" else "") or address.partition("?")[0].rpartition("/")[2]
        local = not address.startswith(("http:", "https:")) and files.get(address)
        found = files.attach(address, media) if local else Attachment(name or None, media=media, omitted=True)
        yield found._replace(name=name or None)
