"""Names that hold a colon and a space themselves: "Obra: cocina: ya llegué" was written by "Obra: cocina"."""

from __future__ import annotations

import re
from collections import Counter

from aval.channels.container import Member
from aval.channels.limits import Limits
from aval.channels.texts import lines_in
from aval.channels.whatsapp.bodies import is_notice_label
from aval.channels.whatsapp.markers import ATTACHED_PREFIXES, ATTACHED_SUFFIXES, MARKERS

ALWAYS = 4  # so many lines, all with the same second part, are a name and not a habit
NEARLY = 0.95  # notices about such a person hold the name without the colon after it
LONGEST = 100
CANDIDATES = 200
MOST_PARTS = 4


def find_names(
    member: Member,
    limits: Limits,
    labels: Counter[str],
    pairs: Counter[tuple[str, str]],
    maybe: set[tuple[str, str]],
    marked: set[tuple[str, str]],
) -> dict[str, str]:
    """Full names with a colon, each with how it is known: "every line" or "app text".

    "App text" is proof: where the app itself wrote the rest of the line (a file left out, say), the name is all before.
    ``maybe`` holds the pairs for which that is worth a look, ``marked`` those after which the app set its mark (iOS):
    where the first part never goes on in another way, that is the app writing under a longer name.
    """
    names: dict[str, str] = {}
    candidates: list[str] = []
    for (first, second), number in pairs.most_common(CANDIDATES):
        if len(first) + len(second) > LONGEST or is_notice_label(first, labels[first]):
            continue
        name = f"{first}: {second}"
        if number >= ALWAYS and number >= NEARLY * labels[first]:
            names[name] = "every line"
        elif (first, second) in marked and number == labels[first]:
            names[name] = "app text"
        elif (first, second) in maybe:
            candidates.append(name)
    if candidates:
        for name in _before_app_text(member, limits, candidates):
            names[name] = "app text"
    return names


def _before_app_text(member: Member, limits: Limits, candidates: list[str]) -> set[str]:
    """Those of the candidates (or longer names that start with one) that stand right before a text of the app."""
    texts = [re.escape(marker.text) for marker in MARKERS if marker.meaning in ("omitted", "deleted", "unsent")]
    files = [rf"[^\n:]{{1,120}}{re.escape(suffix)}" for suffix in ATTACHED_SUFFIXES]
    files += [rf"<{re.escape(prefix)}: [^\n]{{1,120}}>" for prefix in ATTACHED_PREFIXES]
    either = "|".join(re.escape(name) for name in sorted(candidates, key=len, reverse=True))
    more = rf"(?:: [^\n:]{{1,{LONGEST}}}){{0,{MOST_PARTS - 2}}}?"
    app_text = re.compile(rf"((?:{either}){more}): \u200e*(?:{'|'.join(texts + files)})\.?\r?$", re.MULTILINE)
    names: set[str] = set()
    for block in lines_in(member, limits.entry_chars):
        for match in app_text.finditer(block):
            names.add(match.group(1))
    return names
