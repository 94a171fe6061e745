"""The colours keep WCAG 2.2 AA in both themes: 4.5:1 for text, 3:1 for what shows where one can type or press."""

import re
from pathlib import Path

import pytest

import aval.web

TOKENS = (Path(aval.web.__file__).parent / "static" / "aval" / "tokens.css").read_text()
FOUND = re.findall(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\);", TOKENS)
PAIRS = {name: (light, dark) for name, light, dark in FOUND}
GROUNDS = ("paper", "surface", "sunken")
WASHED = ("brand", "safe", "seal", "warn", "danger")


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, theme: int) -> float:
    darker, lighter = sorted([luminance(PAIRS[one][theme]), luminance(PAIRS[other][theme])])
    return (lighter + 0.05) / (darker + 0.05)


TEXTS = [
    *((text, ground) for text in ("ink", "ink-soft", "ink-faint", "brand", "safe", "danger") for ground in GROUNDS),
    *((name, f"{name}-wash") for name in WASHED),
    *(("ink", f"{name}-wash") for name in WASHED),
    *(("ink-soft", f"{name}-wash") for name in WASHED),
    ("on-brand", "brand"),
    ("on-safe", "safe"),
    ("on-danger", "danger"),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(text: str, ground: str, theme: int) -> None:
    assert contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_the_edges_of_fields_can_be_seen(ground: str, theme: int) -> None:
    assert contrast("line-strong", ground, theme) >= 3
