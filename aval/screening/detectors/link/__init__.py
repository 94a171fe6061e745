"""Links: to a person's page, a chat, a meeting, a payment; a link that is the work itself may stay."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from collections.abc import Iterator

from aval.screening.detectors.link import hosts
from aval.screening.detectors.link.about import is_about_work, is_own
from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise

# With no more text than this around it a link speaks for itself.
ALONE_MAX = 60
# In code only what surely reaches a person counts: a chat, a meeting.
SURE_IN_CODE = 0.95
# Words that end a sentence without a space before the next are mostly shorter.
SET_OFF_MIN = 8


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the links of a text that lead to people."""
    text = reading.text
    if _DOTTED.search(text):
        for match in _PLAIN.finditer(text):
            hit = _judge(match, reading, Disguise.NONE)
            if hit is not None:
                yield hit
    if _SIGN_FOR_DOT.search(text):
        for match in _MISDOTTED.finditer(text):
            if not reading.in_code(match.start()):
                yield Hit(match.start(), match.end(), "link", 0.85, Disguise.SWAPPED)
    if "://" in text:
        for match in _APP_LINK.finditer(text):
            yield Hit(match.start(), match.end(), "link", 0.95, reading.folded.disguise)
    yield from _written(reading)


def _written(reading: Reading) -> Iterator[Hit]:
    """Yield the links whose dots or strokes are written as words or set apart."""
    text = reading.text
    if reading.has(Signal.DOT) or (
        (_APART.search(text) or "hxxp" in text or "h**p" in text) and _BRACKETED.search(text)
    ):
        for match in _WRITTEN.finditer(text):
            hit = _judge(match, reading, Disguise.SPELLED)
            if hit is not None:
                yield hit
    if reading.has(_SHORTENER) and reading.has(_SLASH):
        for match in _SHORTENED.finditer(text):
            yield Hit(match.start(), match.end(), "link", 0.85, Disguise.SPELLED)


def _judge(match: re.Match[str], reading: Reading, disguise: Disguise) -> Hit | None:
    host = _DOT.sub(".", match["host"]).strip(".").removeprefix("www.")
    scheme = bool(match["scheme"])
    path = match["path"] or ""
    if not hosts.is_suffix(host) or _NUMBERED.match(host) or host in hosts.PROGRAMS or _follows_at(match, reading):
        return None
    if disguise is Disguise.SPELLED and not scheme and host.partition(".")[0] in hosts.NO_LABELS:
        return None
    if disguise is Disguise.SPELLED and reading.written(match.start(), match.end()).endswith(" .NET"):
        return None
    if not scheme and not path and not _enough_alone(host, disguise, reading, match.start()):
        return None
    kind, confidence = _weigh(host, path, match, reading)
    if disguise is Disguise.NONE:
        disguise = reading.folded.disguise
    elif kind == "" and not (
        _APART_ONLY.search(match["host"]) and is_about_work(*reading.around(match.start(), match.end(), 60, 40))
    ):
        kind, confidence = "link", 0.8
    if kind == "" or (reading.in_code(match.start()) and confidence < SURE_IN_CODE):
        return None
    return Hit(match.start(), match.end(), kind, confidence, disguise)


def _weigh(host: str, path: str, match: re.Match[str], reading: Reading) -> tuple[str, float]:
    """Decide what a link is: its kind, or "" if it may stay, and how sure that is."""
    left, right = reading.around(match.start(), match.end(), 120, 80)
    named = len(path.strip("/")) > 0 or _STROKE_AFTER.match(reading.text, match.end()) is not None
    if hosts.belongs(host, hosts.MEETINGS):
        return ("meeting", 0.95) if named or is_own(left, right) else ("", 0)
    if hosts.belongs(host, hosts.CHATS):
        return (
            ("link", 0.95) if (named or not is_about_work(left, right)) and not _DOCS.search(host + path) else ("", 0)
        )
    if hosts.belongs(host, hosts.PAYING):
        return ("payment", 0.9) if named and not _DOCS.search(host + path) else ("", 0)
    if hosts.belongs(host, hosts.NETWORKS):
        return _weigh_network(host, path, left, right)
    if _NOWHERE.search(host):
        return "", 0
    if _INVITING.search(path):
        return "link", 0.9
    if is_own(left, right) or (_TO_BE_REACHED.search(path) and _ASKED_IN.search(left + right)):
        return "link", 0.85
    if (
        hosts.is_known_name(host)
        or hosts.belongs(host, hosts.WORKSHOPS)
        or _DOCS.match(host + path)
        or is_about_work(left, right)
    ):
        return "", 0
    # In a long text that says nothing of a person the link is most likely matter of the work.
    rest = len(reading.text) - (match.end() - match.start())
    return (
        ("link", 0.65)
        if reading.public or rest <= ALONE_MAX or (match["scheme"] == "" and rest <= 2 * ALONE_MAX)
        else ("", 0)
    )


