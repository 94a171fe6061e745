"""START-HERE.html: the case for people, in one page that needs no network, no script and no program of ours."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from html import escape
from itertools import groupby
from typing import Any

from aval.proofs.dossier.model import CaseFile, Language, TimelineRow
from aval.proofs.dossier.words import MONTHS, STYLE, WORDS

_THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A payload of an event: the name to show, and where it is beside the page; an empty path if it was erased."""

    name: str
    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page says about the dossier itself."""

    origin: str
    size: int
    root: str
    fingerprints: Sequence[str]
    made_at: datetime
    partial: bool
    files: Mapping[int, Sequence[File]]
    site: Sequence[tuple[str, str]] = ()
    """What others than the site show, as a verifier says it: the property and a sentence."""


def write_page(write: Callable[[bytes], Any], case: CaseFile, page: Page) -> None:
    """Write the page piece by piece, so that a long story needs no memory."""
    for piece in _pieces(case, page):
        write(piece.encode())


def _pieces(case: CaseFile, page: Page) -> Iterator[str]:
    words = WORDS[case.language]
    yield (
        f'<!doctype html>\n<html lang="{words["html_lang"]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing is fetched and nothing runs, whatever a name or a message may contain.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(case.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )
    yield from _opening(case, page, words)
    yield from _tables(case, words)
    yield f"<section>\n<h2>{words['story']}</h2>\n"
    yield from _story(case, page, words)
    yield "</section>\n"
    yield from _others(page, words)
    yield from _checking(page, words)
    yield "</main>\n</body>\n</html>\n"


def _opening(case: CaseFile, page: Page, words: Mapping[str, str]) -> Iterator[str]:
    made = _moment(page.made_at, case.zone, case.language)
    yield f'<header>\n<p class="kind">{words["kind"]}</p>\n<h1>{escape(case.title)}</h1>\n'
    if case.summary:
        yield f'<p class="summary">{_text(case.summary)}</p>\n'
    yield f'<p class="meta">{words["made"].format(made=escape(made), size=page.size)}</p>\n'
    if page.partial:
        yield f'<p class="partial">{words["partial"]}</p>\n'
    yield "</header>\n"


def _tables(case: CaseFile, words: Mapping[str, str]) -> Iterator[str]:
    if case.parties:
        yield f'<section>\n<h2>{words["parties"]}</h2>\n<dl class="parties">\n'
        for party in case.parties:
            detail = f"<small>{_text(party.detail)}</small>" if party.detail else ""
            yield f"<div><dt>{escape(party.role)}</dt><dd>{escape(party.name)}{detail}</dd></div>\n"
        yield "</dl>\n</section>\n"
    if case.facts:
        yield f"<section>\n<h2>{words['facts']}</h2>\n<dl>\n"
        yield from (f"<div><dt>{escape(label)}</dt><dd>{_text(value)}</dd></div>\n" for label, value in case.facts)
        yield "</dl>\n</section>\n"
    if case.milestones:
        heads = "".join(
            f'<th scope="col">{words[name]}</th>' for name in ("number", "milestone", "due", "state", "money")
        )
        yield f"<section>\n<h2>{words['milestones']}</h2>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        for item in case.milestones:
            cells = "".join(f"<td>{escape(text)}</td>" for text in (str(item.number), item.title, item.due, item.state))
            yield f'<tr>{cells}<td class="money">{escape(item.money)}</td></tr>\n'
        yield "</tbody>\n</table>\n</section>\n"


def _story(case: CaseFile, page: Page, words: Mapping[str, str]) -> Iterator[str]:
    days = groupby(case.timeline, key=lambda row: row.at.astimezone(case.zone).date())
    for day, rows in days:
        yield f"<h3>{_day(day, case.language)}</h3>\n<ol>\n"
        for row in rows:
            yield from _row(row, case.zone, page, words)
        yield "</ol>\n"


def _row(row: TimelineRow, zone: tzinfo, page: Page, words: Mapping[str, str]) -> Iterator[str]:
    at = row.at.astimezone(zone)
    money = f' <span class="money">{escape(row.money)}</span>' if row.money else ""
    number = "" if row.seq is None else f' <span class="seq">{words["event"]} {row.seq}</span>'
    anchor = "" if row.seq is None else f' id="e{row.seq}"'
    yield (
        f'<li{anchor}><time datetime="{at.isoformat(timespec="seconds")}">{at:%H:%M}</time> '
        f"<div><p><b>{escape(row.actor)}</b> {_text(row.sentence)}{money}{number}</p>\n"
    )
    if row.quote:
        yield f"<blockquote>{_text(row.quote)}</blockquote>\n"
    files = page.files.get(row.seq, ()) if row.seq is not None else ()
    if files:
        yield f'<ul class="files">{"".join(_file(file, words) for file in files)}</ul>\n'
    yield "</div></li>\n"


def _file(file: File, words: Mapping[str, str]) -> str:
    if not file.path:
        return f'<li class="erased">{words["erased"]}</li>'
    return f'<li><a href="{escape(file.path)}">{escape(file.name)}</a> <small>{_size(file.size)}</small></li>'


def _others(page: Page, words: Mapping[str, str]) -> Iterator[str]:
    if not page.site:
        return
    yield f"<section>\n<h2>{words['others']}</h2>\n<dl>\n"
    for prop, found in groupby(page.site, key=lambda item: item[0]):
        said = "".join(f"<p>{escape(sentence)}</p>" for _prop, sentence in found)
        yield f"<div><dt>{words[prop]}</dt><dd>{said}</dd></div>\n"
    yield "</dl>\n</section>\n"


def _checking(page: Page, words: Mapping[str, str]) -> Iterator[str]:
    keys = "".join(f"<code>{fingerprint}</code>" for fingerprint in page.fingerprints)
    yield (
        f'<section class="checking">\n<h2>{words["checking"]}</h2>\n<p>{words["checking_how"]}</p>\n'
        f"<pre>python3 verify/verify.py</pre>\n<p>{words['checking_elsewhere']}</p>\n"
        f"<dl>\n<div><dt>{words['log']}</dt><dd><code>{escape(page.origin)}</code></dd></div>\n"
        f"<div><dt>{words['root']}</dt><dd><code>{page.root}</code></dd></div>\n"
        f"<div><dt>{words['key']}</dt><dd>{keys}</dd></div>\n</dl>\n<p>{words['not_proved']}</p>\n</section>\n"
    )


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _moment(at: datetime, zone: tzinfo, language: Language) -> str:
    at = at.astimezone(zone)
    offset = at.strftime("%z")
    return f"{_day(at, language)}, {at:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def _day(at: date, language: Language) -> str:
    return f"{at.day} {MONTHS[language][at.month - 1]} {at.year}"


def _size(size: int) -> str:
    for unit in ("B", "kB", "MB"):
        if size < _THOUSAND:
            return f"{size} {unit}"
        size = (size + _THOUSAND // 2) // _THOUSAND
    return f"{size} GB"
