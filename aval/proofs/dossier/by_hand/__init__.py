"""BY-HAND.md: how to check a dossier with sha256sum, openssl and bash, in the dossier's language."""

from dataclasses import dataclass
from importlib import resources
from string import Template

from aval.proofs.dossier.model import Language

_OPENING, _SITE, _STAMP, _ROOT = (f"<!-- {part} -->\n" for part in ("opening", "site", "stamp", "root"))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """The stamp that the page takes for an example: of which head of the site's log, and its file."""

    origin: str
    size: int
    root: str
    file: str


def by_hand(
    language: Language,
    origin: str,
    example: Example | None,
    *,
    entry_line: int = 0,
    has_root: bool = False,
    stamped: Stamped | None = None,
) -> bytes:
    """Return the page; without an example it leaves out how one content is checked.

    :param entry_line: the line of the newest entry in the site's log; 0 if the dossier brings none
    :param has_root: if it brings what an offline root says of the keys
    :param stamped: the stamp to check, if there is one
    """
    text = resources.files(__name__).joinpath(f"{language}.md").read_text(encoding="utf-8")
    text, _, root = text.partition(_ROOT)
    text, _, stamp = text.partition(_STAMP)
    text, _, site = text.partition(_SITE)
    general, _, opening = text.partition(_OPENING)
    values = {"origin": origin, "entry_line": str(entry_line)}
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
    if entry_line:
        general += site
    if stamped is not None:
        general += stamp
        values |= {
            "stamp_origin": stamped.origin,
            "stamp_size": str(stamped.size),
            "stamp_root": stamped.root,
            "stamp_file": stamped.file,
        }
    if has_root:
        general += root
    return _Template(general).substitute(values).encode()


class _Template(Template):
    # The shell's own $ stays as it is.
    delimiter = "@@"
