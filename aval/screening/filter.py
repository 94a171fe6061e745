"""The filter behind `aval screen`: JSON Lines in, JSON Lines out, one answer for each line."""

import json
from collections.abc import Iterable
from typing import Protocol

from aval.screening.screen import screen, screen_messages
from aval.screening.verdicts import Verdict

# A line is judged whole; past this a line is refused unread, so that one line can't take the memory of the machine.
MAX_LINE_CHARACTERS = 8_000_000

_Json = dict[str, object]


class Sink(Protocol):
    """Anything that lines can be written to."""

    def write(self, text: str, /) -> object:
        """Take one line, with its end."""


def run(stdin: Iterable[str], stdout: Sink) -> int:
    """Screen each line of `stdin` and write one answer a line to `stdout`; return how many lines were bad.

    A line is {"id", "text"} or {"id", "messages": [oldest, ..., newest]}. The answer is {"id", "flagged", "spans",
    "reasons"}; for messages it adds "messages", the place of the message in which each span lies. A line that can't be
    read is answered by {"id", "error"} and the run goes on.
    """
    bad = 0
    for line in stdin:
        if not line.strip():
            continue
        answer = _answer(line)
        bad += "error" in answer
        stdout.write(json.dumps(answer) + "\n")
    return bad


def _answer(line: str) -> _Json:
    if len(line) > MAX_LINE_CHARACTERS:
        return {"id": None, "error": f"line longer than {MAX_LINE_CHARACTERS} characters"}
    try:
        record = json.loads(line)
    # Depth in the text of a line exhausts the parser's stack; a number of 5,000 digits is a ValueError.
    except (ValueError, RecursionError):
        return {"id": None, "error": "not JSON"}
    if not isinstance(record, dict):
        return {"id": None, "error": "not an object"}
    name, text, messages = record.get("id"), record.get("text"), record.get("messages")
    if isinstance(text, str) and messages is None:
        return _result(name, screen(text))
    if isinstance(messages, list) and text is None and all(isinstance(message, str) for message in messages):
        verdict = screen_messages(messages)
        return _result(name, verdict) | {"messages": [finding.message for finding in verdict.findings]}
    return {"id": name, "error": "needs either text (a string) or messages (a list of strings)"}


def _result(name: object, verdict: Verdict) -> _Json:
    return {
        "id": name,
        "flagged": verdict.flagged,
        "spans": [[finding.start, finding.end] for finding in verdict.findings],
        "reasons": [finding.kind.value for finding in verdict.findings],
    }
