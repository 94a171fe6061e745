"""Recognising a WhatsApp export, and what its conversation is called."""

from __future__ import annotations

import re
from itertools import islice

from aval.channels.clock import Clock
from aval.channels.container import Container, Member
from aval.channels.limits import Limits
from aval.channels.sources import Guess, Options
from aval.channels.texts import encoding_of
from aval.channels.whatsapp.headers import ANY, style_of
from aval.channels.whatsapp.reader import Reader

LOOKED_FOR = (
    "a WhatsApp text (_chat.txt) with lines like “18/3/22, 14:56 - Ana: …” or “[18/3/22, 14:56:01] Ana: …”",
    "un texto de WhatsApp (_chat.txt) con líneas como «18/3/22, 14:56 - Ana: …» o «[18/3/22, 14:56:01] Ana: …»",
    "um texto do WhatsApp (_chat.txt) com linhas como “18/3/22, 14:56 - Ana: …” ou “[18/3/22, 14:56:01] Ana: …”",
)
NAME = "whatsapp"
HEAD, SAMPLE = 65_536, 50
_TITLE = re.compile(
    r"^(?:WhatsApp Chat (?:with|-)|Chat de WhatsApp con|Conversa do WhatsApp com|Conversa com|WhatsApp-Chat (?:mit|-)"
    r"|Discussion WhatsApp avec|Chat WhatsApp con|Чат WhatsApp с(?: контактом)?) (?P<title>.+?)$"
)
# What sigexport writes for Signal, which would pass for WhatsApp otherwise: an ISO date in brackets, minutes only.
_SIGNAL = "[YYYY-D-D, H:MM] "


def guess(container: Container) -> Guess | None:
    """How surely this is WhatsApp: by the share of lines in the first 64 KiB that begin as its entries do."""
    best: Guess | None = None
    for member in _texts(container):
        score, why = _score(member)
        if member.base_name == "_chat.txt":
            score = min(1.0, score + 0.1) if score else 0.0
        if score and (best is None or score > best.score):
            best = Guess(NAME, score, f"{member.base_name}: {why}")
    return best


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Reader:
    """The conversation in the text that looks most like one."""
    texts = _texts(container)
    member = (
        texts[0] if len(texts) == 1 else max(texts, key=lambda text: (_score(text)[0], text.base_name == "_chat.txt"))
    )
    return Reader(
        container,
        member,
        conversation=title_of(container, member),
        clock=clock,
        day_first=options.day_first,
        limits=limits,
    )


def title_of(container: Container, member: Member) -> str:
    """The conversation's name, from the name that WhatsApp gave the text or the zip; "" if neither tells."""
    for name in (member.base_name, container.name.replace("\\", "/").rpartition("/")[2]):
        stem = re.sub(r"\.(?:txt|zip)$", "", name, flags=re.IGNORECASE)
        found = _TITLE.match(stem)
        if found:
            return re.sub(r" ?\(\d+\)$", "", found["title"])
    return ""


def _texts(container: Container) -> list[Member]:
    """Texts that may hold the conversation; in a zip only those at the top or in a single folder."""
    if container.kind == "file":
        return list(container.members.values())
    return [m for m in container.members.values() if m.name.lower().endswith(".txt") and m.name.count("/") <= 1]


def _score(member: Member) -> tuple[float, str]:
    head = member.head(HEAD)
    text = head.decode(encoding_of(head), "ignore")
    styles = [style for match in islice(ANY.finditer(text), SAMPLE) if (style := style_of(match))]
    if not styles or "\0" in text:
        return 0.0, ""
    headers = len(styles) if len(styles) < SAMPLE else len(ANY.findall(text))
    lines = sum(1 for line in text.split("\n") if line.strip())
    share = headers / max(lines, 1)
    starts = ANY.match(text) is not None
    score = 0.3 + 0.3 * min(1.0, 2 * share) + (0.35 if starts else 0.0)
    if share < 0.02 and not starts:  # noqa: PLR2004
        return 0.0, ""
    if all(style.shape == _SIGNAL for style in styles):
        score *= 0.5
    return round(score, 3), f"{headers} of {lines} lines begin like “{styles[0].shape}”"
