"""The one intermediate form of a message, whatever app it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

from aval.channels.sentences import in_language

NOTHING: Mapping[str, str] = MappingProxyType({})


class Attachment(NamedTuple):
    """A file that a message announces.

    ``name`` is what the export calls it (None when the app only says that something was left out), ``size`` is in
    bytes, ``sha256`` in hex; both are known only when the file came along (``present``). ``media`` is a rough kind:
    image, video, audio, gif, sticker, document, contact, or "" when the export does not say. ``omitted`` says that the
    app itself left the file out; a file that is neither present nor omitted was announced and is missing. ``member``
    is what to ask ``export.attachments.get`` for.
    """

    name: str | None
    size: int | None = None
    sha256: str | None = None
    present: bool = False
    media: str = ""
    omitted: bool = False
    member: str = ""


class Flag(NamedTuple):
    """A reason to doubt that an entry was written by whom, when or as it says."""

    code: str
    detail: str = ""

    @property
    def reason(self) -> str:
        """The doubt in English, one sentence."""
        return self.sentence("en")

    def sentence(self, language: str) -> str:
        """The doubt in one sentence, in "es", "pt" or "en"."""
        return in_language(f"flag.{self.code}", language, detail=self.detail)


class Entry(NamedTuple):
    """One line of the conversation as the export has it.

    A named tuple rather than a frozen dataclass because a million of them are made in one import, and a tuple is
    four times cheaper to make.

    - ``id``: the app's own id; for text exports, which have none, the fingerprint.
    - ``number``: place in the file, from 0. Entries come in file order, which is not always the order of time: sort by
      ``(at, number)``, or ``(at_local, number)`` where there is no zone.
    - ``at``: aware, or None when the export holds no zone and none was given, or the date can't be read for certain.
    - ``at_local``: the clock time as written, ISO 8601 without a zone, or None.
    - ``author``: None for what the app wrote itself (``kind`` notice); ``label`` is the name as the file has it, for
      notices too.
    - ``text``: a person's own words, without the app's marks; what the app says for notice, call, poll and location.
    - ``raw``: the untouched slice of the export (JSON text for JSON exports).
    - ``flags``: doubts; a flagged entry must never count as confirmed by silence.
    - ``fingerprint``: the same in every export of the same conversation by the same person; 32 hex digits.
    - ``precision``: "s", "min", "ms", "day" or "unknown".
    - ``extra``: what the source knows besides (``edited_at``, ``forwarded_from``, ``day_first``/``month_first``, …).
    """

    source: str
    conversation: str
    id: str
    number: int
    at: datetime | None
    at_local: str | None
    author: str | None
    kind: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False
    deleted: bool = False
    reply_to: str | None = None
    thread: str | None = None
    raw: str = ""
    flags: tuple[Flag, ...] = ()
    label: str | None = None
    fingerprint: str = ""
    precision: str = "s"
    extra: Mapping[str, str] = NOTHING

    @property
    def digest(self) -> str:
        """A hash of what is said: the same fingerprint with another digest is another version of the message."""
        said = "\x1f".join((self.text, str(self.edited), str(self.deleted), *(a.name or "" for a in self.attachments)))
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def fingerprint(*parts: str) -> str:
    """Hash the parts that identify a message within its source; 32 hex digits."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def as_line(entry: Entry) -> str:
    """The entry as one line of JSON, with exactly the fields that ``aval parse`` promises."""
    return json.dumps(
        {
            "source": entry.source,
            "conversation": entry.conversation,
            "id": entry.id,
            "at": entry.at.isoformat() if entry.at else None,
            "at_local": entry.at_local,
            "author": entry.author,
            "kind": entry.kind,
            "text": entry.text,
            "attachments": [
                {"name": a.name, "size": a.size, "sha256": a.sha256, "present": a.present} for a in entry.attachments
            ],
            "edited": entry.edited,
            "deleted": entry.deleted,
            "reply_to": entry.reply_to,
            "thread": entry.thread,
            "raw": entry.raw,
        },
        ensure_ascii=False,
    )
