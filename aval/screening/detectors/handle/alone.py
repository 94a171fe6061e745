"""Names that no network need stand beside: given for all of them, told by their own form, their sign or letters."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from collections.abc import Iterator

from aval.screening.detectors.handle.names import CHOSEN, ORDINARY, WORDY
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading
from aval.screening.text.turning import TURNING
from aval.screening.verdicts import Disguise


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the names that tell themselves."""
    yield from _anywhere(reading)
    yield from _disguised(reading)
    if "#" in reading.text or "live:" in reading.text or reading.folded.disguise is Disguise.SPACED:
        yield from _marked(reading)


def _anywhere(reading: Reading) -> Iterator[Hit]:
    """Yield names given for every network at once, and encoded ones beside the short name of one."""
    text = reading.text
    if reading.folded.disguise is Disguise.ENCODED:
        for match in _ENCODED_NAME.finditer(text):
            yield Hit(match.start(), match.end(), "handle", 0.8, Disguise.ENCODED)
    if reading.has(_PLACES_WORD):
        for match in _EVERYWHERE.finditer(text):
            name = match["name"]
            # "I'm active on all platforms" names nobody.
            called = match["as"] and name not in ORDINARY and not WORDY.search(name)
            if (match["sign"] or called or CHOSEN.search(name)) and not reading.in_code(match.start()):
                yield Hit(match.start(), match.end(), "handle", 0.75, reading.folded.disguise)


def _disguised(reading: Reading) -> Iterator[Hit]:
    """Yield names with their sign behind, and names told letter by letter."""
    text = reading.text
    if "@" in text and reading.has(TURNING | Signal.APP | _TOLD_TO_READ):
        for match in _SIGN_LAST.finditer(text):
            yield Hit(match.start(), match.end(), "handle", 0.75, Disguise.REVERSED)
    if reading.has(_LETTER_NAME) and reading.has(
        Signal.APP | Signal.HOMELY_APP | Signal.AT | Signal.MAIL | Signal.CONTACT
    ):
        for match in _LETTER_NAMES.finditer(text):
            yield Hit(match.start(), match.end(), "handle", 0.75, Disguise.SPELLED)


def _marked(reading: Reading) -> Iterator[Hit]:
    """Yield names that their own form gives away: ana#1234, live:ana, an app and a name pulled apart together."""
    for match in _TAGGED.finditer(reading.text):
        if not reading.in_code(match.start()) and match["name"] not in _NUMBERED_THINGS:
            yield Hit(match.start(), match.end(), "handle", 0.8, reading.folded.disguise)
    for match in _LIVE.finditer(reading.text):
        yield Hit(match.start(), match.end(), "handle", 0.9, Disguise.NONE)
    if reading.folded.disguise is Disguise.SPACED:
        for match in _APP_AND_NAME.finditer(reading.text):
            yield Hit(match.start(), match.end(), "handle", 0.8, Disguise.SPACED)


_APP_AND_NAME = re.compile(
    r"\b(?:whatsapp|instagram|telegram|skype|facebook|linkedin|insta|discord|snapchat)[a-z0-9._]{3,40}"
)
# Letters by their names: "ele-u-ce-a", "eme, a, ene, o".
_NAMES_OF_LETTERS = """
    efe ge hache aga jota ka ele eme ene erre ere esse ese equis xis zeta uve ce be cu que pe te ve de
    bee cee dee eff gee aitch jay kay ell em en pee cue ar ess tee vee ex why zed zee
    a e i o u
"""
_LETTER_NAME = MARKS.of_text(
    "efe hache aga jota ele eme ene erre ere esse equis xis uve bee cee dee eff gee aitch jay kay ell pee cue ess tee vee zed zee"
)
_ONE_LETTER = "|".join(sorted(_NAMES_OF_LETTERS.split(), key=len, reverse=True))
_LETTER_NAMES = re.compile(rf"(?<![a-z0-9])(?:{_ONE_LETTER})(?:(?:-|,\s|\s-\s)(?:{_ONE_LETTER})){{3,40}}(?![a-z0-9])")
_TOLD_TO_READ = MARKS.of_text("leelo leela lee leer leia leiam read flip flipped final principio backward fim comeco")
# A name with its sign behind it.
_SIGN_LAST = re.compile(
    r"(?<![a-z0-9._@/])[a-z0-9][a-z0-9._]{3,40}@(?![a-z0-9\[(<{\"'])(?!\s(?:gmail|hotmail|yahoo|outlook))"
)
# Nobody encodes the short name of a network with something behind it for the work's sake.
_ENCODED_NAME = re.compile(
    r"\b(?:ig|insta(?:gram)?|tg|tele(?:gram)?|wa|wpp|zap|whatsapp|discord|dc|fb|snap|skype|signal|tt|x)\s?[:=@/-]?\s?[a-z0-9][a-z0-9._+-]{4,40}"
)
# 'find me as "ana" on any social'.
_PLACES_WORD = MARKS.of_text(
    "social socials redes rede networks network platforms platform lados lugares plataformas apps everywhere"
)
_EVERYWHERE = re.compile(
    r"\b(?:find\sme|i'?m|i\sam|look\sme\sup|search(?:\sme)?|soy|sou|estoy|estou|salgo|aparezco|apareco|me\s(?:encuentr\w+|encontr\w+|ach\w+|busc\w+|procur\w+)|encuentrame|buscame)\s(?P<as>(?:(?:as|como|by|under|por)\s)?)(?P<sign>[\"'@]{0,2})(?P<name>[a-z0-9][a-z0-9._-]{4,40})[\"']?\s(?:on|in|at|en|em|nas?|nos|across)\s(?:any|all|every|most|todas?|todos|cualquier|qualquer|tod[ao]|las|as)\s(?:(?:the|my|las|as|los|os|mis|minhas)\s)?(?:other\s|demas\s)?(?:socials?|social\s\w+|redes?|networks?|platforms?|plataformas?|apps|lados|lugares)\b"
)
_TAGGED = re.compile(r"(?<![a-z0-9/&])(?P<name>[a-z][a-z0-9_.]{2,30})#\d{4}(?![a-z0-9])")
_NUMBERED_THINGS = frozenset(
    {"issue", "ticket", "pedido", "order", "orden", "task", "tarea", "case", "caso", "color", "build", "bug"}
)
_LIVE = re.compile(r"\blive:\.?[a-z0-9][a-z0-9._-]{2,60}")