def _weigh_network(host: str, path: str, left: str, right: str) -> tuple[str, float]:
    if _POST.search(path) or _DOCS.search(host + path):
        return ("link", 0.7) if is_own(left, right) else ("", 0)
    if host.endswith(("github.com", "gitlab.com", "medium.com")) and path.strip("/").count("/") >= 1:
        return ("link", 0.7) if is_own(left, right) and not is_about_work(left, right) else ("", 0)
    if not path.strip("/"):
        return ("", 0)
    return "link", 0.9


def _enough_alone(host: str, disguise: Disguise, reading: Reading, start: int) -> bool:
    """Whether a bare name without scheme or path is a host: not "listo.me avisas", not "main.py"."""
    ending = host.rpartition(".")[2]
    if disguise is Disguise.NONE and _BELOW_ANOTHER.fullmatch(host):
        return True
    if (
        ending not in hosts.WEAK_ENDINGS
        or (_NO_WORD.search(host) and disguise is not Disguise.NONE)
        or hosts.belongs(host, hosts.MEETINGS)
    ):
        return True
    if disguise is not Disguise.NONE:
        return False
    return _SITE_BEFORE.search(reading.text, max(0, start - 24), start) is not None or _is_set_off(host, reading, start)


def _is_set_off(host: str, reading: Reading, start: int) -> bool:
    """Whether a name stands in a clause as a place does, and is no word that a sentence ends in."""
    name = host.rpartition(".")[0]
    return (
        len(name) >= SET_OFF_MIN
        and name not in _WORDS
        and _PLACE_BEFORE.search(reading.text, max(0, start - 12), start) is not None
        and _CLAUSE_AFTER.match(reading.text, start + len(host)) is not None
    )


def _follows_at(match: re.Match[str], reading: Reading) -> bool:
    before = reading.text[max(0, match.start() - 4) : match.start()].rstrip()
    return before.endswith(("@", "arroba"))


