"""The beginning of an entry: "[18/3/22, 14:56:01] Ana: " and its many relatives.

``ANY`` recognises every known shape. A :class:`Style` is one shape exactly as one phone writes it, down to the kind of
space before "PM"; a file is read with the styles it really uses, so that a line typed by hand rarely passes for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Invisible marks that may stand anywhere: directions, isolates, byte order marks.
MARKS = "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"
GAP = f"[{MARKS}]*"
SPACE = "[ \u00a0\u202f\u2009]"

# Half-day words by language, before noon and after; CLDR 46 and exports seen. Latin "am/pm" is matched by shape.
HALVES: tuple[tuple[str, str], ...] = (
    ("ص", "م"),
    ("오전", "오후"),
    ("上午", "下午"),
    ("午前", "午後"),
    ("凌晨", "晚上"),
    ("早上", "中午"),
    ("π.μ.", "μ.μ."),
    ("ÖÖ", "ÖS"),
    ("de.", "du."),
    ("SA", "CH"),
    ("ق.ظ.", "ب.ظ."),
    ("पूर्वाह्न", "अपराह्न"),
    ("PG", "PTG"),
    ("EM", "MD"),
    ("fm", "em"),
    ("f.m.", "e.m."),
    ("paradite", "pasdite"),
)
_WORDS = "|".join(re.escape(word) for pair in HALVES for word in sorted(pair, key=len, reverse=True))
LATIN_HALF = rf"[AaPp](?:\.{SPACE}?)?[Mm]\.?"
HALF = rf"(?:{LATIN_HALF}|{_WORDS})"

_DATE = (
    rf"(?P<a>\d{{1,4}}){GAP}(?P<s1>[./-]{SPACE}?){GAP}(?P<b>\d{{1,2}}){GAP}(?P<s2>[./-]{SPACE}?){GAP}"
    rf"(?P<era>[MTSHR]?)(?P<c>\d{{1,4}})(?P<dot>\.?){GAP}(?P<cal>(?:{SPACE}(?:BE|AD|CE|AH|AP|พ\.ศ\.|ค\.ศ\.|هـ|ه\.ش\.))?)"
)
_TIME = (
    rf"(?P<before>(?:{HALF}{SPACE}?)?)(?P<h>\d{{1,2}})(?P<t1>[:.]|{SPACE}h{SPACE})(?P<m>\d{{2}})"
    rf"(?:(?P<t2>[:.]|{SPACE}min{SPACE})(?P<s>\d{{2}})(?P<t3>(?:{SPACE}s)?))?"
    rf"(?P<after>(?:[ \u00a0\u202f\u2009_]?{HALF})?)"
)
_BETWEEN = rf"{GAP}(?P<between>[,،]?{SPACE}{{1,2}}(?:(?:kl\.|klo|um|às|a las|à){SPACE})?){GAP}"
_END = rf"{GAP}(?P<end>\]{GAP}{SPACE}?|{SPACE}[-–—]{SPACE}|:{SPACE})"
_TWICE = re.compile(r"\(\?P<(\w+)>")


def _again(pattern: str) -> str:
    """The same pattern under second group names, for the shape with the time in front."""
    return _TWICE.sub(r"(?P<\1_>", pattern)


_ANY = rf"^{GAP}(?P<open>\[?){GAP}(?:{_DATE}{_BETWEEN}{_TIME}|{_again(_TIME)}{_again(_BETWEEN)}{_again(_DATE)}){_END}"
ANY = re.compile(_ANY, re.MULTILINE)
# The same without groups, for use inside other patterns.
ANY_PLAIN = re.sub(r"\(\?P<\w+>", "(?:", _ANY.removeprefix("^"))
MAX_STYLES = 64


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of one header, whatever its shape."""

    date: str
    time: str
    shape: str
    style: Style


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write a header.

    ``shape`` names it for people, "[D/D/YY, H:MM:SS AM] "; ``pattern`` matches it with one group for the date and one
    for the time, in the order in which they stand. ``dates`` is a key for dates that are written alike and so share
    their order: the separator, after a "Y" where the year comes first.
    """

    shape: str
    pattern: str
    bracket: bool
    time_first: bool
    seconds: bool
    dates: str

    @property
    def platform(self) -> str:
        """Which app writes like this: iOS in brackets, Android with a dash."""
        return "ios" if self.bracket else "android"


NO_STYLE = Style("", "", bracket=False, time_first=False, seconds=False, dates="")


def style_of(match: re.Match[str]) -> Style | None:
    """How a header found by ``ANY`` is written; None if brackets and ending don't belong together."""
    group = match.groupdict()
    time_first = group["a"] is None
    part = {key.removesuffix("_"): value for key, value in group.items() if value is not None}
    bracket = part["open"] == "["
    if bracket != part["end"].startswith("]"):
        return None
    date_shape, date = _date_pattern(part)
    time_shape, time = _time_pattern(part)
    between = part["between"]
    first, second = ((time_shape, time), (date_shape, date)) if time_first else ((date_shape, date), (time_shape, time))
    end = "] " if bracket else part["end"]
    opening, closing = (rf"\[{GAP}", rf"{GAP}\]{GAP}{SPACE}?") if bracket else ("", GAP + re.escape(end))
    return Style(
        shape=f"{'[' if bracket else ''}{first[0]}{between}{second[0]}{end}",
        pattern=f"{opening}({first[1]}){GAP}{re.escape(between)}{GAP}({second[1]}){closing}",
        bracket=bracket,
        time_first=time_first,
        seconds="s" in part,
        dates=("Y" if len(part["a"]) == 4 else "") + part["s1"],  # noqa: PLR2004
    )


