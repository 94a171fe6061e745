"""``aval parse`` prints what DESIGN promises."""

from __future__ import annotations

import io
import json
from pathlib import Path

from aval.channels.cli import run
from aval.channels.tests.facts import DATA

FIELDS = [
    "source",
    "conversation",
    "id",
    "at",
    "at_local",
    "author",
    "kind",
    "text",
    "attachments",
    "edited",
    "deleted",
    "reply_to",
    "thread",
    "raw",
]


def test_each_entry_is_a_line_with_exactly_the_promised_fields() -> None:
    out, err = io.StringIO(), io.StringIO()

    code = run(DATA / "whatsapp" / "ios_en_media.txt", out, err, zone="Europe/London")

    lines = [json.loads(line) for line in out.getvalue().split("\n") if line]
    summary = json.loads(err.getvalue())
    assert code == 0
    assert [list(line) for line in lines] == [FIELDS] * 25
    assert list(lines[2]["attachments"][0]) == ["name", "size", "sha256", "present"]
    assert lines[2]["at"] == "2022-03-27T21:41:55+01:00"
    assert (summary["entries"], summary["dates"]["order"]) == (25, "month-first")


def test_a_refusal_is_a_sentence_and_exit_code_one(tmp_path: Path) -> None:
    file = tmp_path / "x.bin"
    file.write_bytes(b"nothing")
    out, err = io.StringIO(), io.StringIO()

    assert run(file, out, err) == 1
    assert run(tmp_path / "missing", out, err) == 1
    assert out.getvalue() == ""
    assert [json.loads(line)["error"] for line in err.getvalue().splitlines()] == ["unknown-export", "file"]
