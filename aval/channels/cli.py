"""``aval parse``: any supported export to JSON lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol

from aval.channels.entry import as_line
from aval.channels.export import open_export
from aval.channels.refusals import ExportRefused


class Output(Protocol):
    """Where text goes."""

    def write(self, text: str, /) -> object:
        """Take a piece of text."""


def run(
    path: str | Path,
    stdout: Output,
    stderr: Output,
    *,
    name: str = "",
    zone: str | None = None,
    day_first: bool | None = None,
    source: str | None = None,
    language: str = "en",
) -> int:
    """Write each entry as a line of JSON to ``stdout``, then one JSON summary to ``stderr``.

    Gives 0, or 1 when the file is refused or can't be read; then the object on ``stderr`` holds "error" and "sentence".
    """
    try:
        with open_export(path, name, zone=zone, day_first=day_first, source=source) as export:
            for entry in export:
                stdout.write(as_line(entry) + "\n")
            summary = export.summary.as_dict()
    except ExportRefused as refusal:
        stderr.write(
            json.dumps({"error": refusal.code, "sentence": refusal.sentence(language)}, ensure_ascii=False) + "\n"
        )
        return 1
    except OSError as error:
        stderr.write(json.dumps({"error": "file", "sentence": str(error)}, ensure_ascii=False) + "\n")
        return 1
    stderr.write(json.dumps(summary, ensure_ascii=False) + "\n")
    return 0
