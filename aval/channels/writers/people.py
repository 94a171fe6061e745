"""Who takes part, and what else is known of an entry; shared by all writers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aval.channels.entry import Attachment, Entry


class Person(NamedTuple):
    """Somebody who writes: ``label`` is the entries' author, the rest what the tool is to show."""

    label: str
    name: str = ""
    email: str = ""
    phone: str = ""


# What is known of an entry besides itself, by name: its grade, who confirmed it, which file it came from.
Says = Callable[[Entry], Mapping[str, str]]
# The content of a file that came along; None for one that isn't at hand.
Content = Callable[[Attachment], Iterable[bytes] | None]


def everybody(people: Sequence[Person], entries: Iterable[Entry]) -> list[Person]:
    """The people given, then everybody else who writes, in the order in which they first do."""
    known = {person.label: person for person in people}
    for entry in entries:
        if entry.author is not None:
            known.setdefault(entry.author, Person(entry.author))
    return list(known.values())


def remarks_of(entry: Entry, says: Says | None) -> Iterator[tuple[str, str]]:
    """Name and value of everything that has no field of its own."""
    if entry.kind != "message":
        yield "kind", entry.kind
    if entry.edited:
        yield "edited", "yes"
    for flag in entry.flags:
        yield f"doubt: {flag.code}", flag.reason
    yield from map(_file, entry.attachments)
    if entry.at is None and entry.at_local is None:
        yield "time", "not known"
    if entry.fingerprint:
        yield "fingerprint", entry.fingerprint
    for name, value in (says(entry) if says else {}).items():
        if value:
            yield name, value


def _file(attachment: Attachment) -> tuple[str, str]:
    name = attachment.name or attachment.media or "file"
    if attachment.sha256:
        return f"sha256 of {name}", attachment.sha256
    return f"not in the export: {name}", "left out by the app" if attachment.omitted else "announced, but missing"


def nothing(_: Attachment) -> None:
    """No file is at hand."""
