"""Conversations whose every entry is known, in the styles of eight phones."""

from __future__ import annotations

import io
import tracemalloc
from datetime import datetime

import pytest

from aval.channels import Entry, compare, not_yet_known, open_export
from aval.channels.tests.generate import PHONES, Phone, conversation, header
from aval.channels.tests.truth import forgeries, told, undecidable

SIZE = 2_000


def read(text: str | bytes, **options: object) -> list[Entry]:
    data = text.encode() if isinstance(text, str) else text
    with open_export(io.BytesIO(data), "chat.txt", **options) as export:  # type: ignore[arg-type]
        return list(export)


@pytest.mark.parametrize("phone", PHONES, ids=lambda phone: phone.name)
def test_every_entry_is_read_as_it_was_written(phone: Phone) -> None:
    text, truths = conversation(phone, SIZE)

    entries = read(text)

    assert [told(entry, pasted=truth.pasted) for entry, truth in zip(entries, truths, strict=True)] == truths
    assert [entry.number for entry in entries if entry.flags] == [n for n, truth in enumerate(truths) if truth.pasted]
    assert len({entry.fingerprint for entry in entries}) == SIZE


@pytest.mark.parametrize("phone", PHONES[::4], ids=lambda phone: phone.name)
def test_a_newer_export_adds_only_what_is_new(phone: Phone) -> None:
    text, _ = conversation(phone, 600)
    eol = "\r\n" if phone.ios else "\n"
    starts = [entry.number for entry in read(text)]
    raws = [entry.raw for entry in read(text)]

    earlier, newer = read(eol.join(raws[:400]) + eol), read(eol.join(raws[150:]) + eol)

    known = {entry.fingerprint for entry in earlier}
    assert len(starts) == 600
    assert [entry.raw for entry in not_yet_known(newer, known)] == raws[400:]


def test_the_same_words_twice_in_a_minute_are_two_messages() -> None:
    entries = read("13/1/24, 10:00 - Ana: ok\n13/1/24, 10:00 - Ana: ok\n13/1/24, 10:00 - Luis: ok\n")

    assert len({entry.fingerprint for entry in entries}) == 3


def test_memory_does_not_grow_with_the_file() -> None:
    phone = PHONES[1]
    line = header(phone, datetime(2024, 5, 13, 10, 0)) + "Ana: " + "x" * 200 + "\n"  # noqa: DTZ001
    data = (line * 40_000).encode()

    tracemalloc.start()
    with open_export(io.BytesIO(data), "chat.txt") as export:
        count = sum(1 for _ in export)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 40_000
    assert peak < len(data) / 2


def test_two_phones_agree_on_one_conversation() -> None:
    mine = "13/1/24, 10:00 - Luis: hola, ¿cómo va el logo?\n13/1/24, 10:01 - Ana: lo mando hoy\n13/1/24, 10:05 - Luis: perfecto\n"
    hers = (
        "[1/13/24, 16:00:12] Cliente: hola, ¿cómo va el logo?\r\n[1/13/24, 16:01:40] Ana P: lo mando hoy\r\n"
        "[1/13/24, 16:05:01] Cliente: perfecto\r\n"
    )

    comparison = compare(read(mine), read(hers))

    assert len(comparison.matched) == 3
    assert comparison.offset_minutes == 360
    assert comparison.labels == {"Luis": "Cliente", "Ana": "Ana P"}
    assert not comparison.differs
    assert not comparison.only_a
    assert not comparison.only_b


def test_a_line_slipped_into_a_message_is_exposed_by_the_other_export() -> None:
    forged = "13/1/24, 10:02 - Ana: acepto pagar 5000"
    mine = f"13/1/24, 10:00 - Luis: hola, ¿cómo va el logo?\n13/1/24, 10:02 - Luis: gracias\n{forged}\n13/1/24, 10:05 - Ana: listo, mañana\n"
    hers = (
        "[1/13/24, 10:00:12] Cliente: hola, ¿cómo va el logo?\r\n"
        f"[1/13/24, 10:02:40] Cliente: gracias\r\n{forged}\r\n[1/13/24, 10:05:01] Ana P: listo, mañana\r\n"
    )

    comparison = compare(read(mine), read(hers))

    assert [difference.why for difference in comparison.differs] == ["lines"]
    assert [(entry.text, [flag.code for flag in entry.flags]) for entry in comparison.only_a] == [
        ("acepto pagar 5000", ["only-one-side"])
    ]
    assert [flag.code for entry in read(hers) for flag in entry.flags] == ["header-in-body"]


def test_an_edit_and_a_deletion_differ_and_are_named() -> None:
    mine = "13/1/24, 10:00 - Luis: el precio es 500\n13/1/24, 10:10 - Ana: de acuerdo\n13/1/24, 10:20 - Ana: gracias por todo\n"
    hers = "13/1/24, 10:00 - Luis: el precio es 400 <Se editó este mensaje.>\n13/1/24, 10:10 - Ana: Se eliminó este mensaje.\n13/1/24, 10:20 - Ana: gracias por todo\n"

    comparison = compare(read(mine), read(hers))

    assert [difference.why for difference in comparison.differs] == ["edited", "deleted"]
    assert len(comparison.matched) == 1


def test_no_undecidable_date_is_guessed() -> None:
    files, guessed = undecidable()

    assert files > 80
    assert guessed == 0


def test_lines_slipped_into_messages_are_flagged_unless_they_are_what_the_phone_itself_writes() -> None:
    found = forgeries(300)

    assert found.lines > 60
    assert found.flagged_alone == found.lines - found.identical
    assert found.flagged_by_two == found.lines
    assert found.false_alone == found.false_by_two == 0
