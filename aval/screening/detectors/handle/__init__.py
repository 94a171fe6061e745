"""Names on other networks: @name, "insta: name", a name with a number after it; not decorators, scopes or mentions."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from collections.abc import Iterator

from aval.screening.detectors.handle import shortened
from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.places import APPS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading
from aval.screening.text.turning import TURNING
from aval.screening.verdicts import Disguise


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the names on other networks that a text gives."""
    text = reading.text
    if "@" in text or "arroba" in text:
        yield from _signed(reading)
    if reading.has(Signal.APP | Signal.HOMELY_APP):
        yield from _beside_name(reading)
    if (
        "u/" in text
        or reading.has(_RARE_NET)
        or (reading.has(Signal.CONTACT | Signal.HOMELY_APP) and reading.has(_NET_WORD))
    ):
        yield from _elsewhere(reading)
    if not text.isascii() and _PICTURE.search(text):
        yield from _pictured(reading)
    yield from _anywhere(reading)
    yield from shortened.detect(reading)
    yield from _disguised(reading)
    if "#" in text or "live:" in text or reading.folded.disguise is Disguise.SPACED:
        yield from _marked(reading)


def _signed(reading: Reading) -> Iterator[Hit]:
    """Yield names behind the sign."""
    for match in _AT_NAME.finditer(reading.text):
        if _is_handle(match, reading):
            yield Hit(match.start(), match.end(), "handle", 0.8, reading.folded.disguise)


def _beside_name(reading: Reading) -> Iterator[Hit]:
    """Yield names beside a network's."""
    yield from _named(reading)
    yield from _labelled(reading)
    for match in _KNOWN_AS.finditer(reading.text):
        if not reading.in_code(match.start()):
            yield Hit(match.start(), match.end(), "handle", 0.75, reading.folded.disguise)


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
            called = match["as"] and name not in _ORDINARY and not _WORDY.search(name)
            if (match["sign"] or called or _CHOSEN.search(name)) and not reading.in_code(match.start()):
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


def _pictured(reading: Reading) -> Iterator[Hit]:
    """Yield names beside the picture of a network, and the picture itself where somebody is to be found there."""
    for match in _PICTURE_AND_NAME.finditer(reading.text):
        name = match["name"]
        if name not in _PROSE and name not in _ORDINARY and not name.isdigit():
            yield Hit(match.start(), match.end(), "handle", 0.8, Disguise.PARAPHRASED)
    for pattern in (_FOUND_AT_PICTURE, _PICTURE_OF_ONE):
        for match in pattern.finditer(reading.text):
            yield Hit(match.start(), match.end(), "invitation", 0.75, Disguise.PARAPHRASED)


def _labelled(reading: Reading) -> Iterator[Hit]:
    """Yield a line that is a name and a network, and nothing else: "ana.teje en ig", "insta anateje"."""
    for match in _LABELLED.finditer(reading.text):
        name = match["before"] or match["after"]
        if name not in _PROSE and name not in _ORDINARY and not _WORDY.search(name) and not name.isdigit():
            yield Hit(match.start(), match.end(), "handle", 0.75, reading.folded.disguise)


def _elsewhere(reading: Reading) -> Iterator[Hit]:
    """Yield names on networks where people show their work or play."""
    for match in _ELSEWHERE.finditer(reading.text):
        name = next(group for group in match.groups() if group is not None)
        if not reading.in_code(match.start()) and name not in _PROSE and not name.isdigit():
            yield Hit(match.start(), match.end(), "handle", 0.75, reading.folded.disguise)


def _named(reading: Reading) -> Iterator[Hit]:
    """Yield the names that follow a network's name: "insta: ana.teje", "discord ana#1234"."""
    for word in reading.places_of(_NETWORK_NAMES):
        match = _NAME_AFTER.match(reading.text, word.end)
        if match is not None and _is_given_name(match, reading):
            yield Hit(word.start, match.end(), "handle", 0.85, reading.folded.disguise)


