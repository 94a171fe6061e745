"""Whatever the bytes are, reading them ends in a verdict."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aval.screening import Context, Policy
from aval.screening.files.limits import Limits
from aval.screening.files.reading import Reading, Source
from aval.screening.files.tests import make

SEEDS = (
    b"",
    make.text_pdf(make.HONEST, info="/Title (x)"),
    make.docx(make.HONEST),
    make.xlsx([["a", 1.5], ["b", 2]]),
    make.odt("x"),
    make.zipped({"a.txt": "x", "b/c.zip": make.zipped({"d": "x"})}),
    rb"{\rtf1 \u-300? x \'zz {\pict\pngblip 89504e47}}",
    b"<html><a href='data:text/html;base64,####'>x</a><!-- x <![CDATA[ x",
    b"\x89PNG\r\n\x1a\n",
    b"\x1f\x8b\x08" + bytes(20),
    b"\xff\xfe\x00\xd8\x00\xd8",
)


@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 5_000), st.binary(min_size=1, max_size=6)), max_size=8),
    cut=st.integers(0, 5_000),
    name=st.text(max_size=40),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.filterwarnings("ignore")
def test_changed_and_cut_files_end_in_a_verdict(
    seed: bytes, changes: list[tuple[int, bytes]], cut: int, name: str
) -> None:
    body = bytearray(seed)
    for at, instead in changes:
        body[at % (len(body) + 1) : at % (len(body) + 1) + len(instead)] = instead
    reading = Reading(Limits(), Policy.CLOSED_GATE, Context(), name)

    with reading.doubting():
        reading.read(Source(io.BytesIO(bytes(body)[: cut or None]), name, len(body)))

    for one in reading.verdict(0).found:
        assert 0 <= one.finding.start < one.finding.end <= len(one.excerpt)


def test_a_verdict_survives_its_way_between_processes(tmp_path: Path) -> None:
    reading = Reading(Limits(), Policy.CLOSED_GATE, Context(), "a.txt")
    reading.read_whole(make.kept(tmp_path, "\n".join(f"ana{n}@gmail.com" for n in range(50))))
    verdict = reading.verdict(1.5)

    assert type(verdict).from_json(verdict.as_json()) == verdict
    assert len(verdict.found) == Limits().findings
