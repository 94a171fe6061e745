"""Phone numbers: by their shape, their numbering plan, how they are written, and the words next to them."""

# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from collections.abc import Iterator

from aval.screening.detectors.phone import hinted, plans
from aval.screening.detectors.phone.certainty import LIST, SPELLED_MIN, certainty, in_other_digits
from aval.screening.detectors.phone.cues import DIAL, DIAL_WORK, REACHED_AT, SENTENCE_ENDS, nearest_cue
from aval.screening.detectors.phone.dressed import dressed
from aval.screening.detectors.phone.honest import mask
from aval.screening.detectors.phone.rows import DIGITS_MAX, DIGITS_MIN
from aval.screening.lexicon.cues import PHONE
from aval.screening.lexicon.numerals import DIGITS, REPEATS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.numbers import Run, runs
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise

SWAPPED_MIN = 4
TOLD_BEFORE = 24
SURROUNDING = 40
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
    yield from dressed(reading, found, whole=whole)
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
        or REACHED_AT.search(reading.text, max(0, run.start - SURROUNDING), run.start) is not None
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
                disguised = piece.spelled + piece.swapped
                if len(piece.digits) >= DIGITS_MIN and (disguised == 0 or disguised >= SPELLED_MIN):
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
        _is_stand_in(digits, left, right) and not in_other_digits(reading, run)
    ):
        return None
    certain = certainty(run, cue, left, right, reading)
    if certain < 0.5:
        return None
    start = run.start - len(_OPENING.search(left).group())  # type: ignore[union-attr]  # the pattern can be empty
    return Hit(start, run.end, "phone", certain, disguise)


def _is_stand_in(digits: str, left: str, right: str) -> bool:
    """Whether a number is one of those that tests and examples use, in a sentence that speaks of such."""
    if len(set(digits)) < 3:
        return True
    return _STAND_IN.search(digits) is not None and _OF_TESTS.search(left + right) is not None


def _is_label(reading: Reading, start: int) -> bool:
    """Whether an acronym stands right before the number: ABN, LCCN, PIS."""
    match = _ACRONYM.search(reading.written(max(0, start - 12), start) if start else "")
    return match is not None and match.group(1).lower() not in PHONE


def _dialled(reading: Reading, run: Run) -> bool:
    """Whether a number dressed as something else is to be dialled: somebody says so, and not of the work."""
    if not 9 <= len(run.digits) <= 13 or not (plans.national(run.digits) or plans.international(run.digits)):
        return False
    near = reading.text[max(0, run.start - 60) : run.end + 60]
    return DIAL.search(near) is not None and DIAL_WORK.search(near) is None


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


def _disguise(run: Run, reading: Reading) -> Disguise:
    if run.spelled:
        return Disguise.SPELLED
    if run.swapped:
        return Disguise.SWAPPED
    if len(run.groups) > 5:
        return Disguise.SPACED
    return reading.folded.disguise


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
_DOTTED_PATH = re.compile(r"\b(?!(?:tel|cel|fone|ph|whats|wpp|wsp|no|n|nr|nro)\b)[a-z]+\.$")
_CLAUSE_ENDS = re.compile(r"[.!?:]\s")
_DIGIT_SIGNS = "0123456789"
_NUMERALS = DIGITS.keys() | REPEATS.keys()
_APART = re.compile(rf"{LIST.pattern}|\s[/|]\s|{SENTENCE_ENDS.pattern}|\b(?:ext|extension|ramal|interno|anexo)\b")
_OPENING = re.compile(r"(?:\+\s{0,2})?\(?$|$")
