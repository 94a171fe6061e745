"""Names on networks that are called by a nickname or a few letters: "my dc is", "insta/ana", "on tg I go by", lichess user."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from collections.abc import Iterator

from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.places import APPS, NICKNAMES
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise

# What names a network stands so close to the name there.
NEAR = 60


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield names beside the short name of a network, beside its nickname, or where somebody is to be found "there"."""
    if reading.has(_SHORT_NAME):
        yield from _beside(reading, _OWN)
        yield from _beside(reading, _LABELLED)
        yield from _beside(reading, _ON)
        yield from _beside(reading, _PARTED)
    if reading.has(Signal.APP) and ("'" in reading.text or '"' in reading.text):
        yield from _beside(reading, _UNDER)
    if reading.has(Signal.APP) and reading.has(_TAG_WORD):
        yield from _beside(reading, _TAG)
    if reading.has(_SIGNED_NAME) and _SIGN_OFF.search(reading.text):
        yield from _beside(reading, _SIGNED)
    if (
        reading.has(_PRESENCE_WORD)
        and reading.has(_THERE_WORD)
        and ("_" in reading.text or _DOT_INSIDE.search(reading.text))
    ):
        yield from _present(reading)
    if reading.has(Signal.AT):
        yield from _beside(reading, _CALLED)
    if NICKNAMES.may_open(reading.marks) and (reading.has(_NAMING_WORD) or _POINTER.search(reading.text)):
        yield from _nicknamed(reading)


def _beside(reading: Reading, pattern: re.Pattern[str]) -> Iterator[Hit]:
    for match in pattern.finditer(reading.text):
        name = match[match.lastgroup or "name"] if pattern is _SIGNED else match["name"]
        told = pattern is _PARTED or ("told" in pattern.groupindex and match["told"] is not None)
        if reading.in_code(match.start()) or name.isdigit() or _MEASURED.match(name):
            continue
        if told or (name not in _ORDINARY and name not in APPS and not _WORDY.search(name)) or _CHOSEN.search(name):
            yield Hit(match.start(), match.end(), "handle", 0.8, reading.folded.disguise)


def _present(reading: Reading) -> Iterator[Hit]:
    """Yield a name of a chosen form that somebody goes by, with a word about where."""
    for match in _PRESENT.finditer(reading.text):
        left, right = reading.around(match.start(), match.end(), NEAR, NEAR)
        if (_THERE.search(left) or _THERE.search(right)) and not reading.in_code(match.start()):
            yield Hit(match.start(), match.end(), "handle", 0.75, Disguise.PARAPHRASED)


def _nicknamed(reading: Reading) -> Iterator[Hit]:
    """Yield a name given in the same breath as a network's nickname."""
    for pattern in NICKNAMES.open_for(reading.marks):
        for nickname in pattern.finditer(reading.text):
            named = _NAMED_AFTER.match(reading.text, nickname.end()) or _POINTED_AT.match(reading.text, nickname.end())
            if named is None or reading.in_code(nickname.start()) or _STYLED.search(nickname.group()):
                continue
            if named["quoted"] or (named["name"] not in _ORDINARY and not _WORDY.search(named["name"])):
                yield Hit(nickname.start(), named.end(), "handle", 0.8, Disguise.PARAPHRASED)