def _date_pattern(part: dict[str, str]) -> tuple[str, str]:
    """Shape and pattern of a date like this one: same separators, same number of year digits, same calendar."""
    a_shape, a = ("YYYY", r"\d{4}") if len(part["a"]) == 4 else ("D", r"\d{1,2}")  # noqa: PLR2004
    digits = len(part["c"])
    if part["era"]:
        c_shape, c = "RY", rf"[MTSHR]\d{{{1},{2}}}"
    elif a_shape == "YYYY" or digits == 1:
        c_shape, c = "D", r"\d{1,2}"
    else:
        c_shape, c = "Y" * digits, rf"\d{{{digits}}}"
    first, second = part["s1"], part["s2"]
    shape = f"{a_shape}{first}D{second}{c_shape}{part['dot']}{part['cal']}"
    tail = re.escape(part["dot"] + part["cal"])
    return shape, f"{a}{GAP}{re.escape(first)}{GAP}\\d{{1,2}}{GAP}{re.escape(second)}{GAP}{c}{GAP}{tail}"


def _time_pattern(part: dict[str, str]) -> tuple[str, str]:
    before_shape, before = _half_pattern(part["before"])
    after_shape, after = _half_pattern(part["after"])
    shape, pattern = f"{before_shape}H{part['t1']}MM", rf"{before}\d{{1,2}}{re.escape(part['t1'])}\d{{2}}"
    if "s" in part:
        shape += f"{part['t2']}SS{part['t3']}"
        pattern += rf"{re.escape(part['t2'])}\d{{2}}{re.escape(part['t3'])}"
    return shape + after_shape, pattern + after


def _half_pattern(half: str) -> tuple[str, str]:
    """Shape and pattern of a half-day word: the same letters' case, dots and spaces, either half."""
    latin = re.fullmatch(rf"(?P<lead>.?)(?P<letter>[AaPp])(?P<rest>(?:\.{SPACE}?)?[Mm]\.?)(?P<trail>.?)", half)
    if latin:
        either = "[AP]" if latin["letter"].isupper() else "[ap]"
        shape = f"{latin['lead']}{'A' if latin['letter'].isupper() else 'a'}{latin['rest']}{latin['trail']}"
        return shape, re.escape(latin["lead"]) + either + re.escape(latin["rest"] + latin["trail"])
    for pair in HALVES:
        for word in pair:
            if word in half:
                lead, _, trail = half.partition(word)
                both = "|".join(re.escape(each) for each in pair)
                return f"{lead}{pair[0]}{trail}", f"{re.escape(lead)}(?:{both}){re.escape(trail)}"
    return half, re.escape(half)


def pattern_of(styles: list[Style], tail: str = "", *, others: bool = False) -> re.Pattern[str]:
    """One pattern for all these styles at the start of a line.

    Its groups: the whole match, date and time for each style, those of ``tail``. With ``others``, headers in any other
    style match too and stand whole in one more group.
    """
    either = "|".join(style.pattern for style in styles)
    strange = f"|({ANY_PLAIN})" if others else ""
    return re.compile(rf"^({GAP}(?:{either}){GAP}{tail}{strange})", re.MULTILINE)
