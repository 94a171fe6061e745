"""A small part of the long run of ``aval.channels.tests.fuzz``, and inputs that once broke something."""

from __future__ import annotations

import io
import time
import tracemalloc
from pathlib import Path

import pytest

from aval.channels import BadArchive, ExportRefused, Limits, UnknownExport, as_line, open_export
from aval.channels.mail.authenticity import from_addresses
from aval.channels.mail.message import address_of
from aval.channels.tests.fuzz import SEED, fuzz, parsers

MANY = 30


@pytest.mark.parametrize("name", list(parsers()))
def test_mutated_inputs_break_no_parser(name: str) -> None:
    result = fuzz(name, MANY, SEED)

    assert result.failed == []
    assert result.slow == []
    assert result.read + result.refused == MANY


@pytest.mark.parametrize("source", ["transcript", "telegram", "whatsapp", "sms", "imessage", "matrix", "email"])
def test_a_source_that_a_person_insists_on_is_refused_where_nothing_of_it_is_there(source: str) -> None:
    with pytest.raises(ExportRefused) as refusal, open_export(io.BytesIO(b"\0nothing"), "x", source=source) as export:
        list(export)

    assert refusal.value.sentence("es")


def test_addresses_that_nest_without_end_are_given_up() -> None:
    assert address_of("(" * 50_000)[1] == ""
    assert address_of('"[<' * 20_000)[1] == ""
    assert address_of("<" + "@a" * 50_000)[1] == ""
    assert from_addresses(b"From: " + b"[" * 50_000 + b" <ana@example.org>\n\n") == ["ana@example.org"]


@pytest.mark.parametrize("filler", [" ", " to ", "a ", "\u00a0", "to: "])
def test_a_zoom_line_without_an_end_costs_no_more_than_its_length(filler: str) -> None:
    text = f"16:20:25 From Ana : hola\n16:20:26 From {filler * 20_000}\n"

    start = time.process_time()
    with open_export(io.BytesIO(text.encode()), "chat.txt", source="zoom") as export:
        entries = list(export)

    assert entries[0].text.startswith("hola")
    assert time.process_time() - start < 1


def test_half_a_pair_hidden_in_a_key_goes_nowhere() -> None:
    message = '{"id": 1, "type": "service", "date": "2024-05-13T10:00:00", "actor": "A", "action": "x", "a\\ud83db": 1}'
    text = f'{{"name": "A", "type": "personal_chat", "id": 1, "messages": [{message}]}}'

    with open_export(io.BytesIO(text.encode()), "result.json") as export:
        lines = [as_line(entry).encode() for entry in export]

    assert len(lines) == 1


def test_a_file_of_ten_gigabytes_costs_no_memory_to_refuse(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)

    tracemalloc.start()
    with pytest.raises(UnknownExport):
        open_export(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 16 * 1024**2


def test_a_loose_file_above_the_limit_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadArchive) as refusal:
        open_export(io.BytesIO(b"13/5/24, 10:00 - Ana: x\n" * 100), "chat.txt", limits=Limits(loose=1000))

    assert "1000" in refusal.value.sentence("pt")


@pytest.mark.parametrize("odd", ["<![DOCTYPE x]>", "<![if !IE]>", "<![CDATA[x]]>", "<![", "<![if"])
@pytest.mark.parametrize("source", ["telegram", "discord"])
def test_a_marked_section_in_a_page_is_passed_over_as_browsers_do(source: str, odd: str) -> None:
    pages = [data for data in parsers()[source][0] if b"<!DOCTYPE html>" in data]
    assert pages
    for page in pages:
        middle = page.index(b"<body")
        with open_export(io.BytesIO(page[:middle] + odd.encode() + page[middle:]), "messages.html") as export:
            assert list(export)