_NAME = r"(?P<name>[a-z0-9][a-z0-9._-]{2,40}[a-z0-9_])"
_SHORT = r"(?:tele|tg|tt|dc|disc|dis\scord|tele\sgram|insta\sgram|sky\spe)"
_NAMING = r"(?P<told>\s?(?:soy|sou|i'?m|i\sam|me\sllamo|me\schamo|i\sgo\sby|go\sby|como|as|under|user(?:name)?(?:\sis|:)?|usuario(?:\ses|:)?|nick(?:\ses|\sis|:)?|busca\w*|procura|find|add|agrega\w*|adiciona)\s)"
_CHOSEN_NAME = r"[a-z0-9]{2,30}(?:_[a-z0-9]|\.(?!com?\b|net\b|org\b|js\b|io\b|es\b|br\b|mx\b|ar\b|pdf\b|png\b|jpe?g\b|svg\b|ai\b|py\b|css\b|html?\b|php\b|docx?\b|xlsx?\b|mp[34]\b)[a-z]{2})[a-z0-9._]{0,30}"
# "my dc is mossy", "mi tele: ana".
_OWN = re.compile(
    rf"\b(?:mi|my|meu)\s{_SHORT}(?:\s(?:user\w*|usuario|id|nick|handle|tag))?\s?(?:\b(?:es|is|e)\b|:|=|-)\s?[\"'(]?@?{_NAME}"
)
# "tele: ana", and nothing more in that sentence.
_LABELLED = re.compile(
    rf"(?:^|[.,;!?\n(|•-]\s?|\b(?:por|via|en|no|na|on|in|at|and|y|e)\s){_SHORT}\s?[:=]\s?[\"']?@?{_NAME}(?=[\"')]?\s?(?:$|\n|[.,;!?|]))"
)
_ON = re.compile(
    rf"\b(?:en|no|na|in|on|por|pelo|via|at|over|through)\s(?:el\s|o\s|the\s)?{_SHORT}(?:\s?[:,]\s?{_NAMING.replace('P<told>', ':')}?|{_NAMING})[\"'(]?@?{_NAME}"
)
# A network's name in two pieces is no slip where a name follows.
_PARTED = re.compile(
    rf"\b(?:dis\scord|tele\sgram|insta\sgram|sky\spe)\s?(?:[,:=-]|(?=user|i'?m|soy|sou|me\b))\s?(?:(?:user\w*|usuario|i'?m|soy|sou|me)\W{{0,2}}(?:is\s|es\s)?)?[\"'(]?@?{_NAME}"
)
# "Behance and insta, all under 'ana'": quoted, it is a name.
_UNDER = re.compile(
    rf"\b(?:insta(?:gram)?|ig|telegram|tg|tiktok|twitter|facebook|fb|discord|skype|snap(?:chat)?|linkedin|behance|youtube|dribbble)\b[^.!?\n]{{0,25}}\b(?P<told>under|as|como|soy|sou|i'?m|llamo|chamo|called|named?)\s[\"']@?{_NAME}[\"']"
)
# "discord tag's ana.fen"
_TAG_WORD = MARKS.of_text("tag user username handle nick id usuario arroba")
_TAG = re.compile(
    rf"\b(?:discord|dc|telegram|tg|insta(?:gram)?|ig|skype|tiktok|twitter|snap(?:chat)?)\s(?:tag|user(?:name)?|handle|nick(?:name)?|id|usuario|arroba)(?:'?s\b|\s(?:is|es|e)\b|\s?[:=])\s?[\"'@]{{0,2}}{_NAME}"
)
# "my at-sign is ana.docs": of a chosen form, for the sign is spoken of in code, too.
_CALLED = re.compile(
    rf"\b(?:arrobinha|arrobita|arroba)\s?(?:\b(?:es|is|e)\b|:|=)\s?[\"'@]{{0,2}}(?P<name>{_CHOSEN_NAME})(?![a-z0-9(])"
)
# Under a letter: "Nina • insta/ninapinta".
_SIGNED = re.compile(
    rf"(?:^|\n|[•|·/—–-]\s{{0,2}})(?:insta|ig|tg|fb|tw|tt|telegram|twitter|tiktok|behance|discord|dc|snap|facebook|instagram|face)\s?[/:]\s?@?{_NAME}(?=\s?(?:$|\n|[|•·,]))"
    rf"|[•|·]\s?(?:insta|ig|tg|fb|in/)\s?@?(?P<bare>[a-z0-9][a-z0-9._-]{{3,40}}[a-z0-9_])(?=\s?(?:$|\n|[|•·,]))"
)
_SIGN_OFF = re.compile(r"[/•|·]")
_SIGNED_NAME = MARKS.of_text(
    "insta ig tg fb tw tt in telegram twitter tiktok behance discord dc snap facebook instagram face"
)
_SHORT_NAME = MARKS.of_text("tele tg tt dc disc dis insta sky")
_DOT_INSIDE = re.compile(r"[a-z0-9]\.[a-z]")
_PRESENT = re.compile(
    rf"\b(?:soy|sou|i'?m|i\sam|(?:salgo|aparezco|apareco|estoy|estou)\scomo|me\sllamo|me\schamo|(?:i\s)?go\sby|known\sas|user(?:name)?(?:\sis|:)?|usuario(?:\ses|:)?|tag(?:\sis|:)?|nick(?:\ses|\sis|:)?|procur[ae]|busca(?:me\scomo)?|busque|search|look\sfor|find|add|agrega|adiciona|o\sperfil\se|el\sperfil\ses)\s[\"'@]{{0,2}}(?P<name>{_CHOSEN_NAME})(?!\()"
)
_PRESENCE_WORD = MARKS.of_text("""
    soy sou m im llamo chamo known user username usuario tag nick procura procure busca buscame busque search add agrega
    adiciona perfil handle account cuenta conta find procurar buscar salgo aparezco apareco estoy estou login
    """)
