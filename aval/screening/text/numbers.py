"""Finds numbers however they are written: digits, words, or both, with whatever stands between them."""

# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from dataclasses import dataclass
from itertools import product

from aval.screening.lexicon.numerals import DIGITS, FILLERS, HUNDREDS, REPEATS, TENS, UNITS
from aval.screening.text.reading import Reading, Word

# Between two groups of one number nobody writes more than this, fillers included.
GAP_MAX = 24
FILLERS_MAX = 3
# No number that matters is longer; a longer run is cut, so that work stays linear.
GROUPS_MAX = 60


@dataclass(slots=True)
class Run:
    """A number in pieces: its groups of digits, their places, what stood between, and how each was written."""

    start: int
    end: int
    groups: list[str]
    gaps: list[str]
    spans: list[tuple[int, int]]
    words: list[bool]
    letters: list[bool]

    @property
    def spelled(self) -> int:
        """How many groups were words, or were said to be repeated."""
        return sum(self.words)

    @property
    def swapped(self) -> int:
        """How many groups were letters in the place of digits."""
        return sum(self.letters)

    @property
    def digits(self) -> str:
        """All its digits."""
        return "".join(self.groups)

    def part(self, first: int, last: int) -> "Run":
        """Groups first to last (exclusive) as a run of their own."""
        return Run(
            self.spans[first][0],
            self.spans[last - 1][1],
            self.groups[first:last],
            self.gaps[first : last - 1],
            self.spans[first:last],
            self.words[first:last],
            self.letters[first:last],
        )


def runs(reading: Reading, start: int = 0, end: int | None = None) -> list[Run]:
    """Return the runs of number within [start, end) of the plain text, in order."""
    found: list[Run] = []
    current: Run | None = None
    fillers = 0
    repeat = 1
    text = reading.text
    words = reading.words if end is None else reading.words_within(start, end)
    place = 0
    while place < len(words):
        word = words[place]
        place += 1
        said, start, end = word
        if current is None and said not in _TELLING and not said.isdigit():
            repeat = 1
            continue
        spelled = said in DIGITS
        if spelled:
            digits, end, place = _compound(word, words, place, text)
        elif said.isdigit():
            digits = said
        elif said in _SWAPPED_WORDS and _touches_digit(word, text):
            # Letters that look like digits and are glued to some: 3OO-555-l234.
            digits = "".join(_SWAPPED[sign] for sign in said)
        else:
            repeat = REPEATS.get(said, 1)
            if current is not None:
                fillers += 1
                if repeat == 1 and not _goes_on(word, text, fillers):
                    current, fillers = None, 0
            continue
        if current is None or not _joins(text[current.end : start], fillers) or len(current.groups) >= GROUPS_MAX:
            current = Run(start, end, [], [], [], [], [])
            found.append(current)
        else:
            current.gaps.append(text[current.end : start])
        current.groups.append(digits * repeat)
        current.end = end
        current.spans.append((start, end))
        current.words.append(spelled or repeat > 1)
        current.letters.append(not spelled and said.isalpha())
        fillers, repeat = 0, 1
    return found


def _goes_on(word: Word, text: str, fillers: int) -> bool:
    """Whether a number may go on after a word that is none."""
    return fillers <= FILLERS_MAX and (word.text in FILLERS or _is_noise(word, text))


def _is_noise(word: Word, text: str) -> bool:
    """Whether a single letter stands between two digits, as in 5x5x1."""
    return (
        word.end - word.start == 1
        and text[word.start - 1 : word.start].isdigit()
        and text[word.end : word.end + 1].isdigit()
    )


def _touches_digit(word: Word, text: str) -> bool:
    before = text[max(0, word.start - 2) : word.start]
    after = text[word.end : word.end + 2]
    near = before[-1:].isdigit(), after[:1].isdigit()
    if not _SURELY_SWAPPED.issuperset(word.text):
        return all(near)
    # 646-SSS-0173: joined by the sign, not by a space, or "3 o 4" would be a number.
    joined = before[-1:] in {"-", "."} and before[:1].isdigit() and (after[:1] in {"-", "."} or len(word.text) > 1)
    return any(near) or joined


def _compound(word: Word, words: list[Word], place: int, text: str) -> tuple[str, int, int]:
    """Read "thirty two", "treinta y dos", "ciento veinte", "nine hundred" as one group of digits."""
    digits, end = DIGITS[word.text], word.end
    if word.text in HUNDREDS and len(digits) == 3:
        rest, tail_end, tail_place = _below_hundred(words, place, text, end)
        if rest:
            return str(int(digits) + int(rest)), tail_end, tail_place
    if word.text in TENS:
        unit, tail_end, tail_place = _unit_after(words, place, text, end)
        if unit:
            return str(int(digits) + int(unit)), tail_end, tail_place
    if word.text in UNITS and place < len(words) and words[place].text == "hundred":
        return digits + "00", words[place].end, place + 1
    return digits, end, place


def _below_hundred(words: list[Word], place: int, text: str, end: int) -> tuple[str, int, int]:
    at = place + (place < len(words) and words[place].text in {"y", "e", "and"})
    if at < len(words) and len(DIGITS.get(words[at].text, "")) in {1, 2} and words[at].start - end <= 5:
        if words[at].text in TENS:
            unit, unit_end, unit_place = _unit_after(words, at + 1, text, words[at].end)
            if unit:
                return str(int(TENS[words[at].text]) + int(unit)), unit_end, unit_place
        return DIGITS[words[at].text], words[at].end, at + 1
    return "", end, place


def _unit_after(words: list[Word], place: int, text: str, end: int) -> tuple[str, int, int]:
    if place >= len(words):
        return "", end, place
    joined = words[place].text in {"y", "e", "i"}
    at = place + joined
    # English says "thirty two", the others "treinta y dos"; without the joining word a comma must not stand between.
    if at < len(words) and words[at].text in UNITS and UNITS[words[at].text] != "0":
        gap = text[end : words[at].start]
        if len(gap) <= 4 and "," not in gap and (joined or gap.strip() in {"", "-"}):
            return UNITS[words[at].text], words[at].end, at + 1
    return "", end, place


def _joins(gap: str, fillers: int) -> bool:
    return len(gap) <= GAP_MAX + 6 * fillers and (not _STOPS.search(gap) or _BRACKETS.fullmatch(gap) is not None)


_SWAPPED = {"o": "0", "l": "1", "i": "1", "z": "2", "s": "5", "b": "8", "g": "9", "q": "9", "t": "7"}
_SURELY_SWAPPED = frozenset("oliszb")
_SWAPPED_WORDS = frozenset("".join(signs) for size in (1, 2, 3, 4) for signs in product(_SWAPPED, repeat=size))
# Words at which a number may begin.
_TELLING = DIGITS.keys() | _SWAPPED_WORDS | REPEATS.keys()
# Money, percent, equation and quotation signs end a number.
_BRACKETS = re.compile(r"[\])}>][\s.-]{0,3}[\[({<]|[\])}>]\s|\s[\[({<]")
_STOPS = re.compile(r"[$€£%<>{}]|\n\s*\n\s*\n")
