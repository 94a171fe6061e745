"""How a refused text is shown to its author: what was found, where, and a sentence for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aval.moderation.models import RefusedText
from aval.screening import Disguise, Finding, Kind
from aval.screening.files import Doubt, FileVerdict, Found, Where


@dataclass(frozen=True, slots=True)
class Highlight:
    """One place in a refused text, in code points, with a sentence for its author."""

    start: int
    end: int
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a refused text: marked where something was found."""

    text: str
    marked: bool


def highlights(refused: RefusedText, language: str) -> list[Highlight]:
    """Return what was found in a refused text, with sentences in the reader's language."""
    return [_highlight(kept, language) for kept in refused.findings]


def doubts(refused: RefusedText, language: str) -> list[str]:
    """Say which files no machine could judge, and why."""
    return [f"{one['file']}: {FileVerdict(doubts=(Doubt(one['doubt']),)).sentence(language)}" for one in refused.doubts]


def pieces(refused: RefusedText) -> list[Piece]:
    """Cut a refused text into marked and plain stretches; together they are the text again."""
    return list(_cut(refused.text, sorted((item["start"], item["end"]) for item in refused.findings)))


def _highlight(kept: dict[str, Any], language: str) -> Highlight:
    finding = _read(kept)
    sentence = finding.sentence(language)
    if "file" in kept:
        found = Found(Where(kept["where"]), "", finding, kept["member"], kept["page"])
        sentence = f"{kept['file']} ({found.place(language)}): {sentence}"
    return Highlight(finding.start, finding.end, str(finding.kind), sentence)


def _cut(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end in spans:
        if end <= at:
            continue
        if start > at:
            yield Piece(text[at:start], marked=False)
        yield Piece(text[max(start, at) : end], marked=True)
        at = end
    if at < len(text):
        yield Piece(text[at:], marked=False)


def _read(kept: dict[str, Any]) -> Finding:
    return Finding(
        start=int(str(kept["start"])),
        end=int(str(kept["end"])),
        kind=Kind(str(kept["kind"])),
        disguise=Disguise(str(kept["disguise"])),
        confidence=float(str(kept["confidence"])),
    )
