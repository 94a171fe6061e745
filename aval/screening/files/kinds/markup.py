"""HTML, SVG and XML: what is shown, what is not shown, and where links lead."""

from __future__ import annotations

import base64
import binascii
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from aval.screening.files.kinds import plain
from aval.screening.files.verdicts import Doubt, Where

if TYPE_CHECKING:
    from aval.screening.files.reading import Reading, Source

_BEGINS = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:\?xml|!doctype|html|svg|head|body|[a-z]+:?[a-z]*[\s>])", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<!--(.*?)-->|<!\[CDATA\[(.*?)\]\]>|<(/?)([A-Za-z][\w:.-]*)([^<>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LINE = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "title",
        "tr",
        "ul",
        "text",
        "tspan",
        "desc",
        "metadata",
        "label",
        "button",
        "textarea",
    ]
)
_SAID = frozenset({"alt", "title", "placeholder", "content", "value", "aria-label", "label", "summary", "data-tooltip"})
_LED = frozenset({"href", "xlink:href", "src", "action", "data", "cite", "poster", "formaction"})
_DATA = re.compile(r"data:([\w/+.-]*)(;[^,]*)?,(.*)", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|mailto|tel|sms|skype|whatsapp|tg|callto|facetime):", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n]+")


def is_one(start: bytes, source: Source) -> bool:
    """Whether it begins like markup, or is called so."""
    named = source.name.lower().endswith((".html", ".htm", ".svg", ".xml", ".xhtml"))
    text = plain.decoded(start).lstrip("\ufeff").encode("utf-8", "replace")
    return plain.is_one(start, source) and (named or _BEGINS.match(text[:2_000]) is not None)


def read(reading: Reading, source: Source) -> None:
    """Say what it shows, its comments, and where its links lead; pictures within it are read as pictures."""
    body = plain.decoded(source.whole())
    if _ENTITY.search(body):
        # Names that stand for other text: what a browser would show is not what stands here.
        reading.doubt(Doubt.UNKNOWN)
    words, links, pictures = _taken_apart(body)
    reading.say(Where.TEXT, words, source)
    for link in links:
        reading.say(Where.LINK, link, source)
    for packed in pictures:
        reading.read_packed(source, "picture", packed)


def _taken_apart(body: str) -> tuple[str, list[str], list[bytes]]:
    """Return the words of a markup text in lines, where its links lead, and what is packed into it."""
    words: list[str] = []
    links: dict[str, None] = {}
    packed: list[bytes] = []
    at = 0
    for tag in _TAG.finditer(body):
        words.append(_unfolded(body[at : tag.start()]))
        at = tag.end()
        comment, verbatim, _closing, name, attributes = tag.groups()
        if comment is not None or verbatim is not None:
            words.append(f"\n{comment or verbatim}\n")
            continue
        if name.lower() in _LINE:
            words.append("\n")
        for found in _ATTRIBUTE.finditer(attributes or ""):
            key, value = found[1].lower(), html.unescape(found[2] if found[2] is not None else found[3])
            if key in _SAID:
                words.append(f"\n{value}\n")
            elif key in _LED and (data := _DATA.match(value)):
                packed.append(_bytes_of(data))
            elif key in _LED and _SCHEME.match(value):
                links[value] = None
    words.append(_unfolded(body[at:]))
    return "".join(words), list(links), [one for one in packed if one]


def _unfolded(text: str) -> str:
    return _SPACES.sub(" ", html.unescape(text))


def _bytes_of(data: re.Match[str]) -> bytes:
    raw = unquote_to_bytes(data[3])
    if ";base64" not in (data[2] or "").lower():
        return raw
    try:
        return base64.b64decode(raw)
    except (binascii.Error, ValueError):
        return b""
