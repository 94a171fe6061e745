"""Who wrote: a person, the app, or somebody whose name holds a colon. Each distinct label is judged once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from aval.channels.entry import Flag
from aval.channels.whatsapp.bodies import is_notice_label
from aval.channels.whatsapp.headers import MARKS

MOST_CACHED = 100_000
FEW, ENOUGH = 3, 20
OWN_NAME = 0.9  # a label that nearly always goes on with the same second part is the beginning of a name
_MARKS = re.compile(f"[{MARKS}]")
_SPACES = re.compile("[ \u00a0\u202f]+")


class Sender(NamedTuple):
    """The judgement on a label.

    ``name`` is cleaned, None for a notice; ``longer`` lists how names that begin with the label go on, ``only_longer``
    says that nobody is called by the label alone.
    """

    name: str | None
    flags: tuple[Flag, ...] = ()
    longer: tuple[tuple[str, Sender], ...] = ()
    only_longer: bool = False


class Senders:
    """Judges labels of one file by all the labels in it."""

    def __init__(self, labels: Counter[str], names: Mapping[str, str], beginnings: Mapping[str, int]) -> None:
        """``beginnings`` says how many lines of a first label go on with a known longer name."""
        self._labels = labels
        self._beginnings = beginnings
        self._longer: dict[str, list[str]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._longer.setdefault(name.partition(": ")[0], []).append(name)
        self._cache: dict[str, Sender] = {}
        self.plain: dict[str, Sender] = {}  # labels that are a name and nothing else, once judged
        self._once = self._sole_senders()

    def judge(self, label: str) -> Sender:
        """What a label is."""
        known = self._cache.get(label)
        if known is None:
            known = self._judge(label)
            if len(self._cache) < MOST_CACHED:
                self._cache[label] = known
                if known.name is not None and not known.longer:
                    self.plain[label] = known
        return known

    def split(self, label: str, body: str) -> tuple[Sender, str]:
        """Sender and body once a longer name is taken into account; a sender without name makes it a notice."""
        sender = self.judge(label)
        for rest, full in sender.longer:
            if body.startswith(rest):
                after = body[len(rest) : len(rest) + 2]
                if after == ": ":
                    return full, body[len(rest) + 2 :]
                if after in (":", ":\n"):
                    return full, body[len(rest) + 1 :]
                if after[:1] == " " and sender.only_longer:
                    return Sender(None), f"{label}: {body}"
        if sender.name is None:
            return sender, f"{label}: {body}"
        return sender, body

    def without_label(self, body: str) -> tuple[Sender, str]:
        """A line without colon and space: a notice, unless it is a sender's name with an empty or unspaced text."""
        first, feed, rest = body.partition("\n")
        head, colon, tail = first.partition(":")
        if colon and head and (head in self._labels or not tail) and not is_notice_label(head, 1):
            return Sender(clean(head)), tail + feed + rest
        return Sender(None), body

    def _judge(self, label: str) -> Sender:
        count = self._labels[label]
        if is_notice_label(label, count):
            return Sender(None)
        flags = (Flag("sender-once", clean(label)),) if label in self._once else ()
        longer = tuple((name[len(label) + 2 :], Sender(clean(name))) for name in self._longer.get(label, ()))
        return Sender(clean(label), flags, longer, bool(longer) and self._beginnings.get(label, 0) >= OWN_NAME * count)

    def _sole_senders(self) -> frozenset[str]:
        """Labels that write once in a chat which otherwise belongs to two or three people."""
        people = {label: count for label, count in self._labels.items() if label and not is_notice_label(label, count)}
        once = [label for label, count in people.items() if count == 1]
        if self._labels.total() < ENOUGH or not 0 < len(people) - len(once) <= FEW or len(once) >= FEW:
            return frozenset()
        return frozenset(once)


def clean(label: str) -> str:
    """A name without invisible marks and with plain spaces."""
    return _SPACES.sub(" ", _MARKS.sub("", label)).strip()
