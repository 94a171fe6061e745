"""E-mail addresses, plain or with their signs written out."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from collections.abc import Iterator

from aval.screening.detectors.email import keepers
from aval.screening.detectors.email.built import built
from aval.screening.detectors.link.hosts import is_suffix
from aval.screening.lexicon.places import MAIL_KEEPERS, MAILS, SURE_MAILS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading, Word
from aval.screening.verdicts import Disguise

# A shorter word before a provider's name is prose.
NAME_MIN = 4
SHORT_MAX = 80
LONG_NAME_MIN = 9


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the e-mail addresses of a text."""
    text = reading.text
    if reading.has(keepers.KEEPER_WORD):
        yield from keepers.detect(reading)
    if "=" in text or (":" in text and "@" in text):
        for owner, host, hit in built(reading):
            if not is_placeholder(owner, host):
                yield hit
    if reading.folded.disguise is Disguise.SPACED and "@" in text:
        yield from _drawn_together(reading)
    if (
        "@" in text
        or "arroba" in text
        or reading.has(Signal.AT | Signal.DOT | Signal.PROVIDER)
        or "dotcom" in text
        or "d0t" in text
        or (any(map(text.__contains__, _BRACKETS)) and _BRACKET_AT.search(text))
    ):
        yield from _addresses(reading)
    if reading.has(Signal.PROVIDER):
        yield from _beside_provider(reading)


def _beside_provider(reading: Reading) -> Iterator[Hit]:
    """Yield the names that are told with a provider and no sign."""
    text = reading.text
    yield from _by_provider(reading)
    for match in _AT_PROVIDER.finditer(text):
        if not reading.in_code(match.start()) and not match["name"].isdigit():
            yield Hit(match.start(), match.end(), "email", 0.75, Disguise.SPELLED)
    for match in _TOLD.finditer(text):
        if not reading.in_code(match.start()) and match["name"] not in _BEFORE_HOST:
            yield Hit(match.start(), match.end(), "email", 0.75, Disguise.SPELLED)
    pair = _PAIR.fullmatch(text.strip()) if len(text) <= SHORT_MAX else None
    if pair is not None and pair["name"] not in _BEFORE_HOST:
        yield Hit(0, len(text), "email", 0.7, Disguise.SPELLED)


def _addresses(reading: Reading) -> Iterator[Hit]:
    place = 0
    while (match := _ADDRESS.search(reading.text, place)) is not None:
        hit = _judge(match, reading)
        if hit is not None:
            yield hit
            place = match.end()
        else:
            # "drop a line at ana@..." : what was no sign may stand before one.
            place = match.end("local")


def _drawn_together(reading: Reading) -> Iterator[Hit]:
    """Yield what stands around a sign when letters were pulled apart: the dots may be lost with the gaps."""
    for match in _GLUED.finditer(reading.text):
        yield Hit(match.start(), match.end(), "email", 0.8)


def _judge(match: re.Match[str], reading: Reading) -> Hit | None:
    at, domain = match["at"].strip(), match["domain"]
    plain_at = at == "@"
    labels = [label for label in _DOT.split(domain) if label]
    host = ".".join(label.strip() for label in labels)
    written_dot = not domain.replace(".", "").replace("-", "").isalnum()
    if len(labels) == 1 or not is_suffix(host):
        provider = _PROVIDER_AT_START.match(domain)
        ending = _ENDING_APART.match(reading.text, match.end()) if _SET_APART.search(at) else None
        if provider is not None:
            end = match.start("domain") + provider.end()
        elif ending is not None and is_suffix(f"{domain}.{ending['ending'].replace(' ', '.')}"):
            end = ending.end()
        else:
            return None
    else:
        end = match.end()
    if is_placeholder(match["local"], host) or (not plain_at and not _written_at(at, host, written_dot=written_dot)):
        return None
    if _not_an_address(match, reading):
        return None
    disguise = Disguise.SPELLED if not plain_at or written_dot else reading.folded.disguise
    return Hit(_whole_local(reading.text, match.start()), end, "email", 0.97, disguise)


def _written_at(at: str, host: str, *, written_dot: bool) -> bool:
    """Whether a written sign really stands for @: a bare "at" or "a" needs a written dot or a known provider after it."""
    if _SURE_AT.search(at):
        return True
    return written_dot or host.partition(".")[0] in MAILS


def _not_an_address(match: re.Match[str], reading: Reading) -> bool:
    """Connection strings, package versions and repositories use the sign too."""
    before = reading.text[max(0, match.start() - 3) : match.start()]
    if match["local"] == "git" or (
        before.endswith(("://", ":")) and "://" in reading.text[max(0, match.start() - 80) : match.start()]
    ):
        return True
    return (
        reading.in_code(match.start())
        and _CODE_AROUND.search(reading.text[max(0, match.start() - 12) : match.end() + 6]) is not None
        and not _PROVIDER_AT_START.match(match["domain"])
    )


