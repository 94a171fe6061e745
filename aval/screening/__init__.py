"""Judges whether a text carries a way to meet outside the site, while a conversation's gate is closed.

Pure Python: no Django, no network, no model. What goes in is a text, or the last messages of one author; what comes
out is a `Verdict` whose findings point at the original text by code points. No input makes it raise.

>>> from aval.screening import screen
>>> screen("Write to ana@estudio-lopez.com").flagged
True
"""

from aval.screening.names import file_name, under_name
from aval.screening.screen import screen, screen_messages
from aval.screening.verdicts import Context, Disguise, Finding, Kind, Policy, Verdict

__all__ = [
    "Context",
    "Disguise",
    "Finding",
    "Kind",
    "Policy",
    "Verdict",
    "file_name",
    "screen",
    "screen_messages",
    "under_name",
]
