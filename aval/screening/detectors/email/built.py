"""Addresses that a piece of code puts together: `u = "ana.ruiz"; d = "tuta.com"; print(u + "@" + d)`."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from collections.abc import Iterator

from aval.screening.detectors.link.hosts import is_suffix
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise


def built(reading: Reading) -> Iterator[tuple[str, str, Hit]]:
    """Yield owner and host of each address that the text's own code would make, with where it is made."""
    for match in _WHOLE.finditer(_GLUE.sub("", _LIST.sub(_as_one, reading.text))):
        if is_suffix(match["host"]):
            place = max(0, reading.text.find("@"))
            yield match["owner"], match["host"], Hit(place, place + 1, "email", 0.85, Disguise.SPLIT)
    values = {match["name"]: match["value"] for match in _VALUE.finditer(reading.text)}
    if not values:
        return
    for match in _MADE.finditer(reading.text):
        owner, host, ending = (_said(match[group], values) for group in ("owner", "host", "ending"))
        if owner is None or host is None:
            continue
        whole = f"{host}.{ending}" if ending else host
        if is_suffix(whole):
            yield owner, whole, Hit(match.start(), match.end(), "email", 0.85, Disguise.SPLIT)


def _as_one(match: re.Match[str]) -> str:
    """Return the strings of a list as one, with what they are joined by between."""
    return '"' + match["by"].join(_STRING.findall(match["strings"])) + '"'


def _said(name: str | None, values: dict[str, str]) -> str | None:
    return None if name is None else values.get(name)


_STRING = re.compile(r"[\"'`]([a-z0-9._@-]{1,60})[\"'`]")
_LIST = re.compile(
    r"\[\s?(?P<strings>(?:[\"'`][a-z0-9._@-]{1,60}[\"'`]\s?,?\s?){2,6})\]\.join\([\"'`](?P<by>[._@-]?)[\"'`]\)"
)
_GLUE = re.compile(r"[\"'`]\s?[+.&]\s?[\"'`]")
_WHOLE = re.compile(
    r"[\"'`](?P<owner>[a-z0-9][a-z0-9._-]{1,40})@(?P<host>[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,20}){1,3})[\"'`]"
)
_VALUE = re.compile(
    r"(?<![a-z0-9_.])[\"']?(?P<name>[a-z_][a-z0-9_]{0,30})[\"']?\s?[:=]\s?[\"'`](?P<value>[a-z0-9._-]{2,60})[\"'`]"
)
_AT = r"\s?(?:[+.&]\s?)?(?:[\"'`]?@[\"'`]?|(?:chr|char|string\.fromcharcode)\(64\)|[\"'`]\\(?:x40|u0040)[\"'`])\s?(?:[+.&]\s?)?"
_POINT = r"\s?(?:[+&]\s?)?[\"'`]?\.[\"'`]?\s?(?:[+&]\s?)?"


_PART = r"\$?\{{0,2}\s?(?:[a-z0-9_]{1,30}\.)?(?P<NAME>[a-z_][a-z0-9_]{0,30})\s?\}{0,2}"
_MADE = re.compile(
    rf"(?<![a-z0-9_.]){_PART.replace('NAME', 'owner')}{_AT}{_PART.replace('NAME', 'host')}(?:{_POINT}{_PART.replace('NAME', 'ending')})?"
)