def is_placeholder(local: str, host: str) -> bool:
    """Whether an address is the usual stand-in of examples and tests, or an unattended sender."""
    return _NOBODY.fullmatch(local) is not None or (
        _RESERVED.search(host) is not None and _STAND_IN.fullmatch(local) is not None
    )


def _whole_local(text: str, start: int) -> int:
    """Take in "ana punto " before the part that was matched."""
    before = _LOCAL_BEFORE.search(text[max(0, start - 60) : start])
    return start - len(before.group()) if before else start


def _by_provider(reading: Reading) -> Iterator[Hit]:
    """Yield names that stand next to a mail provider: "juan.perez82 gmail", "juanp*gmail.com"."""
    text = reading.text
    for word in reading.places_of(MAILS | MAIL_KEEPERS if reading.mail_named else MAILS):
        before = _NAME_BEFORE.search(text, max(0, word.start - 80), word.start)
        if before is not None and _is_name_for(before, word, reading):
            tail = _TLD_AFTER.match(text, word.end)
            yield Hit(before.start("name"), tail.end() if tail else word.end, "email", 0.85, Disguise.SPELLED)
            continue
        after = _NAME_AFTER.match(text, word.end)
        if after is not None and _looks_chosen(after["name"]):
            yield Hit(word.start, after.end(), "email", 0.8, Disguise.SPELLED)


def _is_name_for(before: re.Match[str], provider: Word, reading: Reading) -> bool:
    if reading.in_code(provider.start):
        return False
    name, gap = before["name"], before["gap"]
    if _looks_chosen(name) and (provider.text in SURE_MAILS or name.count(".") > 1 or reading.mail_named):
        return True
    if _LOCAL_BEFORE.search(reading.text[max(0, before.start("name") - 60) : before.start("name")]):
        return True
    if (
        len(name) > NAME_MIN
        and len(reading.text) <= SHORT_MAX
        and name not in _BEFORE_HOST
        and (_AT_KEEPER.search(gap) or (len(name) >= LONG_NAME_MIN and _KEPT_AT.search(gap)))
    ):
        return True
    # A sign or a picture in the place of @, before a provider with its ending.
    if _TLD_AFTER.match(reading.text, provider.end) is None or len(name) < NAME_MIN:
        return False
    sign = gap.strip()
    return sign not in _PLAIN_GAPS or (sign == "" and provider.text in SURE_MAILS and name not in _BEFORE_HOST)


def _looks_chosen(name: str) -> bool:
    """Whether a word is a user name rather than prose: letters with digits, dots or underscores between them."""
    return any(sign.isalpha() for sign in name) and _CHOSEN.search(name) is not None and _VERSION.match(name) is None


