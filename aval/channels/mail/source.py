"""Recognising mail, and cutting mailboxes into messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from aval.channels.clock import Clock
from aval.channels.container import Container, Damage, Member
from aval.channels.entry import Entry
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.mail.message import read_message
from aval.channels.mail.outlook import MOST, is_outlook, read_outlook
from aval.channels.prints import Prints
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured

NAME = "email"
LOOKED_FOR = (
    "an e-mail (.eml, Outlook's .msg) or a mailbox (.mbox)",
    "un correo (.eml, .msg de Outlook) o un buzón (.mbox)",
    "um e-mail (.eml, .msg do Outlook) ou uma caixa de correio (.mbox)",
)
ENDINGS = (".eml", ".mbox", ".msg")
_HEADER = re.compile(rb"^([!-9;-~]{1,76})[ \t]*:[ \t\r\n]", re.MULTILINE)
_SEPARATOR = re.compile(rb"From [^\r\n]*\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_TELLING = frozenset(
    b"from to subject date message-id received return-path cc reply-to dkim-signature delivered-to sender".split()
)
_COMMON = frozenset(b"mime-version content-type content-transfer-encoding content-disposition".split()) | _TELLING
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
LINE = 1024 * 1024


def guess(container: Container) -> Guess | None:
    """By the headers of the first message."""
    best: Guess | None = None
    for member in _members(container):
        score, why = _score(member)
        if score and (best is None or score > best.score):
            best = Guess(NAME, score, f"{member.base_name}: {why}")
    return best


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All messages."""
    members = [member for member in _members(container) if _score(member)[0]]
    files = Files(container, {member.name for member in members})
    return Structured(NAME, files, partial(_entries, container, members, files, limits))


def _members(container: Container) -> list[Member]:
    if container.kind == "file":
        return list(container.members.values())
    return [member for name, member in container.members.items() if name.lower().endswith(ENDINGS)]


def _score(member: Member) -> tuple[float, str]:
    start = member.head(65_536).lstrip(b"\xef\xbb\xbf\r\n")
    if is_outlook(start):
        # Names in a compound file's directory are UTF-16; those of a message are like no others.
        found = member.size <= MOST and _PROPERTIES in member.head(MOST)
        return (0.9, "a compound file with a message's properties") if found else (0.0, "")
    box = _SEPARATOR.match(start)
    if box:
        start = start[box.end() :]
    block = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    names = [name.lower() for name in _HEADER.findall(block)]
    first = _HEADER.match(block)
    if first is None or b"\0" in block:
        return 0.0, ""
    telling, common = len(_TELLING.intersection(names)), len(_COMMON.intersection(names))
    if not common:
        return 0.0, ""
    named = member.name.lower().endswith(ENDINGS)
    score = min(0.9, 0.3 + 0.15 * telling + 0.05 * common + (0.1 if named else 0) + (0.1 if box else 0))
    return round(score, 3), f"{common} headers of mail" + (" after a mailbox separator" if box else "")


def _entries(container: Container, members: list[Member], files: Files, limits: Limits) -> Iterator[Entry]:
    number, prints = 0, Prints()
    for member in sorted(members, key=lambda member: member.name):
        if is_outlook(member.head(8)):
            made = read_outlook(member, number, files, limits)
            if made is None:
                container.damage.append(Damage("message-damaged", member.base_name))
            else:
                yield made
                number += 1
            continue
        for place, message in enumerate(_messages(member, limits, container.damage)):
            again = partial(_message_at, member, limits, place)
            yield read_message(message, number, files, again, prints, limits)
            number += 1


def _message_at(member: Member, limits: Limits, place: int) -> bytes:
    """One message's bytes, read anew."""
    return next((message for number, message in enumerate(_messages(member, limits, [])) if number == place), b"")


def _messages(member: Member, limits: Limits, damage: list[Damage]) -> Iterator[bytes]:
    """The bytes of each message: the whole file, or what stands between lines that begin with "From " in a mailbox."""
    start = member.head(4096).lstrip(b"\xef\xbb\xbf\r\n")
    boxed = _SEPARATOR.match(start) is not None
    lines: list[bytes] = []
    size, blank = 0, True
    with member.open() as stream:
        while line := stream.readline(LINE):
            if boxed and blank and line.startswith(b"From ") and _SEPARATOR.match(line):
                if lines:
                    yield _unquoted(lines)
                lines, size = [], 0
            elif size < limits.json_value * 4:
                lines.append(line)
                size += len(line)
            elif damage is not None and Damage("message-too-long", member.base_name) not in damage:
                damage.append(Damage("message-too-long", member.base_name))
            blank = line in (b"\n", b"\r\n")
    if lines:
        yield _unquoted(lines) if boxed else b"".join(lines)


def _unquoted(lines: list[bytes]) -> bytes:
    """A message of a mailbox without the mark before lines that begin with "From " (mboxrd)."""
    return _QUOTED.sub(rb"\1", b"".join(lines))
