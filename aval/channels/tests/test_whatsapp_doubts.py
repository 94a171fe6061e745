"""What the reader refuses to guess, and what it flags."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from aval.channels import Entry, UnknownZone, open_export
from aval.channels.summary import Dates


def read(text: str, **options: object) -> list[Entry]:
    with open_export(io.BytesIO(text.encode()), "chat.txt", **options) as export:  # type: ignore[arg-type]
        return list(export)


def dates(text: str) -> Dates:
    with open_export(io.BytesIO(text.encode()), "chat.txt") as export:
        return export.dates


def codes(entries: list[Entry]) -> list[list[str]]:
    return [[flag.code for flag in entry.flags] for entry in entries]


@pytest.mark.parametrize(
    ("lines", "order", "by"),
    [
        ("3/5/24, 10:00 - A: x", "ambiguous", ""),
        ("3/3/24, 10:00 - A: x", "either", "day and month are equal"),
        ("3/5/24, 10:00 - A: x\n13/5/24, 10:00 - A: x", "day-first", "a day above 12"),
        ("3/5/24, 10:00 - A: x\n3/15/24, 10:00 - A: x", "month-first", "a day above 12"),
        ("11/1/24, 10:00 - A: x\n12/1/24, 10:00 - A: x\n1/2/24, 10:00 - A: x", "day-first", "order of lines"),
        ("1/11/24, 10:00 - A: x\n1/12/24, 10:00 - A: x\n2/1/24, 10:00 - A: x", "month-first", "order of lines"),
        ("3/5/24, 10:00 - A: IMG-20240305-WA0001.jpg (file attached)", "month-first", "names of files"),
        (
            "[3/5/24, 10:00:00] A: \u200e<attached: 00000012-PHOTO-2024-05-03-10-00-00.jpg>",
            "day-first",
            "names of files",
        ),
        ("2024-05-03, 10:00 - A: x", "year-first", "four-digit year"),
        ("3.5.24, 10:00 - A: x", "day-first", "dots"),
        ("03/05/2024, 10:00 - A: x", "day-first", "four-digit year at the end"),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_evidence(lines: str, order: str, by: str) -> None:
    found = dates(lines + "\n")

    assert (found.order, found.by) == (order, by)
    assert found.certain == (by not in ("", "dots", "four-digit year at the end"))


def test_the_person_answers_what_the_file_leaves_open() -> None:
    text = "3/5/24, 10:00 - A: x\n"

    assert read(text)[0].at_local is None
    assert read(text, day_first=True)[0].at_local == "2024-05-03T10:00:00"
    assert read(text, day_first=False)[0].at_local == "2024-03-05T10:00:00"


def test_numbers_above_twelve_outweigh_what_the_person_says() -> None:
    assert read("13/5/24, 10:00 - A: x\n", day_first=False)[0].at_local == "2024-05-13T10:00:00"


@pytest.mark.parametrize(
    ("line", "local"),
    [
        ("[14:56:01, 3/18/22] A: x", "2022-03-18T14:56:01"),
        ("[3/18/2565 BE, 14:56:01] A: x", "2022-03-18T14:56:01"),
        ("[3/18/R4, 14:56:01] A: x", "2022-03-18T14:56:01"),
        ("[18\u200f/3\u200f/2022، 2:56:01 م] A: x", "2022-03-18T14:56:01"),
        ("18/3/22 14:56 - A: x", "2022-03-18T14:56:00"),
        ("18/3/22 14:56: A: x", "2022-03-18T14:56:00"),
        ("18.3.2022 14.56 - A: x", "2022-03-18T14:56:00"),
        ("18-03-22 14:56 - A: x", "2022-03-18T14:56:00"),
        ("2022/03/18, 14:56 - A: x", "2022-03-18T14:56:00"),
        ("18/3/22, 2:56\u202fp.\u00a0m. - A: x", "2022-03-18T14:56:00"),
        ("3/18/22, 2:56 PM - A: x", "2022-03-18T14:56:00"),
        ("18/3/22, 2:56 pm - A: x", "2022-03-18T14:56:00"),
        ("18/3/22, 12:56 a. m. - A: x", "2022-03-18T00:56:00"),
        ("[22. 3. 18. 오후 2:56:01] A: x", "2022-03-18T14:56:01"),
        ("[2022/3/18 下午2:56:01] A: x", "2022-03-18T14:56:01"),
        ("١٨/٣/٢٠٢٢, ١٤:٥٦ - A: x", "2022-03-18T14:56:00"),
        ("18/3/22 à 14:56 - A: x", "2022-03-18T14:56:00"),
    ],
)
def test_headers_of_many_regions_are_read(line: str, local: str) -> None:
    entries = read(line + "\n")

    assert [(entry.at_local, entry.author, entry.text) for entry in entries] == [(local, "A", "x")]


def test_a_zone_makes_moments_and_marks_the_hours_that_clocks_skip_or_repeat() -> None:
    text = "[31/3/24, 02:30:00] A: a\n[27/10/24, 02:30:00] A: b\n[27/10/24, 12:30:00] A: c\n"

    skipped, repeated, plain = read(text, zone="Europe/Madrid")

    assert (skipped.at_local, skipped.extra["clock"]) == ("2024-03-31T02:30:00", "skipped")
    assert repeated.extra["clock"] == "repeated"
    assert plain.at == datetime(2024, 10, 27, 11, 30, tzinfo=UTC)
    with pytest.raises(UnknownZone):
        read(text, zone="Europe/Nowhere")


def test_without_a_zone_no_moment_is_claimed() -> None:
    assert read("13/5/24, 10:00 - A: x\n")[0].at is None


def test_a_pasted_header_in_another_style_stays_in_the_text_and_is_flagged() -> None:
    text = "".join(f"13/5/24, 10:{minute:02} - Ana: mensaje {minute}\n" for minute in range(30))
    text += "13/5/24, 10:40 - Luis: mira\n[13/5/24, 10:39:12] Ana: acepto 5000\n"

    entries = read(text)

    assert len(entries) == 31
    assert entries[-1].text == "mira\n[13/5/24, 10:39:12] Ana: acepto 5000"
    assert codes(entries)[-1] == ["sender-once", "header-in-body"]


def test_a_typed_header_betrays_itself_by_its_space_or_its_zero() -> None:
    text = "".join(f"1/{day}/24, 10:05\u202fAM - Ana: hola {day}\n" for day in range(13, 31))
    with_space = read(text + "1/31/24, 10:06\u202fAM - Luis: dos\n1/31/24, 10:06 AM - Ana: acepto\n")
    with_zero = read(text + "1/31/24, 10:06\u202fAM - Luis: dos\n01/31/24, 10:06\u202fAM - Ana: acepto\n")

    assert "header-in-body" in codes(with_space)[-1]
    assert codes(with_zero)[-1] == ["style-differs"]


def test_a_time_that_does_not_fit_is_flagged() -> None:
    text = "13/5/24, 10:00 - Ana: a\n13/5/24, 11:30 - Luis: b\n13/5/24, 10:02 - Ana: c\n13/5/24, 11:31 - Ana: d\n"

    assert codes(read(text)) == [[], ["time-goes-back"], ["time-goes-back"], []]


def test_lines_a_minute_out_of_order_are_no_forgery() -> None:
    assert codes(read("13/5/24, 10:01 - Ana: a\n13/5/24, 10:00 - Luis: b\n")) == [[], []]


def test_a_line_break_typed_on_ios_is_not_the_one_that_ends_entries() -> None:
    text = "".join(f"[13/5/24, 10:{minute:02}:00] Ana: hola\r\n" for minute in range(20))
    text += (
        "[13/5/24, 10:30:00] Luis: gracias\n[13/5/24, 10:30:10] Ana: acepto 5000\r\n[13/5/24, 10:31:00] Luis: bien\r\n"
    )

    assert codes(read(text))[-3:] == [[], ["line-end-differs"], []]


def test_a_typed_imitation_of_the_apps_words_stays_text_and_is_flagged() -> None:
    text = "[13/5/24, 10:00:00] Ana: \u200eimagen omitida\r\n\u200e[13/5/24, 10:01:00] Ana: \u200eimagen omitida\r\n[13/5/24, 10:02:00] Luis: imagen omitida\r\n"

    entries = read(text)

    assert (entries[2].text, entries[2].attachments) == ("imagen omitida", ())
    assert codes(entries)[2] == ["typed-marker"]


@pytest.mark.parametrize(
    "notice",
    [
        'Ana creó el grupo "Obra: cocina"',
        'Ana changed the subject from "Obra: cocina" to "Obra: baño"',
        "Ana mudou o nome do grupo de “Obra: cozinha” para “Obra: banho”",
        'Du hast die Gruppe "Obra: Küche" erstellt.',
    ],
)
def test_a_notice_with_a_colon_is_nobodys_message(notice: str) -> None:
    entries = read(f"13/5/24, 10:00 - {notice}\n13/5/24, 10:01 - Ana: hola\n")

    assert [(entry.kind, entry.author) for entry in entries] == [("notice", None), ("message", "Ana")]
    assert entries[0].text == notice


def test_a_name_with_a_colon_is_found_by_what_the_app_wrote_after_it() -> None:
    text = "13/5/24, 10:00 - Obra: cocina: <Multimedia omitido>\n13/5/24, 10:01 - Obra: cocina: hola\n13/5/24, 10:02 - Obra: precio: 5\n"

    assert [entry.author for entry in read(text)] == ["Obra: cocina", "Obra: cocina", "Obra"]


def test_what_stands_before_the_first_entry_is_reported() -> None:
    with open_export(io.BytesIO(b"Aviso importante\n13/5/24, 10:00 - Ana: hola\n"), "chat.txt") as export:
        assert export.summary.entries == 1
        assert [(damage.code, damage.detail) for damage in export.summary.damage] == [
            ("text-before-first-entry", "Aviso importante")
        ]


def test_the_conversation_is_called_as_the_file_says() -> None:
    text = b"13/5/24, 10:00 - Ana: hola\n"
    names = {"Chat de WhatsApp con Ana P.txt": "Ana P", "Conversa do WhatsApp com Ana (1).txt": "Ana", "_chat.txt": ""}

    for name, title in names.items():
        with open_export(io.BytesIO(text), name) as export:
            assert next(iter(export)).conversation == title


def test_other_line_separators_do_not_end_a_line() -> None:
    text = "13/5/24, 10:00 - Ana: a\u2028b\u0085c\x0bd\x0ce\n13/5/24, 10:01 - Ana: f\n"

    assert [entry.text for entry in read(text)] == ["a\u2028b\u0085c\x0bd\x0ce", "f"]
