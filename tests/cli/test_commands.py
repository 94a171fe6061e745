"""Commands that other programs call: what goes in, what comes out, and the exit code."""

import io
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from aval.cli.main import COMMANDS, main
from tests.makers.imports import EXPORT

TEXTS = (
    {"id": "a", "text": "Good morning, the catalogue has 60 pages and costs 450 USD"},
    {"id": "b", "text": "Write to me: lucia arroba barrovivo punto co"},
    {"id": "c", "messages": ["My number begins with 300 123", "and ends with 4567, call me"]},
)


def screened(
    lines: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, code: int = 0
) -> list[dict[str, Any]]:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))

    assert main(["screen"]) == code

    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_screen_answers_each_line_in_order(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers = screened("".join(json.dumps(text) + "\n" for text in TEXTS), monkeypatch, capsys)

    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert [answer["flagged"] for answer in answers] == [False, True, True]
    assert [set(answer) - {"id", "flagged", "spans", "reasons"} for answer in answers] == [set(), set(), {"messages"}]
    ((start, end),) = answers[1]["spans"]
    assert str(TEXTS[1]["text"])[start:end] == "lucia arroba barrovivo punto co"


def test_screen_answers_a_line_it_can_not_read_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = screened('not json\n{"id": 2}\n{"id": 3, "text": "hello"}\n', monkeypatch, capsys, code=1)

    assert [answer["id"] for answer in answers] == [None, 2, 3]
    assert ["error" in answer for answer in answers] == [True, True, False]


def test_screen_counts_in_code_points_of_the_original(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "🎨🎨 ｌｕｃｉａ@barrovivo.co"

    (answer,) = screened(json.dumps({"id": 1, "text": text}) + "\n", monkeypatch, capsys)

    assert [text[start:end] for start, end in answer["spans"]] == [text[3:]]


def test_parse_writes_a_message_a_line_and_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "_chat.txt"
    export.write_text(EXPORT)

    code = main(["parse", str(export)])

    said = capsys.readouterr()
    messages = [json.loads(line) for line in said.out.splitlines()]
    assert code == 0
    assert [message["author"] for message in messages] == ["Clara", "Pedro", "Pedro", "Clara", "Clara"]
    assert {"source", "conversation", "id", "at", "at_local", "author", "kind", "text", "attachments", "edited",
            "deleted", "reply_to", "thread", "raw"} <= set(messages[0])  # fmt: skip
    assert isinstance(json.loads(said.err.splitlines()[-1]), dict)


def test_parse_says_when_a_file_is_no_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = tmp_path / "nothing.bin"
    nothing.write_bytes(bytes(range(256)))

    assert main(["parse", str(nothing)]) != 0

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", ["audit", "verify", "export", "screen", "parse", "story", "doctor", "demo"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert ended.value.code == 0
    assert len(capsys.readouterr().out) > 60


def test_bench_names_what_it_can_measure(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "--help"])

    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out


def test_the_overview_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert [name for name in COMMANDS if name not in said] == []


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["forge"])

    assert ended.value.code == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments", [["keys", "show"], ["serve"], ["worker"], ["mail"], ["audit"], ["export", str(UUID(int=1)), "-o", "x"]]
)
def test_a_key_that_cannot_be_used_is_said_before_anything_starts(
    arguments: list[str], settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.RECORD_KEY = "pkcs11:object=record?module-path=/nowhere/module.so&pin-value=4711"

    code = main(arguments)

    said = capsys.readouterr()
    assert code == 1
    assert "there is no PKCS#11 module /nowhere/module.so: install" in said.err
    assert "4711" not in said.err + said.out


@pytest.mark.django_db
def test_doctor_says_what_is_wrong_with_the_key(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.RECORD_KEY = "pkcs11:object=record?module-path=/nowhere/module.so"

    code = main(["doctor"])

    assert "missing  record key: there is no PKCS#11 module /nowhere/module.so: install" in capsys.readouterr().out
    assert code == 1


@pytest.mark.django_db
def test_doctor_says_line_by_line_what_is_there_and_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["doctor"])

    lines = capsys.readouterr().out.splitlines()
    checks = {line.split(":")[0].split(maxsplit=1)[1]: line.split()[0] for line in lines}
    assert set(checks) == {
        "data",
        "database",
        "migrations",
        "roles",
        "record key",
        "site log",
        "witnesses",
        "time authorities",
        "mediators",
        "translations",
    }
    assert checks["roles"] == checks["migrations"] == checks["record key"] == "good"
    # Tests run without fsync and without mediators, and doctor notices both.
    assert checks["database"] == checks["mediators"] == "missing"
    assert code == 1
