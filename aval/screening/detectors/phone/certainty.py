"""How sure it is that a number is a phone: by how it is introduced, by the nearest word, by its shape."""

# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re

from aval.screening.detectors.phone import plans
from aval.screening.detectors.phone.cues import LETTERS, NEXT_WORD, counted
from aval.screening.detectors.phone.rows import ascending, is_in_a_table, is_row
from aval.screening.text.numbers import Run
from aval.screening.text.reading import Reading
from aval.screening.verdicts import Disguise

SPELLED_MIN = 3
# Ten digits that programmers know by heart: the ends of 32-bit integers.
LIMITS = frozenset({"2147483647", "2147483648", "4294967295", "4294967296", "1073741824"})
OTHER_DIGITS_MIN = 9


def certainty(run: Run, cue: str, left: str, right: str, reading: Reading) -> float:
    """Say how sure it is that a run is a phone: by how it is introduced, by the nearest word, by its shape."""
    introduced = _introduced(run, cue, left, right, reading)
    if introduced is not None:
        return introduced
    # Nobody dresses up a price or an order's number, nor writes either in a phone's own grouping.
    if cue in {"money", "id"} and in_other_digits(reading, run):
        cue = "phone"
    if cue in {"id", "money"} and reading.folded.disguise is Disguise.SWAPPED:
        cue = ""
    if cue == "money" and _SURE_SHAPE.fullmatch(reading.text, run.start, run.end):
        cue = ""
    if ascending(run.groups) and not _falls_as_phones_do(run, right) and not _with_code(run, right):
        return 0.0
    if _stacked(run):
        return 0.8
    if cue == "phone":
        return 0.9 if len(run.digits) >= 8 or _phone_shape(run) else 0.6
    if cue != "":
        return 0.0
    if len(run.digits) >= OTHER_DIGITS_MIN and in_other_digits(reading, run):
        return 0.8
    # In a table, too, a number in a phone's own grouping is one.
    certain = _unnamed_certainty(run, left, right)
    several = certain > 0 and (is_row(run) or (not _phone_shape(run) and is_in_a_table(run, reading.text)))
    return 0.0 if several else certain


def _introduced(run: Run, cue: str, left: str, right: str, reading: Reading) -> float | None:
    """Judge what its writing or the sign before it decides: words, code, money, a plus; None if nothing does."""
    digits = run.digits
    if run.spelled:
        if _PLUS.search(left) and len(digits) >= OTHER_DIGITS_MIN and plans.international(digits):
            return 0.95
        return _spelled_certainty(run, cue)
    if reading.in_code(run.start) and not _COMMENT.search(left):
        return 0.8 if cue == "phone" and left.rstrip().endswith("+") and plans.international(digits) else 0.0
    if counted(right) or (_MONEY_BEFORE.search(left) and not in_other_digits(reading, run)):
        return 0.7 if cue == "phone" and len(digits) >= 10 and _phone_shape(run) else 0.0
    if _PLUS.search(left):
        if plans.international(digits.removeprefix("00")) or cue == "phone":
            return 0.95
        # "+ 11 6403 2985": a number of one country, which the plus only dresses up.
        return 0.8 if _PLUS_APART.search(left) and len(digits) >= OTHER_DIGITS_MIN and _phone_shape(run) else 0.0
    if digits.startswith("00") and plans.international(digits[2:]):
        return 0.9 if cue != "id" else 0.0
    return None


def _unnamed_certainty(run: Run, left: str, right: str) -> float:
    """Judge a number that no word speaks of."""
    if any(LIST.search(gap) for gap in run.gaps) and max(map(len, run.groups)) > 1:
        return 0.0
    if run.swapped:
        dialled = plans.national(run.digits) or plans.national_abroad(run.digits)
        return 0.7 if dialled and len(run.digits) >= 9 else 0.0
    return _bare_certainty(run.digits, left, right) if len(run.groups) == 1 else _grouped_certainty(run, left, right)


def in_other_digits(reading: Reading, run: Run) -> bool:
    """Whether most digits of a number are no plain ones: keycaps, circled, mathematical, of another script."""
    if reading.folded.places is None:
        return False
    return len(_OTHER_DIGIT.findall(reading.written(run.start, run.end))) * 2 > len(run.digits)


def _falls_as_phones_do(run: Run, right: str) -> bool:
    """Whether groups that grow smaller are a number's own: 601 482 77 19, and not so many of something."""
    if NEXT_WORD.match(right) is not None:
        return False
    return len(run.groups[0]) > len(run.groups[-1]) and _phone_shape(run) and set(run.gaps) <= {" ", "-", "."}


def _stacked(run: Run) -> bool:
    """Whether the groups stand one under the other and make one number."""
    if len(run.gaps) < 3 or any(gap.strip(" ()-.") != "\n" for gap in run.gaps):
        return False
    digits = run.digits
    pairs = len(run.gaps) >= 4 and max(map(len, run.groups)) <= 2 and 9 <= len(digits) <= 13
    return pairs or (
        len(run.groups[0]) <= 3
        and (plans.likely_with_code(digits) or plans.likely_eleven(digits) or plans.likely_ten(digits))
    )


