"""The filter behind `aval screen`: one answer a line, whatever the line."""

import io
import json

from aval.screening import filter as screening_filter


def answers(*lines: str) -> list[dict[str, object]]:
    out = io.StringIO()
    screening_filter.run(lines, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_text_is_answered_with_its_spans_and_reasons() -> None:
    (answer,) = answers('{"id": "a", "text": "hola ana.rios@gmail.com"}\n')

    assert answer == {"id": "a", "flagged": True, "spans": [[5, 23]], "reasons": ["email"]}


def test_an_honest_text_is_answered_with_nothing() -> None:
    (answer,) = answers('{"id": 7, "text": "hola, gracias por la propuesta"}\n')

    assert answer == {"id": 7, "flagged": False, "spans": [], "reasons": []}


def test_messages_are_answered_with_the_place_of_each_span() -> None:
    (answer,) = answers('{"id": "t", "messages": ["55", "11 9", "8888-7777"]}\n')

    assert answer["flagged"] is True
    assert answer["messages"] == [2]


def test_a_bad_line_is_answered_and_the_run_goes_on() -> None:
    lines = ["nonsense\n", "[1]\n", '{"id": "x"}\n', '{"id": "y", "messages": [1]}\n', "[" * 100_000 + "\n", "\n"]

    found = answers(*lines, '{"id": "z", "text": "hola"}\n')

    assert [("error" in answer, answer["id"]) for answer in found] == [
        (True, None),
        (True, None),
        (True, "x"),
        (True, "y"),
        (True, None),
        (False, "z"),
    ]


def test_lone_surrogates_come_in_and_the_answer_is_still_json() -> None:
    (answer,) = answers('{"id": "\\ud800", "text": "\\ud800 ana.rios@gmail.com"}\n')

    assert answer["flagged"] is True
    assert answer["id"] == "\ud800"
