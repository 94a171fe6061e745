"""What follows the header: a person's words, or what the app put there in their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from aval.channels.entry import NOTHING, Attachment, Flag
from aval.channels.whatsapp.markers import (
    ATTACHED_PREFIXES,
    ATTACHED_SUFFIXES,
    BEFORE_QUOTE,
    EDITED,
    ENCRYPTION,
    EXACT,
    EXACT_MAX,
    PREFIXES,
    plain,
)

LRM = "\u200e"
APP_MARKS = "\u200e\u200f"
_INVISIBLE = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_NO_MARKS = {ord(mark): None for mark in _INVISIBLE}
# First four letters of everything the app might have written: others are a person's words for sure.
HEADS = frozenset(text[:4].lower() for text in (*EXACT, *PREFIXES, *ENCRYPTION, "null"))
_PREFIXES_BY_HEAD = {prefix[:4]: tuple(each for each in PREFIXES if each[:4] == prefix[:4]) for prefix in PREFIXES}
_ENCRYPTION_BY_HEAD = {text[:4]: tuple(each for each in ENCRYPTION if each[:4] == text[:4]) for text in ENCRYPTION}
_ATTACHED = re.compile(r"<(?P<word>[^<>:\n]{2,20}): (?P<name>[^<>\n]{1,255})>$")
_SUFFIX = re.compile(
    r"(?P<name>[^\n]{1,255}?) (?P<word>" + "|".join(re.escape(suffix) for suffix in ATTACHED_SUFFIXES) + r")$"
)
_EDITED = re.compile(r"\s?<(?P<text>[^<>\n]{8,60})>$")
_CLOSING = frozenset(")>")
_PAGES = re.compile(r"^(?P<title>.+?)(?: [•·] \d+ [^\W\d_]+)?$")
_PLACE = re.compile(r"https?://(?:maps\.google\.com/|maps\.app\.goo\.gl/|maps\.apple\.com/|www\.google\.com/maps)")
_MEDIA = (
    ("sticker", ("stk-", "-sticker-")),
    ("gif", ("-gif-",)),
    ("image", ("img-", "-photo-")),
    ("video", ("vid-", "-video-")),
    ("audio", ("ptt-", "aud-", "-audio-")),
)
_ENDINGS = {
    "jpg": "image",
    "jpeg": "image",
    "png": "image",
    "heic": "image",
    "webp": "sticker",
    "gif": "gif",
    "mp4": "video",
    "mov": "video",
    "3gp": "video",
    "opus": "audio",
    "m4a": "audio",
    "mp3": "audio",
    "ogg": "audio",
    "aac": "audio",
    "vcf": "contact",
}


class Body(NamedTuple):
    """What an entry says once the app's marks are read."""

    kind: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False
    deleted: bool = False
    extra: Mapping[str, str] = NOTHING
    flags: tuple[Flag, ...] = ()