# The page of a site where its owner is written to, and somebody told to use it.
# A board, a server or a group that is joined by its link.
_INVITING = re.compile(r"/(?:invite|invitation|join)/[a-z0-9/_-]{4,}")
_TO_BE_REACHED = re.compile(r"contact|contato|fale-?conosco|orcamento|presupuesto|quote|agenda|book|reserv|whats|hire")
_ASKED_IN = re.compile(
    r"\b(?:rellen\w+|llen[ae]\w*|complet[ae]\w*|preench\w+|fill|use|usa|pide\w*|pid[ae]|solicit\w+|deja\w*|deixa|leave|manda\w*|te\s(?:llam|respond|contest|lig|atend|escrib|retorn)\w+|we'?ll|we\swill|i'?ll|our\s\w+\swill|revert|le\s(?:llam|respond)\w+)\b"
)
_WORDS = frozenset(word_classes())
_PLACE_BEFORE = re.compile(r"(?:\b(?:en|at|on|em|no|na|a|to|via|por|de|is|es|e|visit|visita|visite)|,|:|-)\s$")
_CLAUSE_AFTER = re.compile(r"\s?(?:$|[,;)!\n]|\.(?:\s|$))")
# No sentence ends in one and goes on with the next: a hyphen, a digit, or longer than words are.
_BELOW_ANOTHER = re.compile(r"[a-z0-9-]{5,}\.[a-z0-9-]{4,}\.(?:co|me|page|site|bio)")
_NO_WORD = re.compile(r"^[a-z0-9-]*(?:[a-z]-[a-z]|\d)|^[a-z]{13}")
# "t,me/ana", "discord·gg·aB3": another sign where a network's dot belongs.
_SIGN_FOR_DOT = re.compile(r"[,;:·•|*](?:ee|ly|me|gg|com|link|ai)(?![a-z])")
_MISDOTTED = re.compile(
    r"\b(?:linktr.ee|bit.ly|[tm].me|wa.(?:me|link)|discord.(?:gg|com)|beacons.ai|(?:instagram|linktree|messenger|snapchat|pinterest|facebook|linkedin|tiktok|calendly).com|(?:telegram|facebook).me)[/\\·•|*,:;]\s?[a-z0-9@][a-z0-9._-]{2,40}"
)
# "meet.jit.si barra SalaDeAna".
_STROKE_AFTER = re.compile(r"\s(?:barra|slash|diagonal)\s[a-z0-9]{3}")
# A slip of the keyboard may set a dot apart.
_APART_ONLY = re.compile(r"^[a-z0-9-]+\s?\.\s?[a-z]+$")
_SHORTENER = MARKS.of(
    ["link", "linktr", "linktree", "bit", "bitly", "tiny", "tinyurl", "cutt", "rebrandly", "beacons", "wa", "t"]
)
_SLASH = MARKS.of(["slash", "barra", "diagonal"])
# A shortener's name and a way to say the stroke, however the rest is told.
_SHORTENED = re.compile(
    r"\b(?:link\s?tree|linktr|bit\s?\.?\s?(?:ly|punto|ponto|dot)|tiny\s?url|tiny\s(?:dot|punto|ponto)|cutt|rebrandly|beacons|(?:wa|t)\s(?:(?:punto|ponto|dot)\s)?me)\b[^.!?\n]{0,40}?\b(?:slash|barra|diagonal)\b[\s,:]{1,2}(?:[a-z0-9][a-z0-9._-]{2,40})"
)
_APP_LINK = re.compile(r"\b(?:tg|whatsapp|skype|viber|facetime|zoommtg|msteams|discord)://[^\s<>\"'`]{3,200}")
_DOTTED = re.compile(r"\.(?<=[a-z0-9-]\.)[a-z]{2}")
# What a dot that is set apart follows.
_APART = re.compile(r"\.(?<=[\s\[({<]\.)")
_NUMBERED = re.compile(r"v?\d+\.\d")
_BRACKETED = re.compile(
    r"[\[({<]\s?\.\s?[\])}>]|hxxp|h\*\*p|\s\.\s?(?:com|net|org|io|me|dev|ar|br|mx|es|co|ee|gg|ly|app|site)\b"
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN = re.compile(
    rf"""
    (?<![a-z0-9@_./-])
    (?P<scheme>(?:h[tx*]{{2}}ps?\s?:\s?/\s?/\s?|www\s?\.\s?)?)
    (?P<host>{_LABEL}(?:\s?\.\s?{_LABEL}|\.\s?{_LABEL}){{1,4}})
    (?::\d{{2,5}})?(?![a-z0-9@]|\()
    (?P<path>/[^\s<>"'`)\]]*)?
    """.replace(r"\s?\.\s?", r"\."),
    re.VERBOSE,
)
_WRITTEN_DOT = r"(?:\s?[\[(\{<]\s?(?:\.|dot|punto|ponto|pto)\s?[\])\}>]\s?|\s?,?\s(?:dot|punto|ponto|pto)\s|\s?\.\s?|(?:punto|ponto|dot)(?=com\b))"
_WRITTEN = re.compile(
    r"""
    (?<![a-z0-9@_./-])
    (?P<scheme>(?:h[tx*]{2}ps?\s?:?\s?/?\s?/?\s?|www\s?(?:\.|dot|punto|ponto)?\s?)?)
    (?P<host>[a-z0-9][a-z0-9-]{0,62}(?:(?:\s?[\[(\{<]\s?(?:\.|dot|punto|ponto|pto)\s?[\])\}>]\s?|\s?,?\s(?:dot|punto|ponto|pto)\s|\s\.\s?|(?:punto|ponto|dot)(?=com\b))
      (?:com|net|org|io|dev|me|app|ar|br|mx|es|co|cl|pe|uy|pt|info|site|online|gg|ee|ly|us|cc|gd|gy|design|studio|tech|xyz|store|link|bio|page|pk|in|ng|ke|za|uk|ie|de|fr|it|nl|be|pl|cz|sk|hu|ro|bg|gr|se|no|dk|fi|at|ch|ru|ua|tr|ca|au|nz|jp|kr|ph|my|sg|vn|th|bo|ec|py|ve|cr|gt|hn|sv|pa|do|cat|eus|gal|eu|shop|blog|work|works|pro|agency|digital|photo|photos|video|expert|ink|art|club|live|world|media|team|tv|fm|im|to)\b){1,3})
    (?P<path>(?:\s?/\s?[^\s<>"'`)\]]*|(?:\s(?:y\sluego|e\sdepois|and\sthen|then))?,?\s(?:barra|(?:forward\s)?slash|diagonal)\s[a-z0-9._-]+)?)
    """,
    re.VERBOSE,
)
_DOT = re.compile(
    r"\s?[\[(\{<]\s?(?:\.|dot|punto|ponto|pto)\s?[\])\}>]\s?|\s?,?\s(?:dot|punto|ponto|pto)\s|\s?\.\s?|(?:punto|ponto|dot)(?=com\b)"
)
_DOCS = re.compile(
    r"^(?:docs?|developers?|dev|api|support|help|learn|status|cdn|static|fonts|registry)\.|/(?:docs?|api|developers?|reference|legal|help|support|business)\b"
)
_POST = re.compile(
    r"^/(?:p|reel|reels|watch|embed|status|posts?|jobs?|groups|explore|hashtag|sharer|share|plugins|tr|gallery|collections|search|intent|ads|business)\b|/status/|/posts/|/videos/|\?v="
)
_NOWHERE = re.compile(
    r"(?:^|\.)(?:example|exemplo|ejemplo|test|invalid|localhost|local|domain|dominio|tudominio|yourdomain|seudominio|midominio|mydomain|yoursite|tusitio|seusite)\.[a-z.]+$"
)
_SITE_BEFORE = re.compile(
    r"\b(?:web|site|sitio|pagina|website|portfolio|portafolio|portifolio|blog|http|url|link|perfil)\W{1,3}(?:es|is|e|:)?\s?$"
)
