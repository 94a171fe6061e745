"""Which expressions may match a text at all, told from its words alone: most texts need none of them."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Gate(Generic[T]):
    """Things that each need one word out of each of some sets."""

    def __init__(self, entries: Iterable[tuple[Sequence[Iterable[str]], T]]) -> None:
        """Take (sets of words, thing) pairs."""
        bits: dict[frozenset[str], int] = {}
        self._entries: list[tuple[int, T]] = []
        for needs, thing in entries:
            mask = 0
            for need in needs:
                mask |= bits.setdefault(frozenset(need), 1 << len(bits))
            self._entries.append((mask, thing))
        self._bits: dict[str, int] = {}
        for words, bit in bits.items():
            for word in words:
                self._bits[word] = self._bits.get(word, 0) | bit

    def open_for(self, words: set[str]) -> list[T]:
        """Return the things whose every set has one of these words, in order."""
        lent = 0
        for word in self._bits.keys() & words:
            lent |= self._bits[word]
        return [thing for mask, thing in self._entries if mask & lent == mask] if lent else []
