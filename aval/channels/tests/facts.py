"""The facts that the READMEs of the sample files state, and what the package finds in the same files.

``python -m aval.channels.tests.facts`` prints the table that stands in docs/channels.md.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aval.channels import Entry, ExportRefused, Summary, open_export

DATA = Path(__file__).parent / "data"
MANY, SHOWN = 50, 110
JUDGED = ("dkim-arc", "spf")  # for mail/authenticity.py, which has a test of its own
ORDERS = {"dmy": "day-first", "mdy": "month-first"}
# Nothing in these files tells day from month (their README says so): the person is asked, and says what upstream says.
ASKED = {"4A_11M.txt": True, "4A_11M.zip": True}


@dataclass(frozen=True)
class Facts:
    """What is counted in a WhatsApp file."""

    entries: int
    labels: dict[str, int]
    without_sender: int
    multi_line: int
    named: int
    omitted: int
    first: str
    last: str


_ROW = re.compile(
    r"^\| (?P<file>\S+) \| (?P<origin>[^|]+) \| (?P<licence>[^|]+) \| \d+ \| (?P<entries>\d+) entries \((?P<order>\w+)\); "
    r"by sender label: (?P<labels>.+?); without sender (?P<without>\d+); multi-line (?P<multi>\d+); "
    r"named attachments (?P<named>\d+); omitted-media lines (?P<omitted>\d+); (?P<first>[\d: -]+) → (?P<last>[\d: -]+?)(?: \(|;)",
    re.MULTILINE,
)


def expected() -> Iterator[tuple[str, str, Facts]]:
    """For each text of the WhatsApp README: its name, the order of its dates, its facts."""
    readme = (DATA / "whatsapp" / "README.md").read_text()
    for row in _ROW.finditer(readme):
        labels = {}
        for part in row["labels"].split(", "):
            label, _, count = part.rpartition(" ")
            labels[label] = int(count)
        yield row["file"], row["order"], Facts(
            int(row["entries"]), labels, int(row["without"]), int(row["multi"]), int(row["named"]), int(row["omitted"]),
            row["first"].replace(" ", "T"), row["last"].replace(" ", "T"),
        )  # fmt: skip


def found(file: str) -> tuple[Facts, Summary, list[Entry]]:
    """The same facts as the package finds them."""
    path = DATA / "whatsapp" / file
    with open_export(path, day_first=ASKED.get(file)) as export:
        entries = list(export)
        summary = export.summary
    attachments = [attachment for entry in entries for attachment in entry.attachments]
    facts = Facts(
        entries=len(entries),
        labels=dict(Counter(entry.label for entry in entries if entry.label)),
        without_sender=sum(1 for entry in entries if not entry.label),
        multi_line=sum(1 for entry in entries if "\n" in entry.raw),
        named=sum(1 for attachment in attachments if not attachment.omitted),
        omitted=sum(1 for attachment in attachments if attachment.omitted),
        first=entries[0].at_local or "",
        last=entries[-1].at_local or "",
    )
    return facts, summary, entries


_ANY_ROW = re.compile(r"^\| (?P<file>[^|\s]+) \|[^|]*\|[^|]*\| \d+ \| (?P<facts>[^|\n]+?) ?\|$", re.MULTILINE)
_NUMBERS = {
    "entries": r"^(?:channel type \w+; )?(\d+) (?:entries|messages|data rows|cues?\b)|= (\d+) messages|, real (\d+) |^SQLite: (\d+) messages|: (\d+) cues|: (\d+) versions|^(\\d+) numbered cues|^count attribute (\d+)",
    "edited": r"edited (\d+)",
    "named attachments": r"named attachments (\d+)",
    "omitted": r"omitted-media lines (\d+)",
    "attachments": r"(?<!named )\b(?:attachments|media|MMS media parts|files) (\d+)(?: \(|;|\.)",
    "replies": r"replies (\d+)",
    "polls": r"polls (\d+)",
    "forwarded": r"forwarded (\d+)",
    "leaf parts": r"(\d+) leaf parts",
    "files": r"leaf parts, (\d+) with a file name",
}
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d[T ][\d:.]+)(?:Z|\+00:00| UTC)? → (\d{4}-\d\d-\d\d[T ][\d:.]+)")
_WHO = re.compile(r"(?:labels:|authors|participants after repair:) ([^;]+?);")
_WRITTEN = re.compile(r"Subject “(?P<subject>.*?)”; From (?P<sender>.*?); Date (?P<date>.*?); \d+ leaf")


@dataclass(frozen=True)
class Fact:
    """One thing that a README says of a file, and what is found."""

    name: str
    expected: str
    found: str


def facts_of(text: str, entries: list[Entry], summary: Summary) -> Iterator[Fact]:
    """Every fact of a README's row that can be read by rule, beside what is found."""
    files = [attachment for entry in entries for attachment in entry.attachments]
    counted = {
        "entries": len(entries),
        "edited": sum(entry.edited for entry in entries),
        "attachments": len(files),
        "named attachments": sum(not attachment.omitted for attachment in files),
        "omitted": sum(attachment.omitted for attachment in files),
        "replies": sum(entry.reply_to is not None for entry in entries),
        "polls": sum(entry.kind == "poll" for entry in entries),
        "forwarded": sum("forwarded_from" in entry.extra for entry in entries),
        "leaf parts": int(entries[0].extra.get("parts", "0")) if entries else 0,
        "files": sum(attachment.name is not None for attachment in files),
    }
    for name, pattern in _NUMBERS.items():
        told = next((group for match in re.finditer(pattern, text) for group in match.groups() if group), None)
        if told is not None:
            yield Fact(name, told, str(counted[name]))
    span = _SPAN.search(text)
    if span and entries:
        yield from _span(span, text, entries)
    who = _WHO.search(text)
    if who and who[1].isdecimal():
        yield Fact("people", who[1], str(len(_labels(summary))))
    elif who:
        people = {entry.label for entry in entries if entry.label} if "labels" in text else set(_labels(summary))
        yield Fact("people", ", ".join(sorted(_listed(who[1]))), ", ".join(sorted(people)))
    written = _WRITTEN.search(text)
    if written and entries:
        yield from _mail(written, entries[0])