_NAMING_WORD = _PRESENCE_WORD | MARKS.of_text("name nombre nome page account cuenta conta as como under")
_POINTER = re.compile(r"[:→➡>=]")
_THERE = re.compile(
    r"\b(?:ahi|alli|alla|there|(?:un\s|em\s|por\s)?privado|dms?|inbox|sigueme|seguime|follow|me\ssegue|(?:na|no|en\sla|en\sel|on\sthe(?:\s[a-z]+){0,2}|naquel[ae])\s(?:d[aeo]s?|de\sl[ao]s?|rede?|redes|app|one|site|net)|respond\w+\s(?:comentario|directo)|la\s(?:respond\w+|me\s|cham\w+|fal[ao]\w*|atend\w+)|me\s(?:adicion\w+|agreg\w+|segue|acha\w*|busca\w*|procura\w*)|add\sme|agregame|anademe|adicioname|solicitud|friend\srequest|sussurro|whisper|susurro)\b"
)
_THERE_WORD = MARKS.of_text("""
    ahi alli alla there privado dm dms inbox sigueme seguime follow segue rede red redes app one site net das dos las los la
    respondo comentario solicitud friend sussurro whisper susurro da do de
    adiciona agrega acha busca procura add agregame anademe adicioname
    """)
_NAMED_AFTER = re.compile(
    r"[^.!?\n]{0,12}?[?!.,;:)\s]{1,3}(?:[^.!?\n]{0,40}?[^a-z])?(?:(?:tag|user(?:name)?|usuario|name|nombre|nome|handle|nick|page|perfil|login|account|cuenta|conta)(?:\s(?:there|alli|ahi|la))?\s?(?:is|es|e|:|,)?|soy|sou|i'?m|i\sam|me\sllamo|me\schamo|as|como|under|procura[r]?|busca[r]?|procure|busque)\s?(?P<quoted>[\"'@]{0,2})(?P<name>[a-z0-9][a-z0-9._-]{3,40}[a-z0-9_])"
)
# "the little plane: ana.docs", and nothing more in that sentence.
_POINTED_AT = re.compile(
    r"\s?(?::|->|→|➡|=>|=)\s?(?P<quoted>[\"'@]{0,2})(?P<name>[a-z0-9][a-z0-9._-]{3,40}[a-z0-9_])(?=[\"']?\s?(?:$|\n|[.,;!?](?![a-z0-9])))"
)
_STYLED = re.compile(r"\b(?:logo|icono|icone|icon)\b")
_NO_NAMES = "the una uno esta este that this aqui here able busy sure ready going looking happy available online active"
_ORDINARY = frozenset(word_classes()) | frozenset(_NO_NAMES.split())
_CHOSEN = re.compile(r"[a-z]\d|\d[a-z]{2}|_|[a-z]\.[a-z]")
_MEASURED = re.compile(r"\d+[.,]?\d*\s?(?:v|a|w|mah?|ma|hz|mm|px|amps?|volts?|am|pm)\b")
_WORDY = re.compile(
    r"(?:cion|ciones|cao|coes|dad|dade|dades|mente|ing|ment|ments|ness|ncias?|logia|ando|endo|ions?|ada|ado|adora?|dora?|ista|ante|ente|ecer|icar|izar|quear|ucir|uzir|ero|era|eiro|eira|ed)$"
)
