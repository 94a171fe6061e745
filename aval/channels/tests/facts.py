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
JUDGED = "dkim-arc"  # mail and keys for mail/authenticity.py, which has a test of its own
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


_ANY_ROW = re.compile(r"^\| (?P<file>[^|\s]+\.\w+) \|[^|]*\|[^|]*\|[^|]*\| (?P<facts>[^|\n]+?) ?\|$", re.MULTILINE)


def table() -> str:
    """The table of docs/channels.md: every sample, what its README expects, what the package finds."""
    lines = ["| file | expected (README) | found |", "| --- | --- | --- |"]
    for readme in sorted(DATA.glob("*/README.md")):
        if readme.parent.name == JUDGED:
            continue
        rows = list(_ANY_ROW.finditer(readme.read_text()))
        if len(rows) > MANY:
            lines.append(_together(readme.parent, [row["file"] for row in rows]))
            continue
        for row in rows:
            path = readme.parent / row["file"]
            told = row["facts"].partition(". ")[0]
            lines.append(
                f"| {readme.parent.name}/{row['file']} | {told[:SHOWN]}{'…' if len(told) > SHOWN else ''} | {seen(path)} |"
            )
    return "\n".join(lines) + "\n"


def _together(folder: Path, files: list[str]) -> str:
    """One row for a folder of very many files."""
    counts: Counter[str] = Counter()
    for file in files:
        with open_export(folder / file) as export:
            summary = export.summary
            counts += Counter({"entries": summary.entries, "files inside": summary.files.present})
            counts += Counter({f"flagged {code}": number for code, number in summary.flagged.items()})
    found = "; ".join(f"{name} {count}" for name, count in counts.items())
    return f"| {folder.name}/ ({len(files)} files) | one message in each; what, from whom, when, parts, files: in the README | {found} |"


def seen(path: Path) -> str:
    """What the package finds in a file, in a few words."""
    try:
        with open_export(path) as export:
            entries = list(export)
            summary = export.summary
    except ExportRefused as refusal:
        return f"refused: {refusal.code}"
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
