"""Which expressions may match a text at all, told from its words alone: most texts need none of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Generic, TypeVar

from aval.screening.lexicon.marks import MARKS

T = TypeVar("T")


class Gate(Generic[T]):
    """Things that each need one word out of each of some sets."""

    def __init__(self, entries: Iterable[tuple[Sequence[Iterable[str] | re.Pattern[str]], T]]) -> None:
        """Take (sets of words, thing) pairs; an expression is the set of the words it matches, and one set is plain."""
        self.entries = list(entries)
        self._by_rarest: dict[int, list[tuple[int, int, T]]] = defaultdict(list)
        self._rarest = 0
        for place, (needs, thing) in enumerate(self.entries):
            sets = sorted((frozenset(need) for need in needs if not isinstance(need, re.Pattern)), key=len)
            bits = [MARKS.of(words) for words in sets]
            bits += [MARKS.of_form(need.fullmatch) for need in needs if isinstance(need, re.Pattern)]
            self._by_rarest[bits[0]].append((place, sum(set(bits)), thing))
            self._rarest |= bits[0]

    @classmethod
    def joined(cls, *gates: "Gate[T]") -> "Gate[T]":
        """Return the things of several as one, those of the first one first."""
        return cls(entry for gate in gates for entry in gate.entries)

    def may_open(self, marks: int) -> bool:
        """Whether any of the things may be open for these marks."""
        return self._rarest & marks != 0

    def open_for(self, marks: int) -> list[T]:
        """Return the things whose every set has one of the words that lent these marks, in order."""
        lent = marks & self._rarest
        found: list[tuple[int, int, T]] = []
        while lent:
            bit = lent & -lent
            lent ^= bit
            found += [entry for entry in self._by_rarest[bit] if entry[1] & marks == entry[1]]
        found.sort(key=itemgetter(0))
        return [thing for _, _, thing in found]
