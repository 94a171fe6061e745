"""Zoom's chat files, old and new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import pairwise

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.entry import Entry
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.prints import Prints
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, entry, numbered
from aval.channels.summary import NONE, YEAR_FIRST, Dates
from aval.channels.texts import encoding_of, lines_in

NAME = "zoom"
LOOKED_FOR = (
    "Zoom's meeting chat (lines like “16:20:25 From Ana : …”)",
    "el chat de una reunión de Zoom (líneas como «16:20:25 De Ana : …»)",
    "o chat de uma reunião do Zoom (linhas como “16:20:25 De Ana : …”)",
)
_FROM = "From|De|Von|Da|Od|От|发件人|送信者"
_TO = "to|a|para|an|à|do|к"
_ALONE = r" ?\((?:Direct Message|privately|Mensaje directo|Mensagem direta)\)"
# Runs of spaces are taken whole and names are bounded: a line of nothing but spaces must cost no more than its length.
_LINE = re.compile(
    rf"^(?P<time>\d\d:\d\d:\d\d)[\t ]++(?:{_FROM})[ \u00a0]++(?P<name>[^\n]{{0,200}}?)"
    rf"(?:(?<![ \u00a0])[ \u00a0]++(?:{_TO})[ \u00a0]++(?P<to>[^\n:]{{1,200}}?(?:{_ALONE})?))?"
    r"(?: ?:|:)(?:[ \t]|\r?$)",
    re.MULTILINE,
)
_FOLDER = re.compile(r"(?P<date>\d{4}-\d\d-\d\d) (?P<time>\d\d\.\d\d\.\d\d)(?: (?P<topic>[^/\\]*))?")
_PRIVATE = re.compile(f"{_ALONE}$")
_REPLY = re.compile(r'^(?:Replying to|Respondiendo a|Respondendo a) "(?P<to>.*?)"\s*', re.DOTALL)
_REACTION = re.compile(r'^(?:Reacted to|Reaccionó a|Reagiu a) "(?P<to>.*)" (?:with|con|com) (?P<with>\S+)$', re.DOTALL)


def guess(container: Container) -> Guess | None:
    """By the share of lines that begin as Zoom's do."""
    member = _chat(container)
    if member is None:
        return None
    text = _head(member)
    found = len(_LINE.findall(text))
    lines = sum(1 for line in text.splitlines() if line.strip())
    if not found or not _LINE.match(text.lstrip("\ufeff")):
        return None
    return Guess(
        NAME,
        round(0.6 + 0.35 * min(1.0, 2 * found / lines), 3),
        f"{found} of {lines} lines begin with a time and a sender",
    )


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """The chat; its date is taken from the folder's name if that holds one."""
    member = _chat(container)
    assert member is not None
    files = Files(container, {member.name})
    where = _FOLDER.search(f"{container.name}/{member.name}")
    date = where["date"] if where else None
    topic = (where["topic"] or "").removesuffix(".zip") if where else ""
    dates = Dates(YEAR_FIRST, "name of the folder", certain=False) if date else Dates(NONE)
    reader = Structured(
        NAME, files, partial(_entries, container, member, date, topic, clock, limits), dates, zone_needed=True
    )
    if date is None:
        reader.remarks.append("The file holds times of day only; the date has to come from the meeting.")
    return reader


def _chat(container: Container) -> Member | None:
    texts = [member for name, member in container.members.items() if name.lower().endswith(".txt")]
    return container.only() or (texts[0] if len(texts) == 1 else None)


def _head(member: Member) -> str:
    start = member.head()
    return start.decode(encoding_of(start), "ignore")


def _entries(
    container: Container, member: Member, date: str | None, topic: str, clock: Clock, limits: Limits
) -> Iterator[Entry]:
    rest, number, prints = "", 0, Prints()
    for block in lines_in(member, limits.entry_chars, container.damage):
        text = rest + block
        starts = [match.start() for match in _LINE.finditer(text)]
        for begin, end in pairwise(starts):
            yield _entry(text[begin:end], number, date, topic, clock, prints)
            number += 1
        rest = text[starts[-1] :] if starts else text
        rest = rest[: limits.entry_chars]
    if _LINE.match(rest):
        yield _entry(rest, number, date, topic, clock, prints)


def _entry(raw: str, number: int, date: str | None, topic: str, clock: Clock, prints: Prints) -> Entry:
    raw = raw.rstrip("\r\n")
    match = _LINE.match(raw)
    assert match is not None
    lines = raw[match.end() :].replace("\r\n", "\n").split("\n")
    body = "\n".join(line.removeprefix("\t") for line in lines).strip("\n\t ")
    at_local = f"{date}T{match['time']}" if date and match["time"] < "24" else None
    at, remark = (None, {}) if at_local is None else clock.at(_local(at_local))
    author, to = match["name"].strip(), (match["to"] or "").strip()
    extra = {**remark, "time_of_day": match["time"]}
    if to:
        extra["to"] = _PRIVATE.sub("", to)
    if _PRIVATE.search(to):
        extra["private"] = "yes"
    reply, reaction = _REPLY.match(body), _REACTION.match(body)
    if reply:
        extra["replying_to"], body = reply["to"], body[reply.end() :]
    if reaction:
        extra["reacted_to"] = reaction["to"]
    made = entry(
        NAME,
        topic,
        number,
        id="",
        author=author or None,
        text=reaction["with"] if reaction else body,
        at=at,
        at_local=at_local,
        kind="reaction" if reaction else "message",
        raw=raw,
        precision="s" if at_local else "unknown",
        extra=extra,
        identity=(date or "", match["time"], author, body),
    )
    return numbered(made, prints)


def _local(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1)  # noqa: DTZ001
