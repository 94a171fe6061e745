"""The table in the documentation is what the command prints today, and every fact of the READMEs holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from aval.channels.tests.facts import outcome, rows, table

DOCS = Path(__file__).parents[3] / "docs" / "channels.md"


@pytest.mark.skipif(not DOCS.exists(), reason="the documentation does not come along in an installed package")
def test_the_table_in_the_documentation_is_up_to_date() -> None:
    assert table() in DOCS.read_text()


def test_every_fact_that_a_readme_states_is_found() -> None:
    wrong, held = [], 0
    for path, text in rows():
        for fact in outcome(path, text)[0]:
            held += fact.expected == fact.found
            if fact.expected != fact.found:
                wrong.append((path.name, fact))

    assert wrong == []
    assert held > 700