def _span(span: re.Match[str], text: str, entries: list[Entry]) -> Iterator[Fact]:
    """First and last moment, to the precision that the README gives; in file order where that is what it says."""
    exact = "Z" in text[span.start() : span.end() + 2] or " UTC" in text or "+00:00" in text
    times = [
        (entry.at.isoformat() if exact and entry.at else entry.at_local or (entry.at.isoformat() if entry.at else ""))
        for entry in entries
    ]
    known = [time for time in times if time]
    told = [group.replace(" ", "T") for group in span.groups()]
    ends = (known[0], known[-1]) if "sender label" in text or "fractional digits" in text else (min(known), max(known))
    for name, expected, found in zip(("first", "last"), told, ends, strict=True):
        size = min(len(expected), 19 if expected[19:].strip(".0") == "" else 23)
        yield Fact(name, expected[:size], found[:size])


def _mail(written: re.Match[str], entry: Entry) -> Iterator[Fact]:
    """Subject and sender; what a damaged header means is spelled in more than one way."""
    if "\ufffd" not in written["subject"] and "=?" not in written["subject"]:
        expected = "" if written["subject"] == "–" else re.sub(r"\s+", " ", written["subject"])
        yield Fact("subject", expected, re.sub(r"\s+", " ", entry.extra["subject"]))
    addresses = re.findall(r"[\w.+=-]+@[\w.-]+\w", written["sender"])
    if addresses:
        yield Fact("sender", "one of " + ", ".join(addresses), _within(entry.author or "", addresses))
    yield Fact(
        "dated", str(bool(re.search(r"\d", written["date"]))), str(entry.at is not None or entry.at_local is not None)
    )


def _within(found: str, expected: list[str]) -> str:
    return "one of " + ", ".join(expected) if found in expected else found


def _listed(text: str) -> set[str]:
    return {name.strip() for name in text.split(",") if name.strip()}


def _labels(summary: Summary) -> list[str]:
    return [participant.label for participant in summary.participants]


def rows() -> Iterator[tuple[Path, str]]:
    """Every sample with what its README says of it."""
    for readme in sorted(DATA.glob("*/README.md")):
        if readme.parent.name not in JUDGED:
            for row in _ANY_ROW.finditer(readme.read_text()):
                yield readme.parent / row["file"], row["facts"]


def outcome(path: Path, text: str) -> tuple[list[Fact], str]:
    """The facts that are checked, and what is found in a few words."""
    try:
        with open_export(path, day_first=ASKED.get(path.name)) as export:
            entries = list(export)
            return list(facts_of(text, entries, export.summary)), seen(entries, export.summary)
    except ExportRefused as refusal:
        return [], f"refused: {refusal.code}"


def table() -> str:
    """The table of docs/channels.md: every sample, what its README expects, what the package finds."""
    lines = ["| file | expected (README) | found | facts that hold |", "| --- | --- | --- | --- |"]
    together: dict[Path, list[Fact]] = {}
    folders = Counter(path.parent for path, _ in rows())
    for path, text in rows():
        facts, found = outcome(path, text)
        if folders[path.parent] > MANY:
            together.setdefault(path.parent, []).extend(facts)
            continue
        told = text.partition(". ")[0]
        shown = f"{told[:SHOWN]}{'…' if len(told) > SHOWN else ''}"
        lines.append(f"| {path.parent.name}/{path.name} | {shown} | {found} | {_held(facts)} |")
    for folder, facts in together.items():
        expected = "one message in each; what, from whom, when, parts, files: in the README"
        lines.append(
            f"| {folder.name}/ ({folders[folder]} files) | {expected} | {folders[folder]} messages | {_held(facts)} |"
        )
    return "\n".join(lines) + "\n"


def _held(facts: list[Fact]) -> str:
    held = sum(fact.expected == fact.found for fact in facts)
    return f"{held} of {len(facts)}" if facts else "–"


def seen(entries: list[Entry], summary: Summary) -> str:
    """What the package finds in a file, in a few words."""
    times = [entry.at_local or (entry.at.isoformat(timespec="seconds") if entry.at else "–") for entry in entries]
    parts = [summary.source, f"{summary.entries} entries"]
    if entries:
        parts.append(", ".join(f"{kind} {count}" for kind, count in sorted(summary.kinds.items())))
        parts.append(f"{times[0]} → {times[-1]}" if len(times) > 1 else times[0])
    if summary.source == "whatsapp":
        parts.append(f"{summary.dates.order} ({summary.dates.by})" if summary.dates.by else summary.dates.order)
    if summary.flagged:
        parts.append("flagged: " + ", ".join(f"{code} {count}" for code, count in sorted(summary.flagged.items())))
    return "; ".join(parts)


def main() -> None:
    """Print the table as Markdown."""
    sys.stdout.write(table())


if __name__ == "__main__":
    main()
