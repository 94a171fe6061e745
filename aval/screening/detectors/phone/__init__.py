"""Phone numbers: by their shape, their numbering plan, how they are written, and the words next to them."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from collections.abc import Iterator
from itertools import pairwise

from aval.screening.detectors.phone import hinted, plans
from aval.screening.detectors.phone.honest import mask
from aval.screening.detectors.phone.rows import is_of_a_row
from aval.screening.lexicon.cues import COUNTED, IDENTIFIER, MONEY, OWNERS, PHONE, WEAK_PHONE
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.numerals import DIGITS, REPEATS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.numbers import Run, runs
from aval.screening.text.reading import Hit, Reading
from aval.screening.text.turning import TURNING
from aval.screening.verdicts import Disguise

# Fewer digits than this are no phone anywhere that we serve.
DIGITS_MIN = 7
DIGITS_MAX = 15
SPELLED_MIN = 3
SWAPPED_MIN = 4
VANITY_MIN = 2
# Fewer are no phone of ours when read from behind.
BACKWARDS_MIN = 8
# Ten digits that programmers know by heart: the ends of 32-bit integers.
LIMITS = frozenset({"2147483647", "2147483648", "4294967295", "4294967296", "1073741824"})
OTHER_DIGITS_MIN = 9
TOLD_BEFORE = 24
SURROUNDING = 40
ASSEMBLED_MIN = 9
LONGEST_NUMERAL = 20
SWAPPED_MAX = 6
# One invisible sign may come with what was pasted.
UNSEEN_MIN = 2


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the phone numbers of a text."""
    if reading.has(hinted.REACHED_WORD) or ("=" in reading.text and reading.has(Signal.APP)):
        yield from hinted.detect(reading)
    if not reading.digits and not reading.has(Signal.NUMERAL):
        return
    if reading.folded.disguise is Disguise.INVISIBLE:
        yield from _unseen(reading)
    found: list[Run] = []
    whole = _hides_digits(reading)
    if whole:
        found = runs(reading, *_telling(reading))
    elif reading.digits >= DIGITS_MIN:
        found = [run for start, end in _crowded(reading.text) for run in runs(reading, start, end)]
    if reading.digits >= DIGITS_MIN:
        yield from hinted.incomplete(reading)
    yield from _dressed(reading, found, whole=whole)
    for run in found:
        if len(run.digits) >= DIGITS_MIN:
            yield from _in_run(run, reading)


def _unseen(reading: Reading) -> Iterator[Hit]:
    """Yield the digits between which invisible signs stand: nobody hides a number that is matter of the work."""
    for match in _LONG_RUN.finditer(reading.text):
        start, end = match.span()
        if len(reading.written(start, end)) >= end - start + UNSEEN_MIN:
            yield Hit(start, end, "phone", 0.9, Disguise.INVISIBLE)


def _in_run(run: Run, reading: Reading) -> Iterator[Hit]:
    """Yield the number that a run of digits or one of its parts is."""
    told = (
        _TOLD.search(reading.text, max(0, run.start - TOLD_BEFORE), run.start) is not None
        or _TOLD_AFTER.match(reading.text, run.end) is not None
        or _REACHED_AT.search(reading.text, max(0, run.start - SURROUNDING), run.start) is not None
    )
    cleared = mask(reading.text, run.start, run.end)
    if told:
        # What is measured stays so after "mobile".
        cleared = [(start, end) for start, end in cleared if "x" in reading.text[start:end]]
    for part in _parts(run, cleared):
        hit = _judge(part, reading)
        if hit is not None:
            yield hit
            return
    if _dialled(reading, run):
        yield Hit(run.start, run.end, "phone", 0.6, Disguise.SWAPPED)


def _dressed(reading: Reading, found: list[Run], *, whole: bool) -> Iterator[Hit]:
    """Yield the numbers that stand as something else: on the keys, in parts, from behind, in a column.

    `whole` says that the runs were looked for in all of the text.
    """
    if reading.digits >= VANITY_MIN and "-" in reading.text and (hit := _vanity(reading)) is not None:
        yield hit
    if reading.digits >= DIGITS_MIN and (reading.has(_SHARE_WORD) or _PLAIN_SUM.search(reading.text)):
        yield from _reckoned(reading)
    if reading.has(Signal.ASSEMBLE) and (hit := _assembled(reading, found if whole else [])) is not None:
        yield hit
    if reading.digits >= BACKWARDS_MIN and "+" in reading.text:
        for match in _PLUS_LAST.finditer(reading.text):
            digits = _NO_DIGIT.sub("", match.group())[::-1]
            if len(set(digits)) > 3 and plans.international(digits) and not reading.in_code(match.start()):
                yield Hit(match.start(), match.end(), "phone", 0.75, Disguise.REVERSED)
    if reading.digits >= BACKWARDS_MIN and reading.has(TURNING):
        yield from _from_behind(reading, found)
    if reading.digits >= OTHER_DIGITS_MIN and _COLUMN.fullmatch(reading.text) and _is_column(reading.text):
        yield Hit(0, len(reading.text), "phone", 0.7, Disguise.SPLIT)


