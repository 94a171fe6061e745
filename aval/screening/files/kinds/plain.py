"""Plain text, tables and code."""

from __future__ import annotations

import codecs
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aval.screening.files.verdicts import Where

if TYPE_CHECKING:
    from aval.screening.files.reading import Reading, Source

CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f\x08\x0b\x1b")
CONTROLS_MAX = 0.02
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CODE = frozenset(
    [
        "bash",
        "bat",
        "c",
        "cc",
        "clj",
        "cpp",
        "cs",
        "css",
        "dart",
        "ex",
        "exs",
        "go",
        "gradle",
        "graphql",
        "h",
        "hpp",
        "hs",
        "ini",
        "ipynb",
        "java",
        "js",
        "json",
        "jsx",
        "kt",
        "less",
        "lua",
        "mjs",
        "ml",
        "php",
        "pl",
        "proto",
        "ps1",
        "py",
        "r",
        "rb",
        "rs",
        "scala",
        "scss",
        "sh",
        "sql",
        "svelte",
        "swift",
        "tf",
        "toml",
        "ts",
        "tsx",
        "vue",
        "yaml",
        "yml",
    ]
)


def is_one(start: bytes, source: Source) -> bool:
    """Whether the bytes are text in some encoding."""
    del source
    if start.startswith(tuple(bom for bom, _ in _BOMS)) or _wide(start):
        return True
    return sum(byte in CONTROLS for byte in start) <= len(start) * CONTROLS_MAX


def read(reading: Reading, source: Source) -> None:
    """Say the text; code is judged as code."""
    text = decoded(source.whole())
    ending = PurePosixPath(source.name).suffix.lower().lstrip(".")
    if ending in CODE and "```" not in text:
        text = f"```\n{text}\n```"
    reading.say(Where.TEXT, text, source)


def decoded(body: bytes) -> str:
    """Return the text of bytes whose encoding nobody told. Never raises."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body.decode(name, "replace").removeprefix("\ufeff")
    if wide := _wide(body[:4_096]):
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _wide(start: bytes) -> str:
    """Name the encoding of text in two bytes a letter that does not say so itself, or return nothing."""
    if len(start) < 4:  # noqa: PLR2004 (two letters)
        return ""
    half = len(start) // 2
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return ""
