"""BY-HAND.md: how to check a dossier with sha256sum, openssl and bash, in the dossier's language."""

from dataclasses import dataclass
from importlib import resources
from string import Template

from aval.proofs.dossier.model import Language

_OPENING = "<!-- opening -->\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The part that the page takes for an example; ``path`` is empty if its payload is within the openings."""

    seq: int
    line: int
    part: str
    salt: str
    digest: str
    commitment: str
    path: str


def by_hand(language: Language, origin: str, example: Example | None) -> bytes:
    """Return the page; without an example it leaves out how one content is checked."""
    text = resources.files(__name__).joinpath(f"{language}.md").read_text(encoding="utf-8")
    general, _, opening = text.partition(_OPENING)
    values = {"origin": origin}
    if example is not None:
        general += opening
        values |= {
            "seq": str(example.seq),
            "line": str(example.line),
            "part": example.part,
            "salt": example.salt,
            "digest": example.digest,
            "commitment": example.commitment,
            "path": example.path or "data/openings.jsonl",
        }
    return _Template(general).substitute(values).encode()


class _Template(Template):
    # The shell's own $ stays as it is.
    delimiter = "@@"
