"""Whatever bytes come in, a named refusal or entries come out, never a traceback."""

from __future__ import annotations

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from aval.channels import Entry, ExportRefused, as_line, open_export
from aval.channels.tests.facts import DATA
from aval.channels.tests.make import chat_zip

SAMPLES = sorted(
    path for path in DATA.rglob("*") if path.is_file() and path.name != "README.md" and path.stat().st_size < 20_000
)
LINES = st.lists(
    st.sampled_from(
        [
            "13/5/24, 10:00 - Ana: ",
            "[13/5/24, 10:00:01] Ana: ",
            "\u200e",
            "\ufeff",
            "<Media omitted>",
            "x.jpg (file attached)",
            "\n",
            "\r\n",
            ": ",
            "null",
            "[14:56:01, 3/18/22] ",
            "99/99/99, 99:99 - ",
            "<attached: ",
            ">",
            '"',
            "Obra: cocina: ",
            "\u202f",
            "POLL:",
            "\0",
            'created group "',
            "\ud83d\ude00",
        ]
    ),
    max_size=40,
)


def read(data: bytes) -> list[Entry] | None:
    """Entries, or None when refused; every entry must go through JSON."""
    try:
        with open_export(io.BytesIO(data), "x") as export:
            entries = list(export)
            json.dumps(export.summary.as_dict())
    except ExportRefused as refusal:
        refusal.sentence("es")
        return None
    for entry in entries:
        json.loads(as_line(entry))
    return entries


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), max_size=6),
    st.floats(0, 1),
)
def test_mutated_samples_never_break_the_reader(path: object, changes: list[tuple[float, bytes]], keep: float) -> None:
    data = bytearray(path.read_bytes())  # type: ignore[attr-defined]
    for place, new in changes:
        at = int(place * len(data))
        data[at : at + len(new)] = new

    read(bytes(data[: int(len(data) * (0.3 + 0.7 * keep))]))


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_any_mixture_of_headers_and_marks_is_read(pieces: list[str]) -> None:
    read("".join(pieces).encode("utf-8", "replace"))


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8))
def test_mutated_archives_never_break_the_reader(place: float, new: bytes) -> None:
    data = bytearray(chat_zip())
    at = int(place * len(data))
    data[at : at + len(new)] = new

    read(bytes(data))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=2_000))
def test_noise_is_refused_or_read(data: bytes) -> None:
    read(data)
