"""The first reading of a file: how this phone writes, who takes part, and what tells days from months."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter

from aval.channels.container import Member
from aval.channels.limits import Limits
from aval.channels.summary import Dates
from aval.channels.texts import lines_in
from aval.channels.whatsapp.dates import Evidence, Reading, decide
from aval.channels.whatsapp.headers import ANY, MAX_STYLES, Style, pattern_of, style_of
from aval.channels.whatsapp.markers import ATTACHED_PREFIXES, ENCRYPTION, MARKERS, PREFIXES
from aval.channels.whatsapp.moments import is_padded, is_single, zeros
from aval.channels.whatsapp.names import find_names

# Up to the first colon and space, twice, and whether the app may have written what follows; possessive, so that a line
# without a colon costs a single pass.
LABEL = r"(?:([^\n:]*+(?::(?!\ )[^\n:]*+)*+):\ (?:([^\n:]*+(?::(?!\ )[^\n:]*+)*+):\ ([<\u200e])?)?)?"
SHARE, SEVERAL, PREVAILS = 0.10, 5, 0.6
MOST_PAIRS = 10_000
MOST = 50_000  # distinct dates, labels or pairs that are remembered
FEW_PAIRS = 500  # up to here every pair is looked at closely
SAMPLE_HEADERS = 300
MARK_SAMPLE = 512 * 1024
_APP_TEXTS = "|".join(
    [re.escape(text) for text in (*ENCRYPTION, *PREFIXES, *(marker.text for marker in MARKERS))]
    + [f"<{re.escape(word)}: " for word in ATTACHED_PREFIXES]
)
_APP_TEXT = re.compile(rf"(?:: |\] ?)(\u200e*)(?:{_APP_TEXTS})")
NAMED = re.compile(
    r"(?:IMG|VID|PTT|AUD|STK|DOC)-(\d{4})(\d\d)(\d\d)-WA\d|\d{8}-[A-Z]+-(\d{4})-(\d\d)-(\d\d)-\d\d-\d\d-\d\d\."
)


@dataclass(slots=True)
class Survey:
    """What the first reading found; the second goes by it."""

    styles: list[Style]
    shares: Counter[str]
    orders: dict[str, Dates]
    labels: Counter[str]
    names: dict[str, str]
    beginnings: dict[str, int]
    first_dates: list[str]
    padded: dict[str, bool | None]
    padded_hours: dict[str, bool | None]
    crlf: bool
    marks_reliable: bool
    headers: int

    @property
    def style(self) -> Style | None:
        """The way in which most headers are written."""
        return self.styles[0] if self.styles else None


@dataclass(slots=True)
class _Count:
    styles: dict[str, Style] = field(default_factory=dict)
    shapes: Counter[str] = field(default_factory=Counter)
    dates: dict[str, Counter[str]] = field(default_factory=dict)
    sequence: list[tuple[str, str]] = field(default_factory=list)
    hours: dict[str, Counter[str]] = field(default_factory=dict)
    labels: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    feeds: int = 0
    returns: int = 0
    marked: int = 0
    unmarked: int = 0
    marks: int = 0
    seen: int = 0


def survey(member: Member, limits: Limits) -> Survey:
    """Read the text once (again only if its style changes on the way) and say how it is written."""
    count, used = _count(member, limits, [])
    accepted = _accepted(count)
    if accepted and [style.shape for style in used] != [style.shape for style in accepted]:
        shapes, styles = count.shapes, count.styles
        count, _ = _count(member, limits, accepted)
        count.shapes, count.styles = shapes, styles
    evidence = Evidence(count.dates, count.sequence, lambda: _named_dates(member, limits, accepted))
    pairs: Counter[tuple[str, str]] = Counter()
    by_app: set[tuple[str, str]] = set()
    marked: set[tuple[str, str]] = set()
    reliable = bool(accepted) and accepted[0].bracket and _marks_reliable(count)
    for (first, second, mark), number in count.pairs.items():
        pairs[first, second] += number
        if mark or len(count.pairs) < FEW_PAIRS:
            by_app.add((first, second))
        if mark == "\u200e" and reliable:
            marked.add((first, second))
    names = find_names(member, limits, count.labels, pairs, by_app, marked)
    return Survey(
        styles=accepted,
        shares=count.shapes,
        orders=decide(evidence),
        labels=count.labels,
        names=names,
        beginnings=_beginnings(names, pairs),
        first_dates=[text for text, _ in count.sequence],
        padded=_padding(count.dates),
        padded_hours={shape: _hour_padding(hours) for shape, hours in count.hours.items()},
        crlf=count.returns * 2 > count.feeds,
        marks_reliable=reliable,
        headers=sum(count.labels.values()),
    )


def _count(member: Member, limits: Limits, known: list[Style]) -> tuple[_Count, list[Style]]:
    """Count everything by the known styles; without any, by those that the first headers are written in."""
    count = _Count()
    pattern: re.Pattern[str] | None = None
    for block in lines_in(member, limits.entry_chars):
        known = known or _styles_in(block)
        if not known:
            continue
        if pattern is None:
            pattern = pattern_of(known, LABEL, others=True)
            count.styles.update((style.shape, style) for style in known)
        _count_block(block, pattern.findall(block), known, count)
    return count, known


def _styles_in(block: str) -> list[Style]:
    """The styles that make up most of a piece of text, commonest first."""
    count = _Count()
    for match in islice(ANY.finditer(block), SAMPLE_HEADERS):
        style = style_of(match)
        if style:
            count.styles.setdefault(style.shape, style)
            count.shapes[style.shape] += 1
    return _accepted(count)


def _accepted(count: _Count) -> list[Style]:
    """The styles that count as the file's own.

    A phone writes a whole export in one style, so others are lines that somebody typed or pasted, unless no style
    prevails or another one makes up a fair part of the file (two exports put together).
    """
    ranked, total = count.shapes.most_common(), count.shapes.total()
    if not ranked:
        return []
    mixed = ranked[0][1] < PREVAILS * total
    own = [shape for shape, number in ranked if number >= SHARE * total and (mixed or number >= SEVERAL)]
    return [count.styles[shape] for shape in own or [ranked[0][0]]]


def _count_block(block: str, found: list[tuple[str, ...]], styles: list[Style], count: _Count) -> None:
    strange = list(filter(itemgetter(-1), found))
    if strange:
        _count_strange(strange, count)
        found = [row for row in found if not row[-1]]
    for index, style in enumerate(styles):
        date_place, time_place = (2, 1) if style.time_first else (1, 2)
        texts = list(map(itemgetter(2 * index + date_place), found))
        times = map(itemgetter(2 * index + time_place), found)
        count.hours.setdefault(style.shape, Counter()).update(map(itemgetter(slice(0, 2)), times))
        count.shapes[style.shape] += len(found) if len(styles) == 1 else sum(map(bool, texts))
        dates = count.dates.setdefault(style.dates, Counter())
        runs = [(text, len(list(run))) for text, run in groupby(texts) if text]
        if len(dates) < MOST and len(count.sequence) < MOST:
            for text, number in runs:
                dates[text] += number
            count.sequence += [(text, style.dates) for text, _ in runs]
    if len(count.labels) < MOST:
        label = 2 * len(styles) + 1
        count.labels.update(map(itemgetter(label), found))
        count.pairs.update(map(itemgetter(label, label + 1, label + 2), filter(itemgetter(label + 1), found)))
        if len(count.pairs) > MOST_PAIRS:
            # What stands before a second colon is mostly text; only what comes again and again can be a name.
            count.pairs = Counter({pair: number for pair, number in count.pairs.items() if number > 1})
    count.feeds += block.count("\n")
    count.returns += block.count("\r\n")
    count.seen += len(block)
    if styles[0].bracket and count.seen <= MARK_SAMPLE:
        for marks in _APP_TEXT.findall(block):
            count.marked += 1 if marks else 0
            count.unmarked += 0 if marks else 1
        count.marks += block.count(": \u200e")


def _count_strange(rows: list[tuple[str, ...]], count: _Count) -> None:
    """Headers written unlike the known ones."""
    for row in rows:
        match = ANY.match(row[-1])
        style = style_of(match) if match else None
        if style and (style.shape in count.styles or len(count.styles) < MAX_STYLES):
            count.styles.setdefault(style.shape, style)
            count.shapes[style.shape] += 1


def _hour_padding(hours: Counter[str]) -> bool | None:
    """Whether hours below ten carry a zero in front, by the first two characters of times; None if nothing shows it."""
    zero = sum(number for start, number in hours.items() if is_padded(start))
    single = sum(number for start, number in hours.items() if is_single(start))
    return zero > single if zero or single else None


def _marks_reliable(count: _Count) -> bool:
    """Whether the app marks what it writes itself: judged by its known texts, or by any mark where none is known."""
    if count.marked or count.unmarked:
        return count.marked > count.unmarked
    return count.marks > 0


def _beginnings(names: dict[str, str], pairs: Counter[tuple[str, str]]) -> dict[str, int]:
    """For each first label, how many lines go on with one of the known names."""
    beginnings: Counter[str] = Counter()
    for (first, second), number in pairs.items():
        whole = f"{first}: {second}"
        if any(name == whole or name.startswith(f"{whole}: ") for name in names):
            beginnings[first] += number
    return dict(beginnings)


def _padding(dates: dict[str, Counter[str]]) -> dict[str, bool | None]:
    """For each way to write dates, whether small numbers carry a zero in front; None where nothing shows it."""
    padded: dict[str, bool | None] = {}
    for group, texts in dates.items():
        zero = single = 0
        for text, number in texts.items():
            has_zero, has_single = zeros(text, year_first=group.startswith("Y"))
            zero += number if has_zero else 0
            single += number if has_single else 0
        padded[group] = zero > single if zero or single else None
    return padded


def _named_dates(member: Member, limits: Limits, styles: list[Style]) -> Iterable[tuple[str, Reading]]:
    """Pairs of a header's date and the date in the file name on its line."""
    header = pattern_of(styles, r"[^\n]*")
    for block in lines_in(member, limits.entry_chars):
        for match in header.finditer(block):
            name = NAMED.search(match.group())
            if name is None:
                continue
            # Groups count from 1; the first holds the whole, then each style has two.
            index = next(index for index in range(len(styles)) if match.group(2 * index + 2))
            text = match.group(2 * index + (3 if styles[index].time_first else 2))
            year, month, day = (int(number) for number in name.groups() if number)
            if 1 <= month <= 12 and 1 <= day <= 28:  # noqa: PLR2004
                yield text, (year, month, day)
