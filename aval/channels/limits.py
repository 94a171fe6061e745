"""How much an export may be before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; sizes in bytes unless the name says otherwise.

    ``member_ratio`` and ``total_ratio`` bound how many times larger a file, or all of them, may be than packed. Text
    packs up to about 15 times in real exports, media hardly at all.
    """

    loose: int = 16 * 1024**3  # a file that is no archive: read as a stream, however large
    total: int = 2 * 1024**3
    member: int = 1024**3
    members: int = 20_000
    depth: int = 16
    member_ratio: int = 200
    total_ratio: int = 50
    ratio_free: int = 1024**2  # below this unpacked size no ratio is asked: a few repeated lines pack very well
    entry_chars: int = 4 * 1024**2
    json_depth: int = 64
    json_value: int = 16 * 1024**2
