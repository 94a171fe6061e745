"""Screening on the corpus: what it catches and refuses, by disguise and by kind, and how fast, beside a simple peer.

The peer is what most sites do: an expression for e-mail, one for links, and libphonenumber's matcher for six countries.
"""

from typing import Any

from aval.screening import measure


def run() -> list[dict[str, Any]]:
    """Measure on corpus/contact; ratio is the value over the goal, the limit or the peer that `to` names."""
    return measure.rows()
