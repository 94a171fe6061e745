"""Names beside the name of a network: "insta: ana.teje", "discord ana_fen", "ana.teje en ig", "my steam is anafen"."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from collections.abc import Iterator

from aval.screening.detectors.handle.names import CHOSEN, ORDINARY, PROSE, SUBJECT, WORDY
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.numerals import DIGITS
from aval.screening.lexicon.places import APPS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading

# No longer is the name of a campaign's parameter.
PARAMETER_MAX = 16


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield names beside a network's."""
    if reading.has(Signal.APP | Signal.HOMELY_APP):
        yield from _named(reading)
        yield from _labelled(reading)
        yield from _known(reading)
    if (
        "u/" in reading.text
        or reading.has(_RARE_NET)
        or (reading.has(Signal.CONTACT | Signal.HOMELY_APP) and reading.has(_NET_WORD))
    ):
        yield from _elsewhere(reading)


def _named(reading: Reading) -> Iterator[Hit]:
    """Yield the names that follow a network's name: "insta: ana.teje", "discord ana#1234"."""
    for word in reading.places_of(_NETWORK_NAMES):
        match = _NAME_AFTER.match(reading.text, word.end)
        if (
            match is not None
            and _is_given_name(match, reading)
            and not _PARAMETER.search(reading.text, max(0, word.start - PARAMETER_MAX), word.start)
        ):
            yield Hit(word.start, match.end(), "handle", 0.85, reading.folded.disguise)


def _is_given_name(match: re.Match[str], reading: Reading) -> bool:
    """Whether what follows the network's name is a name there, and not the rest of a sentence about the work."""
    name = match["name"]
    if (
        reading.in_code(match.start())
        or name.isdigit()
        or name in DIGITS
        or _MEASURE.fullmatch(name)
        or _FILE.search(name)
    ):
        return False
    if match["link"].strip() in {"slash", "barra", "diagonal"}:
        return name not in PROSE and name not in ORDINARY and not name.startswith(("command", "comando"))
    if match["link"].strip() in {":", "->", "="} or "@" in match["link"]:
        if match["link"].strip() == ":" and _LISTED.match(reading.text, match.end()) and not CHOSEN.search(name):
            return False
        before = reading.text[max(0, match.start() - 50) : match.start()]
        return name not in PROSE and not SUBJECT.search(before) and not _ALIKE.search(before)
    if match["link"].strip() == "-" and name not in PROSE and _LINE_START.search(reading.text, 0, match.start()):
        return True
    return CHOSEN.search(name) is not None


def _labelled(reading: Reading) -> Iterator[Hit]:
    """Yield a line that is a name and a network, and nothing else: "ana.teje en ig", "insta anateje"."""
    for match in _LABELLED.finditer(reading.text):
        name = match["before"] or match["after"]
        if name not in PROSE and name not in ORDINARY and not WORDY.search(name) and not name.isdigit():
            yield Hit(match.start(), match.end(), "handle", 0.75, reading.folded.disguise)


def _known(reading: Reading) -> Iterator[Hit]:
    """Yield names of a chosen form by which somebody is known on a network."""
    for match in _KNOWN_AS.finditer(reading.text):
        if not reading.in_code(match.start()):
            yield Hit(match.start(), match.end(), "handle", 0.75, reading.folded.disguise)


def _elsewhere(reading: Reading) -> Iterator[Hit]:
    """Yield names on networks where people show their work or play."""
    for match in _ELSEWHERE.finditer(reading.text):
        name = next(group for group in match.groups() if group is not None)
        if not reading.in_code(match.start()) and name not in PROSE and not name.isdigit():
            yield Hit(match.start(), match.end(), "handle", 0.75, reading.folded.disguise)


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
_LABELS = r"(?:ig|insta(?:gram)?|tiktok|twitter|facebook|fb|telegram|tg|youtube|yt|behance|linkedin|discord|skype|snapchat|snap|wechat|whatsapp|kik|threads)"
_LABELLED = re.compile(
    rf"(?:^|\n|[.!?;]\s)\s?(?:@?(?P<before>[a-z0-9][a-z0-9._]{{4,30}}[a-z0-9])\s?(?:en|no|na|on|in|at|\(|/|-)\s?{_LABELS}\)?(?:(?:\s?[,/&+]\s?|\s(?:y|e|and)\s)\S{{2,30}}(?:\s\(?{_LABELS}\)?)?)*|{_LABELS}\s?[:/-]?\s?@?(?P<after>[a-z0-9][a-z0-9._]{{4,30}}[a-z0-9]))\s?(?=$|\n|[.!?;](?![a-z0-9]))"
)
# "nos hallas como cerrajeria.luna en facebook": a name whose form says that it was chosen.
_KNOWN_AS = re.compile(
    rf"\b(?:soy|sou|i'?m|(?:s?he|it)'?s|they'?re|somos|we'?re|como|as|under)\s@?(?!v\d|[a-z0-9._-]*\.(?:png|jpe?g|gif|svg|pdf|mp4|webp|docx?)\b)[a-z0-9]{{2,30}}[._][a-z0-9._-]{{2,30}}\s(?:en|no|na|on|in)\s(?:el\s|la\s|o\s|a\s|the\s)?{_LABELS}\b"
)
_MEASURE = re.compile(r"\d+(?:[x×.,-]\d+)*[a-z]{0,3}|\d+[a-z]{1,3}\d*")
# "utm_source=ig" is what a campaign counts by.
_PARAMETER = re.compile(r"\butm_[a-z]{3,10}=$")
# "whatsapp-icon.svg" is a file.
_FILE = re.compile(r"\.(?:svg|png|jpe?g|gif|webp|ico|pdf|mp[34]|css|js|tsx?|html?|json|php|py|zip|docx?|xlsx?)$")
# "Discord: roles, channels for each team, rules": what there is to be done.
_LISTED = re.compile(r",\s[a-z]{3,}(?:\s[a-z]+){0,3},\s[a-z]{3,}")
_LINE_START = re.compile(r"(?:^|\n|\b(?:mi|my|meu|o)\s)[a-z]*\s?$")
_NETWORK_NAMES = frozenset(APPS) | {"tg", "wa", "snap", "x", "usuario", "username", "nick"}
_NAME_AFTER = re.compile(
    r"(?P<link>\s(?:slash|barra|diagonal)\s|\s?(?::|->|=|-|\b(?:es|e|is|como|as|user|usuario|handle|id)\b|,|\s@|@)\s?@?\s?|\s)(?P<name>[a-z0-9][a-z0-9_.-]{2,40}[a-z0-9])"
)
# "a clone of Telegram: groups, channels": what follows is what it should do.
_ALIKE = re.compile(
    r"\b(?:clon\w*|ideia\sd[eo]|idea\sde|como|like|tipo|similar\w*|parecid\w+|estilo|igual\sa[ol]?|inspirad\w+|inspired)\s(?:\w+\s){0,3}[a-z]*\s?$"
)
