"""What is new in a mail, and what it repeats of earlier ones. Nothing is thrown away: the two together are the text."""

import re
from typing import NamedTuple

_ATTRIBUTION = re.compile(
    r"(?:on\b.{4,250}\bwrote|el\b.{4,250}\bescribi[óo]|em\b.{4,250}\bescreveu|le\b.{4,250}\ba écrit"
    r"|am\b.{4,250}\bschrieb(?:\s.{1,120})?)\s*:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_DIVIDER = re.compile(
    r"-{2,}\s*(?:original message|forwarded message|mensaje original|mensaje reenviado|mensagem original"
    r"|mensagem encaminhada)\s*-{2,}\s*|_{20,}\s*",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\*?(?:from|de)\s*:\*?\s.*@", re.IGNORECASE)
_HEADER_NEXT = re.compile(r"\*?(?:sent|date|to|subject|enviado|fecha|para|asunto|data|assunto)\b.*?:", re.IGNORECASE)
ATTRIBUTION_LINES_MAX = 3


class Trimmed(NamedTuple):
    """The words that are new, and the rest as it stood."""

    new: str
    quoted: str


def trim(text: str) -> Trimmed:
    r"""Cut a reply where it begins to repeat what it answers. An answer between quoted lines is left whole.

    >>> trim("Sí.\n\nEl lun, 2 mar 2026, Clara <clara@example.com> escribió:\n> ¿450?")
    Trimmed(new='Sí.', quoted='El lun, 2 mar 2026, Clara <clara@example.com> escribió:\n> ¿450?')
    """
    lines = text.split("\n")
    for index in range(len(lines)):
        if _begins_quotation(lines, index) and _only_quoted_after(lines, index):
            new, quoted = "\n".join(lines[:index]).rstrip(), "\n".join(lines[index:]).strip("\n")
            # A mail that only forwards says what it says by what it forwards.
            return Trimmed(new, quoted) if new.strip() else Trimmed(text, "")
    return Trimmed(text, "")


def _begins_quotation(lines: list[str], index: int) -> bool:
    line = lines[index].strip()
    if not line:
        return False
    if line.startswith(">") or _DIVIDER.fullmatch(line):
        return True
    if _HEADER.match(line) and any(_HEADER_NEXT.match(after.strip()) for after in lines[index + 1 : index + 4]):
        return True
    return any(
        _ATTRIBUTION.match(" ".join(part.strip() for part in lines[index : index + count]))
        for count in range(1, ATTRIBUTION_LINES_MAX + 1)
    )


def _only_quoted_after(lines: list[str], index: int) -> bool:
    """Whether nothing new is said between or below quoted lines; without marked lines all of it is a quotation."""
    marked = [place for place in range(index, len(lines)) if lines[place].lstrip().startswith(">")]
    if not marked:
        return True
    return not any(line.strip() for line in lines[marked[-1] + 1 :]) and not any(
        lines[place].strip() for place in range(marked[0], marked[-1]) if not lines[place].lstrip().startswith(">")
    )