def _is_handle(match: re.Match[str], reading: Reading) -> bool:
    name = match["name"]
    text = reading.text
    after = text[match.end() : match.end() + 2]
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    if (
        name in _CODE_WORDS
        or name.partition(".")[0] in _CODE_MODULES
        or name.rpartition(".")[2] in _CODE_METHODS
        or _SQL.search(text, max(0, match.start() - 80), match.end() + 40)
        or reading.in_code(match.start())
        or after[:1] in {"/", "("}
        or _CODE_BEFORE.search(line)
    ):
        return False
    if _STYLE_OR_SCOPE.search(text[match.end() : match.end() + 40]) or _CODE_LINE.search(line):
        return False
    left, right = reading.around(match.start(), match.end(), 80, 40)
    if _STAND_IN.fullmatch(name):
        return False
    if match["at"] != "@":
        return _A_SIGN.search(left) is None and not _ABOUT_SIGN.search(left + right)
    if reading.has(Signal.APP) or _CUE.search(left) or _CUE_AFTER.match(right):
        return not _SUBJECT.search(left)
    if _CHOSEN.search(name):
        return not _SUBJECT.search(left)
    if len(text.strip()) - len(match.group()) <= 2:
        return True
    if _SIGNED_WITH.search(left) and _SIGNED_AFTER.match(right):
        return not _SUBJECT.search(left)
    if _VOCATIVE.search(left) and not reading.public:
        return False
    return (len(text) - len(match.group()) < 20 and not _COMMA.match(right)) or reading.public


def _is_given_name(match: re.Match[str], reading: Reading) -> bool:
    """Whether what follows the network's name is a name there, and not the rest of a sentence about the work."""
    name = match["name"]
    if reading.in_code(match.start()) or name.isdigit() or _MEASURE.fullmatch(name) or _FILE.search(name):
        return False
    if match["link"].strip() in {"slash", "barra", "diagonal"}:
        return name not in _PROSE and name not in _ORDINARY and not name.startswith(("command", "comando"))
    if match["link"].strip() in {":", "->", "="} or "@" in match["link"]:
        if match["link"].strip() == ":" and _LISTED.match(reading.text, match.end()) and not _CHOSEN.search(name):
            return False
        before = reading.text[max(0, match.start() - 50) : match.start()]
        return name not in _PROSE and not _SUBJECT.search(before) and not _ALIKE.search(before)
    if match["link"].strip() == "-" and name not in _PROSE and _LINE_START.search(reading.text, 0, match.start()):
        return True
    return _CHOSEN.search(name) is not None


