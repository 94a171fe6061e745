"""The table in the documentation is what the command prints today."""

from __future__ import annotations

from pathlib import Path

import pytest

from aval.channels.tests.facts import table

DOCS = Path(__file__).parents[3] / "docs" / "channels.md"


@pytest.mark.skipif(not DOCS.exists(), reason="the documentation does not come along in an installed package")
def test_the_table_in_the_documentation_is_up_to_date() -> None:
    assert table() in DOCS.read_text()
