"""Where people speak of a call, of another app or of a mail: in Spanish, Portuguese and English, of what has happened.

What somebody plans ("shall we have a call?") or what the work is about ("the WhatsApp button") is no mention.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

CALL, MAIL = "call", "email"

_APPS = {
    "whatsapp": r"whats\s?app|whatsap|wasap|guasap|wsp|wpp|zap(?:zap)?|whats",
    "telegram": r"telegram",
    "skype": r"skype",
    "slack": r"slack",
    "discord": r"discord",
    "teams": r"(?:microsoft\s+)?teams",
    "signal": r"signal",
    "messenger": r"(?:facebook\s+)?messenger|instagram|insta",
    "linkedin": r"linkedin",
    "sms": r"sms|mensaje\s+de\s+texto|mensagem\s+de\s+texto|text\s+message",
    MAIL: r"e-?mails?|mail|correos?(?:\s+electr[óo]nicos?)?",
}
_TELLS = (
    r"\b(?:i|we|you)(?:'ve|'d|\s+have|\s+had|\s+already|\s+just)*\s+(?:sent|wrote|texted|messaged|e?mailed|told|shared|said"
    r"|answered|replied|agreed|discussed|asked)\b"
    r"|\b(?:as|like|what)\s+(?:i|we|you)\s+(?:said|agreed|wrote|discussed|told)\b"
    r"|\b(?:te|le|les|me|nos|se|os|lo|la)\s+(?:(?:lo|la|los|las)\s+)?(?:mand|envi|escrib|dij|pas|compart|respond|contest|coment)"
    r"(?:[éíó]|aste|iste|amos|imos|iste|e|o|í)\b"
    r"|\b(?:mand[ée]|envi[ée]|escrib[íi]|mandaste|enviaste|escribiste|respondiste|mandamos|enviamos|hablamos|acordamos"
    r"|quedamos|dijimos|dijiste|conversamos)\b"
    r"|\b(?:(?:te|lhe|me)\s+)?(?:mandei|enviei|escrevi|falei|respondi|passei|compartilhei|avisei|mandaste|enviaste)\b"
    r"|\b(?:te|lhe|me|voc[êe])\s+(?:mandou|enviou|escreveu|disse|falou|respondeu|passou|avisou)\b"
    r"|\b(?:falamos|combinamos|conversamos|acertamos)\b"
    r"|\b(?:got|received|saw)\s+your\b|\b(?:recib[íi]|vi)\s+(?:tus?|sus?)\b|\brecebi\s+(?:[oa]\s+)?(?:teu|tua|seu|sua)\b"
)
_BY = (
    r"\b(?:on|by|via|over|through|in|por|en|a\s+trav[ée]s\s+de|pelo|pela|no|na|atrav[ée]s\s+do)\s+"
    r"(?:(?:the|el|la|un|o|a|um)\s+)?"
)
_NO_TALK_OF_WORK = (
    r"\b(?!\s*(?:-?\s*)(?:api|bot|business|button|plugin|widget|integra|bot[óa]|templat|plantilla|campa))"
)
_SENT = {
    app: re.compile(rf"(?:{_TELLS})[^.!?\n]{{0,80}}?{_BY}(?:{names}){_NO_TALK_OF_WORK}", re.IGNORECASE)
    for app, names in _APPS.items()
}
_DIRECT = {
    MAIL: re.compile(
        r"\b(?:te|le|lhe)\s+(?:mand[ée]|envi[ée]|mandei|enviei)\s+(?:un|el|um|o)\s+(?:e-?mail|mail|correo)"
        r"|\b(?:i|you)\s+(?:e-?mailed|sent\s+(?:you|me)\s+(?:an?|the)\s+e-?mail)\b",
        re.IGNORECASE,
    )
}
_CALL = re.compile(
    r"\b(?:as|like|what)\s+(?:we|you|i)\s+(?:said|agreed|discussed|mentioned|told\s+\w+|talked\s+about|spoke\s+about)\s+"
    r"(?:on|over|in|during|by)\s+(?:the\s+|our\s+)?(?:phone|call|video\s?call|meeting)\b"
    r"|\b(?:on|in|during|after|since)\s+(?:our|today'?s|yesterday'?s|this\s+morning'?s|the\s+last)\s+(?:phone\s+|video\s?)?call\b"
    r"|\bwhen\s+we\s+(?:spoke|talked)\b|\bwe\s+(?:spoke|talked)\s+(?:on|over)\s+the\s+phone\b"
    r"|\bthanks?(?:\s+you)?\s+for\s+(?:the|your|our)\s+call\b|\byou\s+(?:said|told\s+me)\s+(?:on|over)\s+the\s+phone\b"
    r"|\b(?:como|lo\s+que)\s+(?:te\s+|le\s+|me\s+|nos\s+)?(?:dije|dijo|dijiste|dijimos|hablamos|acordamos|quedamos|comentamos|comentaste|conversamos)\s+"
    r"(?:\w+\s+){0,2}?(?:por\s+(?:tel[ée]fono|llamada|videollamada)|en\s+(?:la|nuestra)\s+(?:llamada|videollamada|reuni[óo]n))\b"
    r"|\b(?:en|durante|despu[ée]s\s+de|tras)\s+(?:nuestra\s+(?:llamada|videollamada|reuni[óo]n)|la\s+(?:llamada|videollamada)\s+de\s+(?:hoy|ayer|esta))\b"
    r"|\b(?:hablamos|conversamos|quedamos|acordamos|dijiste|dijimos)\s+(?:\w+\s+){0,3}?por\s+(?:tel[ée]fono|videollamada)\b"
    r"|\bgracias\s+por\s+(?:la|tu|su)\s+(?:llamada|videollamada)\b"
    r"|\b(?:como|o\s+que)\s+(?:te\s+|lhe\s+)?(?:falamos|falei|combinamos|conversamos|disse|dissemos|voc[êe]\s+disse)\s+(?:\w+\s+){0,2}?"
    r"(?:(?:por|pelo|ao|no)\s+telefone|(?:na|em)\s+(?:nossa\s+)?(?:liga[çc][ãa]o|chamada|videochamada|reuni[ãa]o|call))\b"
    r"|\b(?:na|durante\s+a|depois\s+da|ap[óo]s\s+a)\s+(?:nossa\s+(?:liga[çc][ãa]o|chamada|reuni[ãa]o)|(?:liga[çc][ãa]o|chamada|videochamada)\s+de\s+(?:hoje|ontem))\b"
    r"|\b(?:falamos|combinamos|conversamos)\s+(?:\w+\s+){0,3}?(?:por|pelo|ao)\s+telefone\b"
    r"|\bobrigad[oa]\s+pela\s+(?:liga[çc][ãa]o|chamada)\b",
    re.IGNORECASE,
)

PREFILTER = (
    r"(whats|wasap|wsp|wpp|\mzap|telegram|skype|slack|discord|teams|signal|messenger|insta|linkedin|\msms|texto"
    r"|mail|correo|\mcall|phone|spoke|talked|llamad|videoll|tel[eé]f|reuni|liga|chamad|telefone|text message)"
)
"""What each mention holds, for the database to choose by (PostgreSQL's own kind of expression)."""


_NAMES = {app: re.compile(names, re.IGNORECASE) for app, names in _APPS.items()}
_SENTENCES = re.compile(r"[.!?\n]+")
PART, OVERLAP = 400, 150


class Mention(NamedTuple):
    """Something that was said or sent outside: a call, a mail, or a message in an app, and the words that say so."""

    what: str
    words: str


def mentions(text: str) -> list[Mention]:
    """Return what a text says has happened outside, each medium once.

    >>> [found.what for found in mentions("Como hablamos por teléfono, te mandé el plano por WhatsApp.")]
    ['call', 'whatsapp']
    >>> mentions("¿Podemos hablar por teléfono mañana?")
    []
    """
    found: dict[str, str] = {}
    for sentence in _SENTENCES.split(text):
        # A sentence that goes on and on is read in parts, so that no text takes longer than its length.
        for start in range(0, len(sentence), PART):
            for mention in _in_sentence(sentence[start : start + PART + OVERLAP]):
                found.setdefault(mention.what, mention.words)
    return [Mention(what, words) for what, words in found.items()]


def _in_sentence(text: str) -> Iterator[Mention]:
    if call := _CALL.search(text):
        yield Mention(CALL, call.group())
    for app, pattern in _SENT.items():
        direct = _DIRECT.get(app)
        if _NAMES[app].search(text) and (hit := pattern.search(text) or (direct.search(text) if direct else None)):
            yield Mention(app, hit.group())