def _spelled_certainty(run: Run, cue: str) -> float:
    if ascending(run.groups, spelled=True) or (cue in {"id", "money"} and run.spelled < SPELLED_MIN):
        return 0.0
    if run.spelled >= SPELLED_MIN and len(run.groups) >= 4:
        return 0.9
    if cue == "phone":
        return 0.85
    return 0.8 if plans.national(run.digits) or plans.international(run.digits) else 0.0


def _bare_certainty(digits: str, left: str, right: str) -> float:
    count = len(digits)
    alone = len(left.strip()) + len(right.strip()) <= 24 or _has_its_line(left, right)
    if count in {12, 13}:
        return 0.8 if plans.likely_with_code(digits) or digits.startswith("01115") else 0.0
    if count == 11:
        return 0.8 if plans.likely_eleven(digits) else 0.6 if plans.mobile_with_zero(digits) else 0.0
    if count == 10 and digits not in LIMITS:
        return 0.75 if plans.likely_ten(digits) or plans.mobile_with_zero(digits) else 0.0
    if count == 9:
        return 0.6 if (alone and digits[0] in "2679") or plans.mobile_with_zero(digits) else 0.0
    by_itself = not LETTERS.search(left + right) or (_has_its_line(left, right) and digits[0] in "56789")
    return 0.55 if count == 8 and by_itself and not _DATE_RUN.match(digits) else 0.0


def _has_its_line(left: str, right: str) -> bool:
    """Whether nothing else stands in the line, below and above others, as in a signature."""
    return _LINE_BEFORE.search(left) is not None and _LINE_AFTER.match(right) is not None


def _grouped_certainty(run: Run, left: str, right: str) -> float:
    digits = run.digits
    if _phone_shape(run):
        return 0.85
    # Central America: eight digits by fours, which may as well be a range or a part's number.
    if [len(group) for group in run.groups] == [4, 4] and digits[0] in "56789" and not digits.endswith("0"):
        return 0.6 if len(left.strip()) + len(right.strip()) <= 24 or _has_its_line(left, right) else 0.0
    sizes = [len(group) for group in run.groups]
    if (max(sizes) <= 2 and len(digits) >= 8) or (tuple(sizes) in _SHAPES_ABROAD and plans.national_abroad(digits)):
        return 0.8
    if len(digits) >= 10 and (
        plans.likely_with_code(digits) or plans.likely_eleven(digits) or plans.likely_ten(digits)
    ):
        return 0.6 if max(sizes) <= 5 else 0.0
    return 0.0


def _with_code(run: Run, right: str) -> bool:
    """Whether groups that grow are a country's code and its number: 1 201 550 9841."""
    sizes = [len(group) for group in run.groups]
    grown = len(sizes) == 4 and sizes[0] <= 3 and min(sizes[1:3]) >= 3 and sizes[3] == 4
    return grown and NEXT_WORD.match(right) is None and _phone_shape(run) and plans.international(run.digits)


def _phone_shape(run: Run) -> bool:
    """Whether the groups are those in which people write numbers of our countries."""
    if any(LIST.search(gap) for gap in run.gaps):
        return False
    shape = tuple(len(group) for group in run.groups)
    return shape in plans.SHAPES and plans.fits_shape(run.digits, shape, "".join(run.gaps))


_LINE_BEFORE = re.compile(r"\n\s*$")
_LINE_AFTER = re.compile(r"\s*(?:\n|$)")
_COMMENT = re.compile(r"^\s*(?:#|//|/?\*|<!--|--)\s")
_OTHER_DIGIT = re.compile(r"\d\ufe0f?\u20e3|[^\W_](?<![a-zA-Z0-9À-ɏ])")
_SHAPES_ABROAD = frozenset(
    {
        (4, 7),
        (5, 6),
        (4, 3, 4),
        (4, 3, 3),
        (4, 4, 3),
        (5, 3, 3),
        (4, 4, 4),
        (4, 6),
        (2, 2, 2, 2, 2),
        (3, 3, 4),
        (3, 4, 4),
        (3, 3, 2, 2),
        (3, 7),
        (5, 5),
    }
)
# Two or three digits of an area, and the two halves of a number on either side of a hyphen.
_SURE_SHAPE = re.compile(r"\(?\d{2,3}\)?[\s-](?:\d{3,5}-\d{4}|\d{4,5}\s\d{4})")
LIST = re.compile(r",\s|;|\n|\by\b|\be\b|\band\b|\bo\b|\bor\b|\bde\b|\ba\b|\bof\b|\bto\b|:\s")
_MONEY_BEFORE = re.compile(r"(?:[$€£]|\b(?:usd|ars|brl|mxn|cop|clp|eur|us|r))\s{0,2}$")
_PLUS = re.compile(r"\+\s{0,2}\(?\s?$")
_PLUS_APART = re.compile(r"(?:^|[^\d\s)]\s*)\+\s+$")
_DATE_RUN = re.compile(
    r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}$"
)
