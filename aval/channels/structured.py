"""What sources with structured exports share: careful readings of loose values, and one reader for all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from aval.channels.entry import NOTHING, Attachment, Entry, Flag, fingerprint
from aval.channels.files import Files
from aval.channels.jsonstream import whole
from aval.channels.prints import Prints
from aval.channels.summary import ABSOLUTE, Dates

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BREAKS = re.compile(r"<(?:br\s*/?|/p|/div|/li|/tr|/h\d)\s*>", re.IGNORECASE)
_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<!--.*?-->|<[a-zA-Z/!?][^<>]*>", re.DOTALL)
_FRACTION = re.compile(r"(\.\d{6})\d+")


@dataclass(slots=True)
class Structured:
    """A reader for sources that know exact moments; ``make`` gives the entries anew each time."""

    source: str
    files: Files
    make: Callable[[], Iterator[Entry]]
    dates: Dates = field(default_factory=lambda: Dates(ABSOLUTE))
    zone_needed: bool = False
    platform: str | None = None
    style: str | None = None
    language: str | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks for people."""
        return tuple(self.remarks)

    def batches(self) -> Iterator[list[Entry]]:
        """All entries in file order, one at a time: a single one may be large."""
        return ([made] for made in self.make())


def entry(
    source: str,
    conversation: str,
    number: int,
    *,
    id: str,  # noqa: A002
    author: str | None,
    text: str,
    at: datetime | None = None,
    at_local: str | None = None,
    kind: str = "message",
    attachments: tuple[Attachment, ...] = (),
    edited: bool = False,
    deleted: bool = False,
    reply_to: str | None = None,
    thread: str | None = None,
    raw: str = "",
    flags: tuple[Flag, ...] = (),
    precision: str = "s",
    extra: Mapping[str, str] = NOTHING,
    identity: tuple[str, ...] = (),
) -> Entry:
    """An entry of a source with ids of its own; ``identity`` are the parts that make the id unique there."""
    # Half a surrogate pair can be hidden anywhere in JSON, and can be neither written nor stored.
    label = whole(author) if author else author
    return Entry(
        source=source,
        conversation=whole(conversation),
        id=whole(id),
        number=number,
        at=at,
        at_local=at_local,
        author=None if kind == "notice" else label,
        kind=kind,
        text=whole(text),
        attachments=attachments,
        edited=edited,
        deleted=deleted,
        reply_to=whole(reply_to) if reply_to else reply_to,
        thread=thread,
        raw=raw,
        flags=flags,
        label=label,
        fingerprint=fingerprint(source, *(identity or (conversation, id))),
        precision=precision,
        extra=extra,
    )


def numbered(made: Entry, prints: Prints) -> Entry:
    """The same entry with a fingerprint (and id) that tells it from an equal one before it."""
    identity = prints.of(made.fingerprint)
    return made._replace(id=identity, fingerprint=identity)


def text_of(value: Any) -> str:
    """A string out of a loose value: strings as they are, None as "", numbers as their digits, others as ""."""
    if isinstance(value, str):
        return whole(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def dict_of(value: Any) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """The value if it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def moment(value: Any, *, unit: int = 1000) -> datetime | None:
    """A moment from a number (or its digits) since 1970, ``unit`` of them a second; None if it is none."""
    try:
        return EPOCH + timedelta(microseconds=round(int(value) * 1_000_000 / unit)) if value not in (None, "") else None
    except (ValueError, TypeError, OverflowError):
        return None


def iso_moment(value: Any) -> datetime | None:
    """A moment from ISO 8601 with an offset, cut to microseconds; None without offset or if it can't be read."""
    try:
        at = datetime.fromisoformat(_FRACTION.sub(r"\1", value)) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def local_of(value: Any) -> str | None:
    """The clock time of an ISO 8601 text as written, without fraction and offset."""
    try:
        at = datetime.fromisoformat(_FRACTION.sub(r"\1", value)) if isinstance(value, str) else None
    except ValueError:
        return None
    return at.replace(tzinfo=None, microsecond=0).isoformat() if at else None


def words_of(markup: str) -> str:
    """The text of an HTML fragment; nothing in it is run or fetched."""
    text = _TAGS.sub("", _BREAKS.sub("\n", _SCRIPTS.sub("", markup)))
    return unescape(text).replace("\xa0", " ").strip()