_NETS = r"(?:steam|psn|xbox|gamertag|reddit|wechat|line\sid|line|snap|kik|vk|threads|mastodon|bluesky|bsky|twitch|tumblr|artstation|deviantart|vimeo|soundcloud|patreon|fiverr|upwork|workana|99freelas|freelancer|malt|github|gitlab|behance|dribbble|youtube|pinterest|medium|slack|lichess|strava|letterboxd|goodreads|duolingo|wattpad|spotify|vinted|wallapop|etsy|ravelry|itch|bandcamp|couchsurfing|habbo|fortnite|minecraft|valorant|chess(?:\.com)?|redbubble|ko-?fi|substack|polywork|xing|signal|viber|session|element)"
_PLAYED = r"steam|psn|xbox|gamertag|epic|roblox|battlenet|twitch|threads|mastodon|bluesky|bsky|tumblr|snap|kik|vk|lichess|chess\.com"
# Networks whose names are everyday words: only where a name was told to be added there.
_RARE_NET = MARKS.of(["matrix", "keybase", "session", "epic", "roblox", "battlenet"])
# Pieces of theirs that are words of their own are left out: "com" is one in Portuguese.
_NET_WORD = MARKS.of(set(re.findall(r"[a-z]+", _NETS)) - {"com", "ko", "fi"} | {"kofi"})
_OWN_NAME = r"@?(?:[a-z0-9][a-z0-9._-]{2,40}[a-z0-9])"
_ELSEWHERE = re.compile(
    rf"\b(?:mi|my|meu|minha)\s(?:\w+\s)?{_NETS}(?:\s(?:id|user\w*|usuario|handle|nick))?\s?(?:\b(?:es|is|e)\b|:|=|-)\s?(?P<first>{_OWN_NAME})(?![a-z0-9])"
    rf"|\b(?:en|no|on|in|na)\s(?:el\s|o\s)?{_NETS}\s(?:y\s\w+\s|e\s\w+\s|and\s\w+\s)?(?:me\s(?:encuentr\w+|acha\w*)\s)?(?:soy|sou|i'?m|como|as|under)\s(?:u/)?(?P<second>{_OWN_NAME})"
    rf"|\b(?:soy|sou|i'?m|como|as|under)\s(?:u/)?(?P<third>{_OWN_NAME})\s(?:en|no|on|in|na)\s{_NETS}\b"
    rf"|(?:^|\n|[.!?;]\s)(?:(?:mi|my|meu)\s)?(?:{_PLAYED})\s?[:=]\s?(?P<sixth>@?[a-z][a-z.-]{{0,30}}[_0-9][a-z0-9._-]{{0,30}})"
    rf"|\b(?:add|find|message|agreg\w+|busca\w*|adiciona\w*|procura\w*)\s(?P<seventh>[a-z]{{2,20}}[_.]?[a-z]{{0,20}}[_0-9][a-z0-9._-]{{0,30}})\s(?:en|no|na|on|in)\s(?:{_PLAYED}|matrix|session|keybase|{_NETS})\b"
    rf"|\b{_NETS}(?:\s(?:profile|perfil|page|pagina))?(?:\s(?:user(?:name)?|usuario|nick\w*|nombre|nome|handle|id|tag)\s?(?:is|es|e|:|,)?\s?|\s?[,:(]\s?)[\"'@]{{0,2}}(?P<eighth>[a-z0-9]{{2,20}}[_.](?!com\b|io\b|js\b|net\b)[a-z0-9._-]{{1,30}}[a-z0-9_])(?![a-z0-9/(])"
    rf"|\b(?:mi|my|meu)\s(?:id|user(?:name)?|usuario|nick|tag|handle)\s(?:de|do|da|on|en|no|in)\s(?:el\s|o\s)?{_NETS}\s?(?:\b(?:es|is|e)\b|:|=)\s?[\"'@]{{0,2}}(?P<ninth>{_OWN_NAME})(?![a-z0-9])"
    rf"|\bline\sid\s?:?\s?(?P<fifth>{_OWN_NAME})"
    rf"|(?<![a-z0-9/.])u/(?P<fourth>[a-z0-9][a-z0-9_-]{{3,30}})(?![a-z0-9/.])"
)
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
# What networks and chats have for a sign.
_PICTURES = "👻📸📷🐦🐤📘📌💼🎮👾🎵🎶💬🟢🟩✈📹🛩"
_PICTURE = re.compile(f"[{_PICTURES}]")
_PICTURE_AND_NAME = re.compile(
    rf"[{_PICTURES}]\S{{0,2}}\s?(?:tok|tag|user|id|insta|ig)?\s?(?:[:=@]|->|→|➡|-(?=\s))\s{{0,2}}@?(?P<name>[a-z][a-z0-9._-]{{3,40}}[a-z0-9_]|[a-z]+\d+)"
)
_FOUND_AT_PICTURE = re.compile(
    rf"\b(?:busca\w*|encontr\w+|encuentr\w+|ach[ao]\w*|find|i'?m|estoy|estou|soy|sou|dm|message|escrib\w+|escrev\w+|habl\w+|fal[ae]\w*|convers\w+|talk|add|sigue\w*|segue|me|leo)\b[^.!?\n]{{0,20}}\b(?:en|no|na|on|in|por|pelo|al|via|at)\s(?:(?:el|o|the|a|mi|my|meu)\s)?[{_PICTURES}]"
)
_PICTURE_OF_ONE = re.compile(rf"[{_PICTURES}]\S{{0,2}}\s?(?:me\b|mi\s(?:nombre|marca)|my\sname|meu\snome)")
_LABELS = r"(?:ig|insta(?:gram)?|tiktok|twitter|facebook|fb|telegram|tg|youtube|yt|behance|linkedin|discord|skype|snapchat|snap|wechat|whatsapp|kik|threads)"
_LABELLED = re.compile(
    rf"(?:^|\n|[.!?;]\s)\s?(?:@?(?P<before>[a-z0-9][a-z0-9._]{{4,30}}[a-z0-9])\s?(?:en|no|na|on|in|at|\(|/|-)\s?{_LABELS}\)?(?:(?:\s?[,/&+]\s?|\s(?:y|e|and)\s)\S{{2,30}}(?:\s\(?{_LABELS}\)?)?)*|{_LABELS}\s?[:/-]?\s?@?(?P<after>[a-z0-9][a-z0-9._]{{4,30}}[a-z0-9]))\s?(?=$|\n|[.!?;](?![a-z0-9]))"
)
# "nos hallas como cerrajeria.luna en facebook": a name whose form says that it was chosen.
_KNOWN_AS = re.compile(
    rf"\b(?:soy|sou|i'?m|como|as|under)\s@?(?!v\d|[a-z0-9._-]*\.(?:png|jpe?g|gif|svg|pdf|mp4|webp|docx?)\b)[a-z0-9]{{2,30}}[._][a-z0-9._-]{{2,30}}\s(?:en|no|na|on|in)\s(?:el\s|o\s)?{_LABELS}\b"
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
_ORDINARY = frozenset(word_classes())
# Endings of everyday words: a name that has none is more likely a name.
_WORDY = re.compile(
    r"(?:cion|ciones|cao|coes|dad|dade|dades|mente|ing|ados?|idos?|adas?|ment|ments|ness|ncias?|ismo|istas?|arios?|ario|logia|ando|endo|ers?|ions?|ads|aje|ajes|agem|agens|eo|eos|ores|oria|eria|icos?|icas?|ives?|ales?|ais|ones|oes|ity|ware|sets?|posts?|icons?|iles?)$"
)
_MEASURE = re.compile(r"\d+(?:[x×.,-]\d+)*[a-z]{0,3}|\d+[a-z]{1,3}\d*")
# "whatsapp-icon.svg" is a file.
_FILE = re.compile(r"\.(?:svg|png|jpe?g|gif|webp|ico|pdf|mp[34]|css|js|tsx?|html?|json|php|py|zip|docx?|xlsx?)$")
_CODE_METHODS = frozenset(["setter", "getter", "deleter"])
_SQL = re.compile(r"\b(?:t-?sql|pl/?sql|mysql|sql\sserver|stored\sprocedures?|procedure|procedimiento\salmacenado)\b")
# "Discord: roles, channels for each team, rules": what there is to be done.
_LISTED = re.compile(r",\s[a-z]{3,}(?:\s[a-z]+){0,3},\s[a-z]{3,}")
_LINE_START = re.compile(r"(?:^|\n|\b(?:mi|my|meu|o)\s)[a-z]*\s?$")
_AT_NAME = re.compile(
    r"(?<![a-z0-9._%+@/\"'-])(?P<at>@|arroba(?!\s(?:esta|este|fechou|cerro|viva|vivo|cuando|quando|subio|subiu|bajo|caiu|vale|cuesta|custa|pesa|porque|para|sobre|entre|como|desde|hasta)\b))\s?(?P<name>[a-z_][a-z0-9_.]{2,40}[a-z0-9_])(?!\s?@)"
)
_NETWORK_NAMES = frozenset(APPS) | {"tg", "wa", "snap", "x", "usuario", "username", "nick"}
_NAME_AFTER = re.compile(
    r"(?P<link>\s(?:slash|barra|diagonal)\s|\s?(?::|->|=|-|\b(?:es|e|is|como|as|user|usuario|handle|id)\b|,|\s@|@)\s?@?\s?|\s)(?P<name>[a-z0-9][a-z0-9_.-]{2,40}[a-z0-9])"
)
_TAGGED = re.compile(r"(?<![a-z0-9/&])(?P<name>[a-z][a-z0-9_.]{2,30})#\d{4}(?![a-z0-9])")
_NUMBERED_THINGS = frozenset(
    {"issue", "ticket", "pedido", "order", "orden", "task", "tarea", "case", "caso", "color", "build", "bug"}
)
_LIVE = re.compile(r"\blive:\.?[a-z0-9][a-z0-9._-]{2,60}")
_CODE_WORDS = frozenset(
    [
        "media",
        "import",
        "font-face",
        "keyframes",
        "supports",
        "charset",
        "layer",
        "container",
        "include",
        "mixin",
        "extend",
        "apply",
        "tailwind",
        "page",
        "namespace",
        "property",
        "override",
        "deprecated",
        "param",
        "params",
        "return",
        "returns",
        "throws",
        "see",
        "since",
        "author",
        "link",
        "type",
        "typedef",
        "todo",
        "fixme",
        "property",
        "staticmethod",
        "classmethod",
        "dataclass",
        "pytest.fixture",
        "app.route",
        "app.get",
        "app.post",
        "router.get",
        "router.post",
        "login_required",
        "component",
        "injectable",
        "input",
        "output",
        "autowired",
        "service",
        "controller",
        "restcontroller",
        "entity",
        "repository",
        "bean",
        "getmapping",
        "postmapping",
        "requestmapping",
        "test",
        "before",
        "after",
        "beforeeach",
        "nullable",
        "notnull",
        "data",
        "getter",
        "setter",
        "builder",
        "types",
        "angular",
        "babel",
        "vue",
        "react",
        "nestjs",
        "django",
        "functools.cache",
        "cache",
        "lru_cache",
        "cached_property",
        "action",
        "api_view",
        "transaction.atomic",
        "celery.task",
        "shared_task",
        "task",
        "hybrid_property",
        "validator",
        "field_validator",
        "receiver",
        "mock.patch",
        "patch",
        "everyone",
        "here",
        "channel",
        "all",
        "todos",
        "equipo",
        "team",
        "latest",
        "next",
        "beta",
        "alpha",
        "canary",
        "if",
        "else",
        "foreach",
        "csrf",
        "extends",
        "section",
        "yield",
        "auth",
        "observable",
        "viewchild",
        "ngmodule",
        "directive",
        "pipe",
        "hostlistener",
        "suppresswarnings",
        "functionalinterface",
        "mainactor",
        "published",
        "state",
        "binding",
        "environmentobject",
        "objc",
        "available",
        "escaping",
        "viewbuilder",
        "query",
        "column",
        "table",
        "jointable",
        "onetomany",
        "manytoone",
        "id",
        "generatedvalue",
        "admin",
        "root",
        "guest",
        "demo",
        "value",
        "configuration",
    ]
)
_CODE_MODULES = frozenset(
    [
        "functools",
        "app",
        "router",
        "pytest",
        "celery",
        "django",
        "mock",
        "click",
        "submit",
        "keyup",
        "keydown",
        "change",
        "blur",
        "focus",
        "input",
        "api",
        "blueprint",
        "bp",
        "click",
        "typing",
        "abc",
        "asyncio",
        "contextlib",
        "attr",
        "attrs",
        "flask",
        "fastapi",
        "pydantic",
        "sqlalchemy",
        "unittest",
        "numba",
    ]
)
_CODE_BEFORE = re.compile(
    r"\b(?:decorator|decorador|decorators|anotacion|annotation|annotations|anotacao|directiva|diretiva|directive|regla|regra|rule|npm|yarn|pnpm|npx|import|require|from|scope|paquete|pacote|package|install|instalar|composer|css|scss|blade|mixin|macro|tag|etiqueta|variable|variavel|parametro|parameter|docblock|jsdoc|javadoc|usa|usar|usando|using|with|con|com|add|agrega\w*|anade|adicion\w+)\s(?:el\s|la\s|los\s|o\s|a\s|the\s)?(?:(?!me\s)\w+\s)?$"
)
_STYLE_OR_SCOPE = re.compile(r"^\s?(?:\{|\((?:max|min)|/[a-z]|\s?\w*\s?\{)")
_CODE_LINE = re.compile(r"[{};]\s*$|^\s*(?://|\*|#)")
_STAND_IN = re.compile(r"(?:dominio|domain|empresa|company|ejemplo|exemplo|example)(?:\..*)?")
_A_SIGN = re.compile(r"\b(?:un|una|um|uma)\s$")
_ABOUT_SIGN = re.compile(r"\b(?:simbolo|signo|sign|symbol|caracter|character|tecla|key|falta|missing|sin|sem)\b|\(@\)")
_CUE = re.compile(
    r"\b(?:sigue\w*|segui\w*|siga|segue|follow|busca\w*|busque\w*|procura|find|encontr\w+|ubica\w*|acha|add|agreg\w+|adiciona|escrib\w+|escrev\w+|dm|md|inbox|mensaje|mensagem|message|mi\susuario|meu\susuario|my\suser\w*|usuario|user|username|soy|sou|i'?m|aparezco|estoy|estou|contact\w*|perfil|profile|redes|arroba|handle|nick|(?:tag|etiqueta|etiqueta\w*|menciona|marca)\sme|etiquetame|mencioname|marcame|habla\w*|chama|fala|reach|me)\b[^.!?\n]{0,30}$"
)
_CUE_AFTER = re.compile(
    r"\W{0,3}(?:everywhere|en\stodos\slados|em\stodo\slugar)\b|\W{0,3}(?:en|no|na|on|in|em|at)\s(?:todas?\s)?(?:las\s|as\s|all\s)?(?:redes|ig|insta|x|tg|socials?|face|fb|platforms|networks|todos|everywhere|todo)\b|\W{0,3}(?:ahi|alli|la\s|there)\W{0,2}(?:me|find|reach)"
)
_SUBJECT = re.compile(
    r"\b(?:feed|embed\w*|scrap\w+|hashtags?|mencion\w*|mention\w*|etiquet(?!ame|eme)\w+|marca|brand|competidor\w*|competitor\w*|metricas|analytics|campana|campanha|campaign|influencers?|decorador|decorator|cuenta\sde\sla\smarca|repost\w*|publicaciones\sde|posts\s(?:from|by|of))\b[^.!?\n]{0,40}$"
)
# "a clone of Telegram: groups, channels": what follows is what it should do.
_ALIKE = re.compile(
    r"\b(?:clon\w*|ideia\sd[eo]|idea\sde|como|like|tipo|similar\w*|parecid\w+|estilo|igual\sa[ol]?|inspirad\w+|inspired)\s(?:\w+\s){0,3}[a-z]*\s?$"
)
_VOCATIVE = re.compile(
    r"^\s*$|\b(?:hola|oi|ola|hi|hello|hey|gracias|thanks|obrigad[oa]|thank\syou|dear|estimad[oa]|buenas|buenos\sdias|bom\sdia|y|and|e|cc|para|for|to|por|by|con|com|with|de|from|que|a|as)\W{0,2}$|[,.!]\s$"
)
# "✨ @ana ✨".
_ORNAMENT = r"[\u2190-\u21ff\u2600-\u27bf\U0001f300-\U0001faff|•]"
_SIGNED_WITH = re.compile(rf"{_ORNAMENT}\s?$")
_SIGNED_AFTER = re.compile(rf"\s?{_ORNAMENT}")
_CHOSEN = re.compile(r"[a-z].*[\d_]|[\d_].*[a-z]|[a-z]\.[a-z]")
_COMMA = re.compile(r"\s?[,:]")
_PROSE = frozenset(
    [
        "https",
        "http",
        "www",
        "the",
        "para",
        "por",
        "con",
        "com",
        "que",
        "este",
        "esta",
        "link",
        "login",
        "feed",
        "api",
        "button",
        "boton",
        "botao",
        "tambien",
        "tambem",
        "and",
        "with",
        "pero",
        "mas",
        "but",
        "business",
        "about",
        "api",
        "actions",
        "pages",
        "page",
        "down",
        "open",
        "public",
        "private",
        "full",
        "part",
        "designer",
        "developer",
        "lento",
        "blue",
        "green",
        "azul",
        "verde",
        "style",
        "like",
        "based",
        "worthy",
        "ready",
        "friendly",
        "inspired",
        "themed",
        "icon",
        "logo",
    ]
)