def _from_behind(reading: Reading, found: list[Run]) -> Iterator[Hit]:
    """Yield the numbers that are to be read from behind, as the text says."""
    for run in found:
        digits = run.digits[::-1]
        left, right = reading.around(run.start, run.end)
        if BACKWARDS_MIN <= len(digits) <= DIGITS_MAX and nearest_cue(left, right) in {"", "phone"}:
            if (
                _is_version(run, left)
                or mask(reading.text, run.start, run.end)
                or not (plans.national(digits) or plans.international(digits))
            ):
                continue
            yield Hit(run.start, run.end, "phone", 0.75, Disguise.REVERSED)


def _is_version(run: Run, left: str) -> bool:
    """Whether numbers between dots are a program's own, however many there are."""
    return len(run.groups) > 3 and set(run.gaps) == {"."} and _PROGRAM.search(left) is not None


def _is_column(text: str) -> bool:
    """Whether lines of nothing but digits are one number in a phone's grouping."""
    groups = text.split()
    shape = tuple(map(len, groups))
    return shape in plans.SHAPES and plans.fits_shape("".join(groups), shape, "")


def _vanity(reading: Reading) -> Hit | None:
    """Find a number whose keys spell words: 1-800-FLOWERS, dial 305-HIRE-ANA."""
    for match in _VANITY.finditer(reading.text):
        written = reading.written(match.start("word"), match.end("word"))
        count = sum(sign.isalnum() for sign in match.group())
        told = (
            match["free"] is not None
            or _DIAL.search(reading.text, max(0, match.start() - 40), match.start())
            or _ON_KEYS.search(reading.text, max(0, match.start() - 60), match.end() + 60)
        )
        if written.isupper() and DIGITS_MIN <= count <= DIGITS_MAX and told and not reading.in_code(match.start()):
            return Hit(match.start(), match.end(), "phone", 0.8, Disguise.SWAPPED)
    return None


def _assembled(reading: Reading, found: list[Run]) -> Hit | None:
    """Find a number that the reader is told to put together from what a story or several lines say."""
    text = reading.text
    if reading.digits + reading.number_words < DIGITS_MIN:
        return None
    if found and sum(len(run.digits) for run in found) < ASSEMBLED_MIN:
        return None
    together = reading.has(_TOGETHER_WORD) and _TOGETHER.search(text) is not None
    stepwise = len(text) <= STORY_MAX and reading.has(_STEP_WORD)
    if not together and not stepwise:
        return None
    dialled = (together and reading.has(Signal.PHONE)) or (reading.has(_DIAL_WORD) and _DIAL.search(text) is not None)
    if not (together and dialled) and not (stepwise and _steps(reading) >= (1 if dialled else 2)):
        return None
    if _DIAL_WORK.search(text) or _MONEY_SIGN.search(text):
        return None
    # "recipe for reaching me: 415 g, 555 g": there the units are the disguise.
    dressed = _OF_CONTACT.search(text) is not None
    pieces = [run for run in (found or runs(reading)) if dressed or not _counted(text[run.end : run.end + 20])]
    digits = "".join(run.digits for run in pieces)
    if (
        sum(len(run.groups) for run in pieces) < 2
        or not (plans.national(digits) or plans.international(digits))
        or _ascending([*digits])
        or _are_ranges(pieces)
        or (not dialled and not reading.digits and sum(len(run.groups) for run in pieces) < 2 * len(pieces))
    ):
        return None
    if not ASSEMBLED_MIN <= len(digits) <= 13:
        return None
    return Hit(pieces[0].start, pieces[-1].end, "phone", 0.7, Disguise.SPELLED)


def _are_ranges(pieces: list[Run]) -> bool:
    """Whether what is counted goes on from where it was: 0-99, then 100-199."""
    groups = [group for run in pieces for group in run.groups]
    return _ascending(groups) and any(gap.strip() == "-" for run in pieces for gap in run.gaps)


