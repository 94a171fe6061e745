"""Dossiers: a contract's record in one file that a person can keep, read and check without trusting the site.

``write_dossier`` writes one from plain data; ``verify.verify_path`` checks one. What is in the file is described in
docs/record.md; ``verify.py`` is also shipped inside each dossier and runs alone.
"""

from aval.proofs.dossier.model import (
    CaseFile,
    Dossier,
    Erased,
    Event,
    HiddenEvent,
    Milestone,
    Opened,
    Party,
    SiteEntry,
    SiteEvidence,
    SiteKeys,
    SiteNamed,
    SiteStamp,
    TimelineRow,
    Withheld,
)
from aval.proofs.dossier.writer import DossierError, write_dossier

__all__ = [
    "CaseFile",
    "Dossier",
    "DossierError",
    "Erased",
    "Event",
    "HiddenEvent",
    "Milestone",
    "Opened",
    "Party",
    "SiteEntry",
    "SiteEvidence",
    "SiteKeys",
    "SiteNamed",
    "SiteStamp",
    "TimelineRow",
    "Withheld",
    "write_dossier",
]