_SIGN = r"(?:e-?mail|mail|at|correo)\s(?:symbol|sign|simbolo)|ar{1,3}o(?:u?[bv][aeb]s?|b)|arrobita|arrobinha|at\ssign|(?:simbolo|signo|symbol|sign)(?:\sde|\sat|\sof)?(?:\sarroba|\sat)?|a\s(?:enroscada|rodeada|encerrada)|caracol|a\s(?:con|com)\s(?:rabito|rabinho|colita|circulo)"
_WORD_AT = rf"a\W?tt?|ar{{1,2}}b?|a|{_SIGN}"
_ADDRESS = re.compile(
    rf"""
    (?<![a-z0-9._%+\-])(?P<local>[a-z0-9][a-z0-9._%+\-]*)
    (?P<at>\s{{0,3}}@{{1,2}}\s{{0,3}} | \s{{0,3}}[\[(\{{<*_/\\|"'~:-]{{1,3}}\s?(?:{_WORD_AT}|@)\s?[\])\}}>*_/\\|"'~:-]{{1,3}}\s{{0,3}}
      | [\s,]{{1,3}}(?:y\s|e\s|and\s|aquele\s|the\s|el\s|la\s|o\s|un\s)?(?:att?|{_SIGN})[\s,]{{1,3}}(?:(?:y|e|do|de|del|the|la|el|o)\s){{0,2}} | arroba | at(?=(?:gmail|hotmail|yahoo|outlook|icloud|proton(?:mail)?|live|uol|terra)(?:dot|punto|ponto)))
    (?P<domain>[a-z0-9][a-z0-9\-]{{0,62}}
      (?:(?:\s{{0,2}}\.\s{{0,2}} | \s{{0,2}}[\[(\{{<*_/\\|"'~-]{{1,3}}\s?(?:\.|,|dott?|d0t|dt|pu?nto?|po?nto?|pto|pt|p|point|period|punt[io]to|pontinho)\s?[\])\}}>*_/\\|"'~-]{{1,3}}\s{{0,2}}
         | [\s,]{{1,2}}(?:dott?|d0t|punto|ponto|pto|point|period|puntito|pontinho)[\s,]{{1,2}} | \s{{0,2}},\s?(?=(?:com|net|org)(?!\s[a-z])) | (?:punto|ponto|dot)(?=(?:com|net|org|io|art|mx|br|es|ar|cl|co|dev|me|pt|pe|uy|app|studio|design)\b|com(?:punto|ponto|dot)))
       [a-z0-9][a-z0-9\-]{{0,62}}){{0,4}})
    """,
    re.VERBOSE,
)
_GLUED = re.compile(r"(?<![a-z0-9])[a-z0-9_.-]{3,40}@[a-z0-9.-]{5,60}")
_BRACKET_AT = re.compile(r"[\[({<*_/|]\s?a(?:t|rroba)?\s?[\])}>*_/|]")
_BRACKETS = "[({<*_/|"
_DOT = re.compile(
    r"[^a-z0-9]+(?:dott?|d0t|dt|pu?nto?|po?nto?|pto|pt|p|point|period|puntito|pontinho)[^a-z0-9]+|[^a-z0-9]*[\[({<*_|~]\s?[.,]\s?[\])}>*_|~][^a-z0-9]*|\s*[.,]\s*|(?:punto|ponto|dot)(?=(?:com|net|org|io|art|mx|br|es|ar|cl|co|dev|me|pt|pe|uy|app|studio|design)\b|com(?:punto|ponto|dot))"
)
_PROVIDER_AT_START = re.compile(
    rf"(?:{'|'.join(sorted(MAILS, key=len, reverse=True))})(?:com(?![a-z])|(?![a-z])(?:\W{{0,3}}(?:com?|net|me)(?:\W{{1,3}}[a-z]{{2}})?\b)?)"
)
_SURE_AT = re.compile(
    r"@|ar{1,3}ou?[bv]|\Warr?b?\W|simbolo|symbol|signo|enroscada|rodeada|encerrada|a co[nm] |[\[({<*_/\\|~]\s?(?:at|a)\s?[\])}>*_/\\|~]|sign"
)
# "finbar (a) peatandpaper ie": the sign stands between brackets, and a space for the dot.
_SET_APART = re.compile(r"[\[({<]\s?(?:at|a|arroba|@)\s?[\])}>]|arroba")
_ENDING_APART = re.compile(r"\s{1,2}(?P<ending>(?:com?|org|net)\s[a-z]{2}|[a-z]{2,6})(?=\s{0,2}(?:$|\n|[,;|]))")
_NOBODY = re.compile(
    r"(?:no|do-?not|nao|do_not)[-_.]?(?:reply|responder|responda|respond)|postmaster|mailer-daemon|git"
)
_RESERVED = re.compile(
    r"(?:^|\.)(?:example|exemplo|ejemplo|test|invalid|localhost|local)(?:\.|$)|^(?:domain|dominio|company|empresa|correo|email|mail|yourdomain|tudominio"
    r"|seudominio|site|website|sitio|acme|foo|bar|mydomain|midominio|meudominio|tuempresa|suaempresa|provider|server|host)\."
)
_STAND_IN = re.compile(
    r"(?:user|usuario|usuaria|nombre|nome|name|test|teste|prueba|foo|bar|baz|admin|info|you|tu|seu|your|yourname|tunombre|seunome|john|jane|john\.doe|jane\.doe|johndoe|juan\.perez"
    r"|fulano|mengano|alice|bob|email|correo|mail|contact|contacto|contato|support|soporte|suporte|hello|hola|ola|sales|ventas|vendas|demo|example|ejemplo|exemplo|cliente|customer|someone|alguien|qa|dev|root|me|xxx|abc|first\.last|nombre\.apellido|nome\.sobrenome)"
    r"[+._-]?[a-z0-9]{0,8}"
)
_CODE_AROUND = re.compile(r"[=(){};<>\"']")
_LOCAL_BEFORE = re.compile(
    r"(?:[a-z0-9_-]{1,30}\s?(?:\s(?:dot|punto|ponto|guion bajo|underscore|underline)|[\[(](?:dot|punto|ponto|\.)[\])])\s?)+$"
)
_NAME_BEFORE = re.compile(
    r"(?<![a-z0-9._-])(?P<name>[a-z0-9][a-z0-9._-]{2,40})(?P<gap>[^a-z0-9\n]{1,5}(?:(?:de|en|em|no|na|at|on|in|el|del|do|da|la|con|y|e|and|with|from|mail|correo|email|over|conta|cuenta|account|the|que|is|es|o|mesmo|one|a|arroba|aqui|servidor|server|lo|sigue|segue|viene|vem|depois|despues|luego|then|after|siempre|thing|dominio|domain|proveedor|provedor|provider|buzon|inbox|mailbox|caixa|of|naquele|aquel|ese|esse|one)[^a-z0-9\n]{1,3}){0,8})$"
)
_NAME_AFTER = re.compile(
    r"(?:\.com)?\W{1,3}(?:(?:y|and|e|soy|sou|is|es|como|as|user|usuario|me|id|name|i'm|im|la|my|mi|meu|cuenta|conta|account)\W{1,3}){1,4}(?P<name>[a-z0-9][a-z0-9._-]{3,40})"
)
_PROVIDERS = r"(?:gmail|hotmail|outlook|yahoo|proton(?:mail)?|icloud|google|microsoft)"
_PROSE_NEXT = r"(?!(?:the|a|an|el|la|un|una|o|um|uma|in|en|not|no|nao|your|tu|su|seu|our|my|mi|for|para|los|las|este|esta|this|that|sent|from|with|working|hosted)\b)"
# A name told beside its provider: "email is ana, on gmail", "write to ana, gmail", "ana and you know, gmail".
_TOLD = re.compile(
    rf"(?:\b(?:e-?mail|mail|correo|casilla|mailbox)\b[^.!?\n]{{0,10}}\b(?:is|es|e|:)\s|\b(?:escrib\w+|escrev\w+|write|mail|e-?mail|mandame|manda|send)\b[^.!?\n]{{0,12}}\b(?:a|to|para|pra)\s|(?:^|[.!?\n:]\s?))"
    rf"{_PROSE_NEXT}(?P<name>[a-z0-9][a-z0-9._-]{{3,40}})"
    rf"(?:[\s,]{{1,3}}(?:and\s(?:it'?s|its)\s(?:a|on|at)|y\s(?:es|esta)\s(?:de|en)|e\s(?:e|esta)\s(?:do|no)|y\sya\ssabes|e\svoce\ssabe|and\syou\sknow|ya\ssabes|you\sknow(?:\sthe\s(?:rest|drill))?|lo\sde\ssiempre|o\sde\ssempre|the\susual)[\s,]{{1,2}}|@\W{{0,3}}(?:\w+\s){{0,3}}|,\s(?:en|no|at|on|de|del|do)\s(?:el\s|o\s|the\s)?)"
    rf"{_PROVIDERS}\b"
)
# Nothing but a name and a provider.
_PAIR = re.compile(
    r"(?!(?:tenes|tienes|usa|usas|use|usamos|want|have|got|need|tem|like|only|also|solo|abri|open|tipo|como|quiero|quero|with)\b)"
    r"(?:(?:mi|my|meu)\s)?(?:(?:mail|e-?mail|correo)\W{1,3})?(?P<name>[a-z][a-z0-9._-]{4,40})[\s,/|-]{1,3}(?:gmail|hotmail|yahoo|icloud|protonmail)(?:\W{1,2}com)?\W*"
)
# "it's at yahoo: anateje", and nothing more in that sentence.
_AT_PROVIDER = re.compile(
    rf"\b(?:en|no|na|on|at|in)\s(?:el\s|o\s)?{_PROVIDERS}\s?:\s?(?!https?)(?P<name>[a-z0-9][a-z0-9._-]{{4,40}})(?=\s?(?:$|\n|[.,;](?![a-z0-9])))"
)
_KEPT_AT = re.compile(
    r"\b(?:en|no|na|naquele|at|on|in|from|del|do|then)\s(?:el\s|o\s|the\s|ese\s|aquel\s)?(?:correo|e-?mail|mail|servidor)\s?(?:ese|esse|one)?\s?(?:de|do|da|of)?\s?$"
)
_AT_KEEPER = re.compile(r"[^a-z](?:at|arroba)[^a-z](?:the |el |la |o )?$")
_PLAIN_GAPS = frozenset({"", ",", ":", ".", "-", "("})
_TLD_AFTER = re.compile(
    r"[^a-z0-9]{0,2}[.,][^a-z0-9]{0,2}(?:com?|net|me|es)\b(?:\W{1,3}(?:ar|br|mx|co|es|uk|pe|cl)\b)?"
)
_BEFORE_HOST = frozenset(
    [
        "para",
        "desde",
        "from",
        "with",
        "hacia",
        "using",
        "login",
        "your",
        "usando",
        "entre",
        "cuenta",
        "conta",
        "account",
        "accounts",
        "contra",
        "dominio",
        "domain",
        "server",
        "servidor",
        "smtp",
        "imap",
        "como",
        "like",
        "usar",
        "google",
    ]
)
_VERSION = re.compile(r"v?\d+(?:\.\d+)*$|v\d")
_CHOSEN = re.compile(r"[a-z]{2}.*\d|[a-z]_[a-z0-9]|[a-z]{2}\.[a-z]{2}|\d.*[a-z]{3}")