class Bodies:
    """Reads bodies of one file: ``ios`` and ``reliable`` say whether the app marks what it writes itself."""

    def __init__(self, *, ios: bool, reliable: bool, attach: Callable[[str, str], Attachment]) -> None:
        self._ios = ios
        self._reliable = reliable
        self._attach = attach
        self.languages: Counter[str] = Counter()

    def read(self, body: str, *, line_marked: bool) -> Body:
        """Tell what a body is; ``line_marked`` says that the app marked the whole line as media (iOS)."""
        own = body.lstrip(APP_MARKS)
        marks = len(body) - len(own)
        if self._ios and self._reliable:
            if line_marked:
                return self._media(own)
            return self._by_app(own, marks) if marks else self._by_person(own)
        if encryption := self._encryption(own):
            return encryption
        return self._unmarked(own)

    def _media(self, body: str) -> Body:
        """A media line of iOS: words before the last mark are the caption, or the title of a document."""
        before, mark, last = body.rpartition(LRM)
        body, edited = self._strip_edited(body)
        attached = _ATTACHED.search(body)
        if attached:
            self.languages[ATTACHED_PREFIXES.get(attached["word"], "")] += 1
            name = attached["name"].translate(_NO_MARKS)
            title = body[: attached.start()].translate(_NO_MARKS).strip()
            caption = "" if _same_document(title, name) else title
            return Body("message", caption, (self._attach(name, media_of(name)),), edited)
        marker = EXACT.get(plain(last))
        if marker is None and not mark:
            # A media line that says nothing of media: an app text in a language or version without a row.
            return self._by_app(body, 1) if not body else Body("message", body.translate(_NO_MARKS), edited=edited)
        media = marker.media if marker else ""
        self.languages[marker.language if marker else ""] += 1
        title = before.translate(_NO_MARKS).strip()
        named = _PAGES.match(title)
        if media == "document" and named:
            return Body("message", "", (Attachment(named["title"], media=media, omitted=True),), edited)
        return Body("message", title, (Attachment(None, media=media, omitted=True),), edited)

    def _by_app(self, body: str, marks: int) -> Body:
        """A body that the app marked as its own (iOS)."""
        told = self._exact(body)
        if told:
            return told
        if marks == 1:
            attached = _ATTACHED.match(body)
            if attached:
                name = attached["name"].translate(_NO_MARKS)
                return Body("message", "", (self._attach(name, media_of(name)),))
            shaped = self._shaped(body)
            if shaped:
                return shaped
        return Body("notice", body.translate(_NO_MARKS))

    def _by_person(self, body: str) -> Body:
        """A body without the app's mark in a file where the app marks its own (iOS)."""
        body, edited = self._strip_edited(body, marked=True)
        text = body
        if len(text) <= EXACT_MAX and plain(text) in EXACT:
            return Body("message", text, edited=edited, flags=(Flag("typed-marker", text),))
        if not text:
            return Body("message", "", extra={"view_once": "maybe"})
        return Body("message", text, edited=edited)

    def _unmarked(self, body: str) -> Body:
        """A body where only the wording tells the app's from a person's (Android)."""
        told = self._exact(body)
        if told:
            return told
        if body in ("null", ""):
            # Both a media message to be viewed once and, on Android, somebody typing "null" look like this.
            return Body("message", body, extra={"view_once": "maybe"})
        body, edited = self._strip_edited(body)
        first, feed, rest = body.partition("\n")
        attached = None
        if first[-1:] in _CLOSING:
            first = first.translate(_NO_MARKS) if LRM in first else first
            attached = _SUFFIX.fullmatch(first) or _ATTACHED.fullmatch(first)
        if attached:
            word = attached["word"]
            self.languages[ATTACHED_SUFFIXES.get(word) or ATTACHED_PREFIXES.get(word, "")] += 1
            return Body("message", rest, (self._attach(attached["name"], media_of(attached["name"])),), edited)
        marker = EXACT.get(plain(first)) if feed and first[:1] == "<" and len(first) <= EXACT_MAX else None
        if marker and marker.meaning == "omitted":
            self.languages[marker.language] += 1
            return Body("message", rest, (Attachment(None, media=marker.media, omitted=True),), edited)
        shaped = self._shaped(body)
        if shaped:
            return shaped
        return Body("message", body, edited=edited)

    def _exact(self, body: str) -> Body | None:
        """A body that is nothing but one of the app's known texts."""
        marker = EXACT.get(plain(body)) if len(body) <= EXACT_MAX and body[:4].lower() in HEADS else None
        if marker is None:
            return None
        self.languages[marker.language] += 1
        if marker.meaning == "omitted":
            return Body("message", "", (Attachment(None, media=marker.media, omitted=True),))
        if marker.meaning in ("deleted", "unsent"):
            extra = {"deleted_by": "exporter"} if marker.meaning == "unsent" else NOTHING
            return Body("message", "", deleted=True, extra=extra)
        return Body(marker.meaning, body.translate(_NO_MARKS))

    def _shaped(self, body: str) -> Body | None:
        """Polls, places and calls, which begin with a word of the app."""
        for prefix in _PREFIXES_BY_HEAD.get(body[:4], ()):
            if body.startswith(prefix):
                kind, language = PREFIXES[prefix]
                self.languages[language] += 1
                return Body(kind, body.translate(_NO_MARKS))
        if body[:12].find(":") > 0 and "\n" not in body and _PLACE.match(body.partition(": ")[2]):
            return Body("location", body.translate(_NO_MARKS))
        return None

    def _encryption(self, body: str) -> Body | None:
        for beginning in _ENCRYPTION_BY_HEAD.get(body[:4], ()):
            if body.startswith(beginning):
                self.languages[ENCRYPTION[beginning]] += 1
                return Body("notice", body.translate(_NO_MARKS))
        return None

    def _strip_edited(self, body: str, *, marked: bool = False) -> tuple[str, bool]:
        """Take the mark of an edited message off its end; where the app marks its texts, only with the mark."""
        if not body.endswith(">"):
            return body, False
        found = _EDITED.search(body)
        marker = EDITED.get(f"<{plain(found['text'])}>") if found else None
        if found is None or marker is None:
            return body, False
        kept = body[: found.start()]
        if marked and not kept.endswith(LRM):
            return body, False
        self.languages[marker.language] += 1
        return kept.rstrip(LRM).rstrip(" "), True


def without_marks(text: str) -> str:
    """The text without invisible marks of direction and byte order marks."""
    return text.translate(_NO_MARKS)


def is_notice_label(label: str, count: int) -> bool:
    """Whether what stands before the first colon is the beginning of a notice and not a name.

    Notices without sender quote group names, which may hold a colon: 'Ana created group "Obra: cocina"'.
    """
    if BEFORE_QUOTE.search(label):
        return True
    odd = label.count('"') % 2 or label.count("“") > label.count("”") or label.count("«") > label.count("»")
    return bool(odd) and count < 4  # noqa: PLR2004


def media_of(name: str) -> str:
    """A rough kind for a file by its name."""
    lower = name.lower()
    for media, parts in _MEDIA:
        if any(part in lower for part in parts):
            return media
    return _ENDINGS.get(lower.rpartition(".")[2], "document")


def _same_document(title: str, name: str) -> bool:
    """Whether words before a file are just its own title ("Plan.pdf • 2 pages"), not a caption."""
    named = _PAGES.match(title)
    return named is not None and name.endswith(named["title"])
