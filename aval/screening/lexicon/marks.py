"""What a word may mean to any part of screening, as bits: a text's words are looked up once, for all who ask."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Final

# Bits below this are those of `Signal`.
_FIRST: Final = 1 << 20
# What was worked out is kept for this many words, none of them longer.
KEPT_MAX = 50_000
LENGTH_MAX = 40


class Marks(dict[str, int]):
    """The bits of each word, worked out when it is first met and kept; any word of letters may be asked for."""

    def __init__(self) -> None:
        """Begin without a mark."""
        super().__init__()
        self._known: dict[str, int] = {}
        self._sets: dict[frozenset[str], int] = {}
        self._forms: list[tuple[Callable[[str], object], int]] = []
        self._next = _FIRST

    def learn(self, table: Mapping[str, int]) -> None:
        """Take words with bits below the first own one."""
        for word, bits in table.items():
            self._known[word] = self._known.get(word, 0) | bits
        self.clear()

    def of(self, words: Iterable[str]) -> int:
        """Return the bit that these words carry."""
        named = frozenset(words)
        if named not in self._sets:
            bit = self._sets[named] = self._new()
            self.learn(dict.fromkeys(named, bit))
        return self._sets[named]

    def of_text(self, words: str) -> int:
        """Return the bit that the words of a text carry, set apart by spaces."""
        return self.of(words.split())

    def of_form(self, test: Callable[[str], object]) -> int:
        """Return the bit that every word carries that passes a test of its letters."""
        bit = self._new()
        self._forms.append((test, bit))
        self.clear()
        return bit

    def together(self, words: Iterable[str]) -> int:
        """Return the bits that any of the words carries."""
        return reduce(or_, map(self.__getitem__, words), 0)

    def __missing__(self, word: str) -> int:
        """Work out the bits of a word."""
        bits = self._known.get(word, 0)
        for test, bit in self._forms:
            if test(word):
                bits |= bit
        if len(word) <= LENGTH_MAX:
            if len(self) >= KEPT_MAX:
                self.clear()
            self[word] = bits
        return bits

    def _new(self) -> int:
        self._next <<= 1
        return self._next


MARKS = Marks()
