"""One text made ready for the detectors: folded, cut into words, with code and signals marked."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from operator import itemgetter
from string import ascii_lowercase
from typing import NamedTuple

from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.numerals import DIGITS, FILLERS, REPEATS
from aval.screening.text.fold import Folded
from aval.screening.verdicts import Disguise


class Word(NamedTuple):
    """A run of letters or of digits, at [start, end) of the plain text."""

    text: str
    start: int
    end: int


class Hit(NamedTuple):
    """What a detector saw, at [start, end) of the plain text."""

    start: int
    end: int
    kind: str
    confidence: float
    disguise: Disguise = Disguise.NONE


class Reading:
    """A plain text with what the detectors ask of it; what not all ask is worked out once, and only if asked."""

    def __init__(
        self,
        source: str,
        folded: Folded,
        *,
        subject: frozenset[str] = frozenset(),
        public: bool = False,
        code: list[tuple[int, int]] | None = None,
    ) -> None:
        """Read a folded text of a source.

        `subject` is the words of the project, `public` whether anyone will see the text, `code` its spans of code if
        they are known already (of a part they can only be known from the whole).
        """
        self.source = source
        self.text = folded.text
        self.folded = folded
        self.subject = subject
        self.public = public
        # Cutting at every other byte is faster than looking for letters; those of other signs are none of ASCII's.
        plain = self.text.encode(errors="surrogatepass")
        self.letters = plain.translate(_APART).decode().split()
        self.vocabulary = set(self.letters)
        self.marks = MARKS.together(self.vocabulary)
        # How many digits it has, and its spans of code, in order: asked of every text.
        self.digits = len(plain) - len(plain.translate(None, b"0123456789"))
        self.code = code_spans(self.text) if code is None else code

    def has(self, marks: int) -> bool:
        """Whether any word of these kinds (bits of `Signal`, or of `MARKS`) stands in the text."""
        return self.marks & marks != 0

    @cached_property
    def words(self) -> list[Word]:
        """Every run of letters and every run of digits, in order."""
        return words_between(self.text, 0, len(self.text))

    def words_within(self, start: int, end: int) -> list[Word]:
        """The runs of letters and of digits within [start, end); what reaches beyond is cut there."""
        known: list[Word] | None = self.__dict__.get("words")
        if known is None:
            return words_between(self.text, start, end)
        first = bisect_right(known, start, key=_END_OF)
        last = bisect_left(known, end, key=_START_OF)
        if first < last and (known[first].start < start or known[last - 1].end > end):
            return words_between(self.text, start, end)
        return known[first:last]

    def places_of(self, names: frozenset[str]) -> Iterator[Word]:
        """Yield each place at which one of these words of letters stands, in order."""
        present = names & self.vocabulary
        if present:
            for match in _LETTERS.finditer(self.text):
                if match.group() in present:
                    yield Word(match.group(), match.start(), match.end())

    @cached_property
    def number_words(self) -> int:
        """How many words of the text are numbers."""
        return sum(map(DIGITS.__contains__, self.letters))

    @cached_property
    def numerals(self) -> int:
        """How many number words stand together at most, words that join them left aside."""
        most = together = 0
        for word in self.letters:
            if word in DIGITS:
                together += 1
                most = max(most, together)
            elif word not in FILLERS and word not in REPEATS:
                together = 0
        return most

    @cached_property
    def mail_named(self) -> bool:
        """Whether the text speaks of mail at all."""
        return _MAIL_CUE.search(self.text) is not None

    def in_code(self, place: int) -> bool:
        """Whether a place lies in code."""
        if not self.code:
            return False
        at = bisect_right(self.code, (place, len(self.text) + 1)) - 1
        return at >= 0 and place < self.code[at][1]

    def written(self, start: int, end: int) -> str:
        """Return what stands at [start, end) of the plain text as the author wrote it."""
        first, last = self.folded.original(start, end)
        return self.source[first:last]

    def around(self, start: int, end: int, before: int = 60, after: int = 40) -> tuple[str, str]:
        """Return what stands before and after a span on the same line, at most so many characters of each."""
        left = self.text[max(0, start - before) : start]
        right = self.text[end : end + after]
        return left.rpartition("\n")[2], right.partition("\n")[0]


def words_between(text: str, start: int, end: int) -> list[Word]:
    """Return the runs of letters and of digits within [start, end) of a plain text, in order."""
    # Made as tuples are: there are many, and checking their names takes most of the time.
    make = tuple.__new__
    return [make(Word, (match.group(), *match.span())) for match in _WORD.finditer(text, start, end)]


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans between backticks and fences that read like code and not like talk, in order."""
    if "`" not in text:
        return []
    return [match.span() for match in _CODE.finditer(text) if _PROGRAM.search(match.group())]


_START_OF, _END_OF = itemgetter(1), itemgetter(2)
_LETTERS = re.compile(r"[a-z]+")
_APART = bytes(code if chr(code) in ascii_lowercase else ord(" ") for code in range(256))
_WORD = re.compile(r"[a-z]+|\d+")
_MAIL_CUE = re.compile(
    r"\b(?:mi|my|meu|endereco|direccion|address|email|mail|correo|e-mail|escrib|escrev|write|contact)"
)
_CODE = re.compile(r"```.{0,20000}?(?:```|\Z)|`[^`\n]{1,2000}`", re.DOTALL)
# Fencing a sentence in does not make it code: code has its own signs.
_PROGRAM = re.compile(r"[=;{}<>\\]|[a-z0-9_]\(|\s--?[a-z]|://|::|->|[a-z]_[a-z]|\[\]")
