"""Screens the names of attachments."""

import re

from aval.screening.screen import screen
from aval.screening.verdicts import Policy, Verdict


def file_name(name: str, *, policy: Policy = Policy.CLOSED_GATE) -> Verdict:
    """Judge an attachment's name; spans are code points of `name`. Never raises.

    The ending is left out, and what file names use for spaces is read as spaces: "ana_arroba_gmail_punto_com.pdf".
    """
    stem = _ENDING.sub("", name)
    plain = screen(stem, policy=policy)
    if plain.flagged:
        return plain
    # One sign for one sign: the spans stay right.
    return screen(_JOINT.sub(" ", stem), policy=policy)


_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_JOINT = re.compile(r"[_+]")
