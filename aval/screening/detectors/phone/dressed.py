"""Numbers that stand as something else: on the keys, in parts, from behind, in a column."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from collections.abc import Iterator

from aval.screening.detectors.phone import plans
from aval.screening.detectors.phone.certainty import OTHER_DIGITS_MIN
from aval.screening.detectors.phone.cues import DIAL, DIAL_WORK, counted, nearest_cue
from aval.screening.detectors.phone.honest import mask
from aval.screening.detectors.phone.rows import DIGITS_MAX, DIGITS_MIN, ascending
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.numbers import Run, runs
from aval.screening.text.reading import Hit, Reading
from aval.screening.text.turning import TURNING
from aval.screening.verdicts import Disguise

VANITY_MIN = 2
# Fewer are no phone of ours when read from behind.
BACKWARDS_MIN = 8
ASSEMBLED_MIN = 9


def dressed(reading: Reading, found: list[Run], *, whole: bool) -> Iterator[Hit]:
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
            or DIAL.search(reading.text, max(0, match.start() - 40), match.start())
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
    dialled = (together and reading.has(Signal.PHONE)) or (reading.has(_DIAL_WORD) and DIAL.search(text) is not None)
    if not (together and dialled) and not (stepwise and _steps(reading) >= (1 if dialled else 2)):
        return None
    if DIAL_WORK.search(text) or _MONEY_SIGN.search(text):
        return None
    # "recipe for reaching me: 415 g, 555 g": there the units are the disguise.
    dressed = _OF_CONTACT.search(text) is not None
    pieces = [run for run in (found or runs(reading)) if dressed or not counted(text[run.end : run.end + 20])]
    digits = "".join(run.digits for run in pieces)
    if (
        sum(len(run.groups) for run in pieces) < 2
        or not (plans.national(digits) or plans.international(digits))
        or ascending([*digits])
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
    return ascending(groups) and any(gap.strip() == "-" for run in pieces for gap in run.gaps)


def _reckoned(reading: Reading) -> Iterator[Hit]:
    """Yield the numbers that the reader has to reckon, and dial."""
    for match in _SUM.finditer(reading.text):
        left = reading.text[max(0, match.start() - 40) : match.start()]
        if DIAL.search(left) and not DIAL_WORK.search(left):
            yield Hit(match.start(), match.end(), "phone", 0.75, Disguise.SWAPPED)


def _steps(reading: Reading) -> int:
    """Return how many different steps of telling a number are named."""
    return sum(map(reading.has, _STEPS))


_PROGRAM = re.compile(
    r"\b(?:android|ios|chrom\w+|firefox|safari|edge|windows|macos|linux|kernel|version|versao|release|build|firmware|v|node|python|php|java|unity|webview)\s?v?$"
)
_NO_DIGIT = re.compile(r"\D")
# A sign that begins a number, behind one.
_PLUS_LAST = re.compile(
    r"(?<![\d.,+])\d(?:[\s-]?\d){9,13}\+(?![\w+])(?!\s?(?:users|usuarios|downloads|descargas|rows|filas|views|visitas))"
)
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
        DIAL.pattern.replace(r"marca(?=", "marca|(?=")
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
