"""LinkedIn's CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from aval.channels.clock import Clock
from aval.channels.container import Container, Damage, Member
from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.prints import Prints
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, entry, numbered, words_of

NAME = "linkedin"
LOOKED_FOR = (
    "LinkedIn's messages.csv",
    "el messages.csv de LinkedIn",
    "o messages.csv do LinkedIn",
)
_COLUMNS = {"CONVERSATION ID", "FROM", "TO", "DATE", "CONTENT"}


def guess(container: Container) -> Guess | None:
    """By its columns."""
    member = _messages(container)
    if member is None:
        return None
    try:
        columns = {column.strip().upper() for column in next(csv.reader([_first_line(member)]), [])}
    except csv.Error:
        return None
    return Guess(NAME, 0.95, "its columns") if columns >= _COLUMNS else None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All rows."""
    member = _messages(container)
    assert member is not None
    files = Files(container, {name for name in container.members if name.lower().endswith(".csv")})
    return Structured(NAME, files, partial(_entries, container, member, limits))


def _messages(container: Container) -> Member | None:
    named = container.named("messages.csv")
    return named[0] if named else container.only()


def _first_line(member: Member) -> str:
    return member.head(4096).decode("utf-8-sig", "replace").partition("\n")[0].rstrip("\r")


def _entries(container: Container, member: Member, limits: Limits) -> Iterator[Entry]:
    csv.field_size_limit(max(csv.field_size_limit(), limits.entry_chars))
    with io.TextIOWrapper(member.open(), "utf-8-sig", "replace", newline="") as lines:
        rows = csv.DictReader(lines)
        number, prints = 0, Prints()
        try:
            for row in rows:
                yield _entry(
                    {(key or "").strip().upper(): value or "" for key, value in row.items() if isinstance(value, str)},
                    number,
                    prints,
                )
                number += 1
        except csv.Error as error:
            container.damage.append(Damage("csv-cut", str(error)))


def _entry(row: dict[str, str], number: int, prints: Prints) -> Entry:
    written, text = row.get("DATE", ""), row.get("CONTENT", "")
    at = _moment(written)
    words = words_of(text) if "</" in text or "<br" in text.lower() else text
    conversation = row.get("CONVERSATION TITLE") or row.get("CONVERSATION ID", "")
    author = row.get("FROM", "")
    extra = {"subject": row["SUBJECT"]} if row.get("SUBJECT") else {}
    extra |= {"profile": row["SENDER PROFILE URL"]} if row.get("SENDER PROFILE URL") else {}
    files = [link.partition("?")[0].rpartition("/")[2] for link in row.get("ATTACHMENTS", "").split()]
    made = entry(
        NAME,
        conversation,
        number,
        id="",
        author=author or None,
        text=words,
        at=at,
        at_local=at.replace(tzinfo=None).isoformat() if at else None,
        attachments=tuple(Attachment(name or None, omitted=True) for name in files),
        thread=row.get("CONVERSATION ID") or None,
        raw=",".join(row.values()),
        flags=() if at else (Flag("impossible-time", written),),
        precision="s" if at else "unknown",
        extra=extra,
        identity=(row.get("CONVERSATION ID", ""), written, author, text),
    )
    return numbered(made, prints)


def _moment(written: str) -> datetime | None:
    try:
        return datetime.strptime(written.strip(), "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    except ValueError:
        return None
