"""Screens the names of people and of attachments."""

import re
from dataclasses import replace

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


def under_name(name: str, text: str = "", *, policy: Policy = Policy.CLOSED_GATE) -> Verdict:
    """Judge a person's name with the text below it. Never raises.

    Spans are code points of `name`, a line's end and `text`. How a name reads says nothing, but a detail may begin
    in it.
    """
    details = screen(f"{name}\n{text}", policy=policy, worded=False)
    if details.flagged:
        return details
    before = len(name) + 1
    return Verdict(
        tuple(
            replace(finding, start=finding.start + before, end=finding.end + before)
            for finding in screen(text, policy=policy).findings
        )
    )


_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_JOINT = re.compile(r"[_+]")