def _reckoned(reading: Reading) -> Iterator[Hit]:
    """Yield the numbers that the reader has to reckon, and dial."""
    for match in _SUM.finditer(reading.text):
        left = reading.text[max(0, match.start() - 40) : match.start()]
        if _DIAL.search(left) and not _DIAL_WORK.search(left):
            yield Hit(match.start(), match.end(), "phone", 0.75, Disguise.SWAPPED)


def _steps(reading: Reading) -> int:
    """Return how many different steps of telling a number are named."""
    return sum(map(reading.has, _STEPS))


def _telling(reading: Reading) -> tuple[int, int]:
    """Return a stretch outside of which no digit and no number word stands."""
    text = reading.text
    said = [*_DIGIT_SIGNS, *(reading.vocabulary & _NUMERALS)]
    first = min(place for place in map(text.find, said) if place >= 0)
    last = max(map(text.rfind, said)) + LONGEST_NUMERAL
    # Letters in the place of digits may stand before the first digit.
    first = max(0, first - SWAPPED_MAX)
    while first and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and text[last - 1].isalnum():
        last += 1
    return first, min(last, len(text))


def _crowded(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which enough digits stand close together, with their surroundings."""
    start = end = -1
    for match in _ROW.finditer(text):
        if end >= 0 and match.start() - SURROUNDING > end:
            yield start, end
            start = -1
        if start < 0:
            start = _gap_before(text, match.start())
        end = _gap_after(text, match.end())
    if end >= 0:
        yield start, end


def _gap_before(text: str, place: int) -> int:
    """Return a place somewhat before, at which no word or number is cut unless it is endless."""
    first = max(0, place - SURROUNDING)
    while first and place - first < 2 * SURROUNDING and text[first].isalnum() and text[first - 1].isalnum():
        first -= 1
    return first


def _gap_after(text: str, place: int) -> int:
    last = min(len(text), place + SURROUNDING)
    while last < len(text) and last - place < 2 * SURROUNDING and text[last].isalnum():
        last += 1
    return last


def _hides_digits(reading: Reading) -> bool:
    """Whether words or letters stand for enough digits to look closer."""
    if reading.has(Signal.NUMERAL) and (
        reading.number_words > SPELLED_MIN or reading.number_words + reading.digits >= DIGITS_MIN
    ):
        together = reading.numerals
        if together > SPELLED_MIN or (together and together + reading.digits >= DIGITS_MIN):
            return True
    if reading.has(Signal.FILLER) and reading.digits >= SWAPPED_MIN:
        return True
    return reading.digits >= SWAPPED_MIN and _SWAPPED.search(reading.text) is not None


def _parts(run: Run, honest: list[tuple[int, int]]) -> Iterator[Run]:
    """Yield the run, and its pieces where an honest number or a list stands in the way."""
    blocked = [any(start < last and first < end for start, end in honest) for first, last in run.spans]
    hidden = run.spelled or run.swapped
    if not any(blocked):
        yield run
        if len(run.groups) == 1:
            return
    apart = _CLAUSE_ENDS if hidden else _APART
    first = 0
    for at in range(len(run.groups) + 1):
        cut = at == len(run.groups) or blocked[at] or (at > first and apart.search(run.gaps[at - 1]) is not None)
        if cut:
            if at > first and not (first == 0 and at == len(run.groups) and not any(blocked)):
                piece = run.part(first, at)
                dressed = piece.spelled + piece.swapped
                if len(piece.digits) >= DIGITS_MIN and (dressed == 0 or dressed >= SPELLED_MIN):
                    yield piece
            first = at + (at < len(run.groups) and blocked[at])
    if 0 < run.spelled < SPELLED_MIN and not any(blocked):
        yield from _without_words(run)


def _without_words(run: Run) -> Iterator[Run]:
    """Yield what of a run is digits: the words may belong to what is said next, "… 408 213 from nine to two"."""
    first = 0
    for at in range(len(run.groups) + 1):
        if at == len(run.groups) or run.words[at]:
            if at > first and len((piece := run.part(first, at)).digits) > DIGITS_MIN:
                yield piece
            first = at + 1


def _judge(run: Run, reading: Reading) -> Hit | None:
    digits = run.digits
    count = len(digits)
    if not DIGITS_MIN <= count <= DIGITS_MAX:
        return None
    left, right = reading.around(run.start, run.end)
    cue = nearest_cue(left, right)
    if cue == "" and _is_label(reading, run.start):
        cue = "id"
    disguise = _disguise(run, reading)
    owned = _TOLD_AFTER.match(right) is not None
    if owned:
        cue = "phone"
    elif (_in_word(run, reading) and not run.swapped) or (
        _is_stand_in(digits, left, right) and not _in_other_digits(reading, run)
    ):
        return None
    certain = _certainty(run, cue, left, right, reading)
    if certain < 0.5:
        return None
    start = run.start - len(_OPENING.search(left).group())  # type: ignore[union-attr]  # the pattern can be empty
    return Hit(start, run.end, "phone", certain, disguise)


def _is_stand_in(digits: str, left: str, right: str) -> bool:
    """Whether a number is one of those that tests and examples use, in a sentence that speaks of such."""
    if len(set(digits)) < 3:
        return True
    return _STAND_IN.search(digits) is not None and _OF_TESTS.search(left + right) is not None


def _certainty(run: Run, cue: str, left: str, right: str, reading: Reading) -> float:
    """Say how sure it is that a run is a phone: by how it is introduced, by the nearest word, by its shape."""
    introduced = _introduced(run, cue, left, right, reading)
    if introduced is not None:
        return introduced
    # Nobody dresses up a price or an order's number, nor writes either in a phone's own grouping.
    if cue in {"money", "id"} and _in_other_digits(reading, run):
        cue = "phone"
    if cue in {"id", "money"} and reading.folded.disguise is Disguise.SWAPPED:
        cue = ""
    if cue == "money" and _SURE_SHAPE.fullmatch(reading.text, run.start, run.end):
        cue = ""
    if _ascending(run.groups) and not _falls_as_phones_do(run, right) and not _with_code(run, right):
        return 0.0
    if _stacked(run):
        return 0.8
    if cue == "phone":
        return 0.9 if len(run.digits) >= 8 or _phone_shape(run) else 0.6
    if is_of_a_row(run, reading.text):
        return 0.0
    if cue == "" and len(run.digits) >= OTHER_DIGITS_MIN and _in_other_digits(reading, run):
        return 0.8
    return _unnamed_certainty(run, left, right) if cue == "" else 0.0


def _introduced(run: Run, cue: str, left: str, right: str, reading: Reading) -> float | None:
    """Judge what its writing or the sign before it decides: words, code, money, a plus; None if nothing does."""
    digits = run.digits
    if run.spelled:
        if _PLUS.search(left) and len(digits) >= OTHER_DIGITS_MIN and plans.international(digits):
            return 0.95
        return _spelled_certainty(run, cue)
    if reading.in_code(run.start) and not _COMMENT.search(left):
        return 0.8 if cue == "phone" and left.rstrip().endswith("+") and plans.international(digits) else 0.0
    if _counted(right) or (_MONEY_BEFORE.search(left) and not _in_other_digits(reading, run)):
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
    if any(_LIST.search(gap) for gap in run.gaps) and max(map(len, run.groups)) > 1:
        return 0.0
    if run.swapped:
        dialled = plans.national(run.digits) or plans.national_abroad(run.digits)
        return 0.7 if dialled and len(run.digits) >= 9 else 0.0
    return _bare_certainty(run.digits, left, right) if len(run.groups) == 1 else _grouped_certainty(run, left, right)


def _in_other_digits(reading: Reading, run: Run) -> bool:
    """Whether most digits of a number are no plain ones: keycaps, circled, mathematical, of another script."""
    if reading.folded.places is None:
        return False
    return len(_OTHER_DIGIT.findall(reading.written(run.start, run.end))) * 2 > len(run.digits)


def _falls_as_phones_do(run: Run, right: str) -> bool:
    """Whether groups that grow smaller are a number's own: 601 482 77 19, and not so many of something."""
    if _NEXT_WORD.match(right) is not None:
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
    if _ascending(run.groups, spelled=True) or (cue in {"id", "money"} and run.spelled < SPELLED_MIN):
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
    by_itself = not _LETTERS.search(left + right) or (_has_its_line(left, right) and digits[0] in "56789")
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
    return grown and _NEXT_WORD.match(right) is None and _phone_shape(run) and plans.international(run.digits)


def _phone_shape(run: Run) -> bool:
    """Whether the groups are those in which people write numbers of our countries."""
    if any(_LIST.search(gap) for gap in run.gaps):
        return False
    shape = tuple(len(group) for group in run.groups)
    return shape in plans.SHAPES and plans.fits_shape(run.digits, shape, "".join(run.gaps))


def nearest_cue(left: str, right: str) -> str:
    """Return "phone", "id", "money" or "" by the nearest telling word before a number, or else right after it."""
    if _AREA.search(left) or _REACHED_AT.search(left):
        return "phone"
    if _CASE_IS.search(left):
        return "id"
    before = _LETTERS.findall(left)[-7:]
    weak = False
    priced = len(_LETTERS.findall(_OTHER_NUMBER.split(left)[-1]))
    here = len(_LETTERS.findall(_SENTENCE_ENDED.split(left)[-1]))
    for place, word in enumerate(reversed(before)):
        owner = before[-place - 2] if place + 1 < len(before) else ""
        # "my partner 311 448 2290" is whose number it is, "partner 4711" which partner.
        if word in IDENTIFIER and place < here and not (word in _PEOPLE and owner in OWNERS):
            return "id"
        if word in PHONE:
            return "phone"
        # A price of its own stands between: the word spoke of that one.
        if word in MONEY and place < priced:
            return "money"
        weak = weak or word in WEAK_PHONE
    same = len(_LETTERS.findall(_SENTENCE_ENDS.split(right, maxsplit=1)[0]))
    for place, word in enumerate(_LETTERS.findall(right)[:4]):
        if word in PHONE:
            return "phone"
        if word in IDENTIFIER and place < same:
            return "id"
    return "phone" if (weak and not OWNERS.isdisjoint(before)) or _ASKED_FOR.search(left) else ""


def _is_label(reading: Reading, start: int) -> bool:
    """Whether an acronym stands right before the number: ABN, LCCN, PIS."""
    match = _ACRONYM.search(reading.written(max(0, start - 12), start) if start else "")
    return match is not None and match.group(1).lower() not in PHONE


def _dialled(reading: Reading, run: Run) -> bool:
    """Whether a number dressed as something else is to be dialled: somebody says so, and not of the work."""
    if not 9 <= len(run.digits) <= 13 or not (plans.national(run.digits) or plans.international(run.digits)):
        return False
    near = reading.text[max(0, run.start - 60) : run.end + 60]
    return _DIAL.search(near) is not None and _DIAL_WORK.search(near) is None


def _counted(right: str) -> bool:
    match = _NEXT_WORD.match(right)
    return (match is not None and match.group(1) in COUNTED) or _ARE_MEASURES.match(right) is not None


def _in_word(run: Run, reading: Reading) -> bool:
    """Whether letters or a sign of code are glued to the number: part of an id, a colour, a path."""
    before = reading.text[run.start - 1 : run.start]
    after = reading.text[run.end : run.end + 1]
    # Brazil writes the place of the carrier's code as "0xx".
    if before == "x" and reading.text.endswith("0xx", 0, run.start):
        before = ""
    if before == "." and _DOTTED_PATH.search(reading.text[max(0, run.start - 12) : run.start]):
        return True
    return before.isalpha() or after.isalpha() or (before in {"#", "_", "/"} and before != "") or after == "_"


def _ascending(groups: list[str], *, spelled: bool = False) -> bool:
    """Whether the groups count up or down, or are all the same step apart: 1 2 3 4, 10 20 30."""
    numbers = [int(group) for group in groups]
    # "from ten: ten, nine": said twice, counted once.
    steps = {after - before for before, after in pairwise(numbers) if len(groups) < 5 or after != before}
    if len(groups) < 3 or not steps:
        return False
    return len(steps) == 1 or (not spelled and (min(steps) > 0 or max(steps) < 0) and len(groups) >= 4)


def _disguise(run: Run, reading: Reading) -> Disguise:
    if run.spelled:
        return Disguise.SPELLED
    if run.swapped:
        return Disguise.SWAPPED
    if len(run.groups) > 5:
        return Disguise.SPACED
    return reading.folded.disguise


_PROGRAM = re.compile(
    r"\b(?:android|ios|chrom\w+|firefox|safari|edge|windows|macos|linux|kernel|version|versao|release|build|firmware|v|node|python|php|java|unity|webview)\s?v?$"
)
_NO_DIGIT = re.compile(r"\D")
# A sign that begins a number, behind one.
_PLUS_LAST = re.compile(
    r"(?<![\d.,+])\d(?:[\s-]?\d){9,13}\+(?![\w+])(?!\s?(?:users|usuarios|downloads|descargas|rows|filas|views|visitas))"
)
# Said right before a number, these leave no other meaning to it, whatever its form.
_LONG_RUN = re.compile(r"\d{8,15}")
_TOLD = re.compile(
    r"\b(?:call|text|dial|ring|llamame(?:\sal)?|llama\sal|marca(?:me)?(?:\sal)?|liga(?:\sno|\spra|\spara)?|ligue|whatsapp|wpp|wsp|zap|cel|celular|tel|telefono|telefone|fone|phone|cell|mobile|movil)"
    r"(?:\s(?:me|al|en|no|on|at|is|es|e|number|numero|the|o|el|:))?\W{0,3}$"
)
# Said right after a number: "... (that's my phone)".
_TOLD_AFTER = re.compile(
    r"[^a-z0-9\n]{0,6}(?:(?:that'?s|that\sis|is|it'?s|es|eso\ses|ese\ses|e|esse\se|is\sactually|o\ssea|de|which\sis|aka)\s){0,2}(?:tambien\s|also\s|really\s|en\srealidad\s|na\sverdade\s|o\s|el\s)?(?:mi|my|meu)\s(?:tele\w+|phone|cel\w*|number|numero|whats\w*|zap\w*|mobile|movil|fono|fone|wpp|wsp)\b"
)
_STAND_IN = re.compile(r"123456|1234567|4321|0000|5550[01]|5555555|98765|9999|1111")
_OF_TESTS = re.compile(
    r"\b(?:test\w*|pytest|fixture|ficticio|demos?|pantallas?|screens?|telas?|dummy|mock\w*|placeholder|marcador|ejemplo|exemplo|example|ej|ex|tooltip|hint|ayuda|ajuda|regex|format\w*|formulari\w+|e\.?164|mask|mascara|valid\w+|input|campo|field|label|parametri\w+|seed|dummy|sample|fake|ficticio|prueba|rellen\w+|quebra|falla|fails?)\b"
)
_SWAPPED = re.compile(r"\d(?:[oliszb]|(?<=[oliszb]\d))")
# Seven digits with at most a short word between two of them: less is no number in digits.
_ROW = re.compile(r"\d(?:[^a-z\d]{0,12}(?:[a-z]{1,3}[^a-z\d]{0,8})?\d){6}")
_ACRONYM = re.compile(r"\b([A-Z]{2,6})[\s:#.-]{0,3}$")
_DIAL = re.compile(
    r"\b(?:dial\w*|call|calls|text\s(?:it|me)|ring|llam\w+|hablar|liga|ligue|ligar|disc(?:a|ar|ad|o|ou|ando|alo|alos|ale|ame|que)|marca(?:l[oae]s?|r(?:l[oae]s?)?|me)|marca(?=\W*(?:$|[.!:])|\sen\s(?:tu|el|su)\s(?:teclado|telefono|celular)|\s(?:y|ese|eso|desde|el|al|este|primero|\d{1,3}\b|\(|\+))|marquem?e?|zap|wpp|wsp|whats\w*|tu\scelular|seu\scelular|your\s(?:cell|phone)|(?:mi|my|meu)\s(?:cel|cell|celular|fone|phone|zap|numero|number)|reaching\sme|can\stext|en\stus\scontactos|en\stu\sagenda|(?:na|tua|sua)\sagenda|(?:in|to)\syour\scontacts|n?os\s(?:teus|seus)\scontatos|timbra|chama(?:\snel[ae])?)\b"
)
_DIAL_WORK = re.compile(
    r"\b(?:api|endpoint|function|funcion|funcao|method|metodo|boton|botao|button|bot|error|erro|pedido\sde|campo|field|usuarios?|users?|clientes?|customers?)\b"
)
# "me avisas al", "escribime al", "me chama no", "hit me at"; "falar com Ana", "ask for Joe".
_REACHED_AT = re.compile(
    r"\b(?:me\s(?!refi)[a-z]+|[a-z]{4,}me|hit\sme)\s(?:\w+\s)?(?:al|no|at|on|en\sel|pelo)\s$"
    r"|\b(?:habl[ae]|llam[ae]|fal[ae]|lig(?:a|ue)|talk|speak)\s(?:con|com|a|to|with|pra|para)\s(?:[a-z]+\s){1,3}(?:al|no|on|at)\s$"
    # "Pedidos al 606 335 2814", "a sus ordenes en el (664) 318-0925": where orders go is no order's number.
    r"|\b(?:pedidos|[oa]rdenes|reservas?|encargos|encomendas|cotizaciones|consultas|tarifas|citas|ventas|vendas|presupuestos|orcamentos?|orders|bookings|quotes|enquiries|inquiries)"
    r"\s(?:[a-z]+\s)?(?:al|en\sel|por\sel|no|pelo|ao|on|at|to|via)\s\(?$"
    # The carrier's name before a number says what it is.
    r"|\b(?:claro|tigo|movistar|entel|telcel|digitel|movilnet|wom|bitel|antel|vivo|tim|vodafone|mtn|airtel|glo|jio|globe|smart|etisalat)\s?:?\s\(?$"
    # A mobile without its area, as Brazil writes it: "aqui e a Sil do 98177-2043".
    r"|\b(?:aqui\se|sou)\s[a-z\s]{1,24}\s(?:do|no|pelo)\s$"
)
_LINE_BEFORE = re.compile(r"\n\s*$")
_LINE_AFTER = re.compile(r"\s*(?:\n|$)")
_OTHER_NUMBER = re.compile(r"\d[^a-z\d]{0,4}(?:\s|$)|[.!?]\s")
_PEOPLE_TEXT = "socio cliente customer client empleado employee usuario user afiliado"
_PEOPLE = frozenset(_PEOPLE_TEXT.split())
# "the support case with the platform is 991-402-7765".
_CASE_IS = re.compile(
    r"\b(?:caso|case|ticket|chamado|pedido|order|orden|protocolo|incidente?|expediente|processo|reclam\w+)\b[^.!?,;:\n]{0,50}\s(?:es|is|e)\s(?:el\s|o\s|the\s)?(?:numero\s|number\s)?$"
)
_ASKED_FOR = re.compile(
    r"\b(?:falar\scom|hablar\scon|pregunt\w+\spor|pergunt\w+\spor|ask\sfor|speak\s(?:to|with))\s(?:[a-z]+\s){1,3}\W{0,2}$"
)
_COMMENT = re.compile(r"^\s*(?:#|//|/?\*|<!--|--)\s")
_AREA = re.compile(r"\b(?:area\scode|lada|ddd|prefijo|prefixo|codigo\sde\sarea)\b[^.!?\n]{0,30}$")
_COLUMN = re.compile(r"\s*\d{1,5}(?:\s*\n\s*\d{1,5}){1,4}\s*")
_VANITY = re.compile(
    r"(?<![a-z0-9])(?:(?P<free>(?:\+?1[-.\s])?(?:8(?:00|88|77|66|55|44|33)|0[-.\s]?[89]00)[-.\s])|\(?\d{2,4}\)?[-.\s])"
    r"(?P<word>[a-z]{3,12}(?:[-.]?[a-z0-9]{1,10}){0,2})(?![a-z0-9])"
)
_ON_KEYS = re.compile(
    r"\b(?:keypad|key\s?pad|dial\s?pad|teclado|teclas|phone\s(?:buttons|keys)|keys|buttons|letters\sas\son)\b"
)
STORY_MAX = 200
# What tells to put a number together, and the steps of telling it in parts.
_TOGETHER = re.compile(
    r"\b(?:junt[ae]\w*|une\w*|sum[ae]\w*|together|combine|string|concat\w+|in\s(?:that\s|this\s)?order|(?:en|na|nessa|en\sese|nesta)\s(?:orden|ordem)|lined\sup|que\shacer|o\sque\sfazer|what\sto\sdo|arma\w*|monta|en\sfila|em\sfila|join|one\safter|uno\stras\sotro|um\satras|seguid[oa]s|in\sa\srow|pega|reaching\sme|reach\sme|(?:de|do|del|meu|mi|my)\scontact[oa]?|(?:do|meu)\scontato)\b"
)
_STEPS = tuple(
    MARKS.of_form(re.compile(words).fullmatch)
    for words in (
        r"starts?|begins?|empieza|arranca|comienza|comeca|first|primer[oa]?s?|primeir[oa]s?|lada|ddd|area|prefijo|prefixo",
        r"then|luego|despues|depois|segund[oa]s?|second|sigue|segue|vem|viene|next|seguid[oa]|followed|after|medio|meio|middle",
        r"ends?|termina[a-z]*|acaba|cierra|fecha|final[a-z]*|finais|last|ultim[oa]s?|resto|rest|tercer[oa]?|terceir[oa]|third",
    )
)
_STEP_WORD = _STEPS[0] | _STEPS[1] | _STEPS[2]
# One word of each of their alternatives.
_TOGETHER_WORD = MARKS.of_form(
    re.compile(
        r"(?:junt[ae]|une|sum[ae]|concat|arma)[a-z]*|together|combine|string|ord(?:er|en|em)|lined|hacer|fazer|do|monta|fila|join|after|tras|atras|seguid[oa]s|row|pega|reach(?:ing)?|contact[oa]?|contato"
    ).fullmatch
)
_DIAL_WORD = MARKS.of_form(
    re.compile(
        _DIAL.pattern.replace(r"marca(?=", "marca|(?=")
        .replace(r"text\s(?:it|me)", "text")
        .replace(r"tu\scelular|seu\scelular|your\s(?:cell|phone)", "celular|cell|phone")
        .replace(r"(?:mi|my|meu)\s(?:cel|cell|celular|fone|phone|zap|numero|number)|reaching\sme", "mi|my|meu|reaching")
        .replace(r"chama(?:\snel[ae])?", "chama")
        .replace(
            r"can\stext|en\stus\scontactos|en\stu\sagenda|(?:na|tua|sua)\sagenda|(?:in|to)\syour\scontacts|n?os\s(?:teus|seus)\scontatos",
            "text|contactos|agenda|contacts|contatos",
        )
    ).fullmatch
)
# "11 9(8000+765)-(4000+321)", "5500000000 plus 1183279044", "half of 830, then 555".
_SHARE = r"(?:la\s|el\s|a\s|o\s|the\s)?(?:mitad|metade|half|doble|dobro|double|triple|triplo|twice|tercio|terco|third)\s(?:de\s|of\s)?\d{1,9}"
_SUM = re.compile(
    r"(?:[\d\s-]{0,8}\(\s?\d{1,6}\s?[+x*×-]\s?\d{1,6}\s?\)[\s-]?\d{0,6}){2,8}"
    r"|(?<!\d)\d{5,12}\s(?:mas|mais|plus|menos|minus)\s\d{3,12}(?!\d)"
    rf"|{_SHARE}(?:,?\s(?:y\s|e\s|and\s)?(?:luego|then|despues|depois)?\s?(?:{_SHARE}|\d{{1,9}})){{1,8}}"
)
_PLAIN_SUM = re.compile(r"\(\s?\d{1,6}\s?[+x*×-]\s?\d{1,6}\s?\)|\d\s(?:mas|mais|plus|menos|minus)\s\d")
_SHARE_WORD = MARKS.of(
    [
        "mitad",
        "metade",
        "half",
        "doble",
        "dobro",
        "double",
        "triple",
        "triplo",
        "twice",
        "tercio",
        "terco",
        "third",
    ]
)
_OF_CONTACT = re.compile(r"\b(?:reach(?:ing)?\sme|(?:do|de|meu)\scontato|(?:de|del|mi)\scontacto|my\scontact)\b")
_MONEY_SIGN = re.compile(r"[$€£%]|\b(?:usd|reais|pesos|dolares|dollars|euros|soles)\b")
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
_LETTERS = re.compile(r"[a-z]+")
_DOTTED_PATH = re.compile(r"\b(?!(?:tel|cel|fone|ph|whats|wpp|wsp|no|n|nr|nro)\b)[a-z]+\.$")
_NEXT_WORD = re.compile(r"\s{0,2}([a-z]+|%)")
_LIST = re.compile(r",\s|;|\n|\by\b|\be\b|\band\b|\bo\b|\bor\b|\bde\b|\ba\b|\bof\b|\bto\b|:\s")
# A list goes on with another number, an extension with a few digits that are none of the number's.
# After a short word the dot may be its own: "nro. 4711".
_SENTENCE_ENDED = re.compile(r"(?<=[a-z]{4})[.!?]\s")
_SENTENCE_ENDS = re.compile(r"[.!?]\s")
_CLAUSE_ENDS = re.compile(r"[.!?:]\s")
_DIGIT_SIGNS = "0123456789"
_NUMERALS = DIGITS.keys() | REPEATS.keys()
_APART = re.compile(rf"{_LIST.pattern}|\s[/|]\s|{_SENTENCE_ENDS.pattern}|\b(?:ext|extension|ramal|interno|anexo)\b")
# "33 18 47 29 60, those are the sizes".
_ARE_MEASURES = re.compile(
    r"\W{0,3}(?:(?:es[ao]s|est[ao]s|those|these|ess[ae]s|est[ae]s)\s)?(?:son|sao|are|were)\s(?:\w+\s){0,2}(?:tamanos|tamanhos|medidas|sizes|measure\w*|valores|values|prices|precios|precos|ids|codigos|codes|anchos|larguras|widths|altos|alturas|heights|dimensions|dimensiones|dimensoes|margins|margenes|margens)\b"
)
_MONEY_BEFORE = re.compile(r"(?:[$€£]|\b(?:usd|ars|brl|mxn|cop|clp|eur|us|r))\s{0,2}$")
_PLUS = re.compile(r"\+\s{0,2}\(?\s?$")
_PLUS_APART = re.compile(r"(?:^|[^\d\s)]\s*)\+\s+$")
_OPENING = re.compile(r"(?:\+\s{0,2})?\(?$|$")
_DATE_RUN = re.compile(
    r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}$"
)
