"""Conversations from other apps, each turned into one stream of entries.

Pure Python without Django, usable alone::

    from aval.channels import open_export

    with open_export("WhatsApp Chat - Ana.zip", zone="America/Bogota") as export:
        for entry in export:
            print(entry.at_local, entry.author, entry.text)
        print(export.summary.participants)

What the package promises: an export is read as a stream and never unpacked to disk; nothing is guessed that the file
leaves open (the order of day and month, the zone); what the app wrote is never taken for a person's words; whatever
looks forged carries a flag; damage is reported and everything whole is still read.
"""

from aval.channels.compare import Comparison, compare, not_yet_known
from aval.channels.container import Damage
from aval.channels.entry import Attachment, Entry, Flag, as_line
from aval.channels.export import Export, detect, open_export
from aval.channels.files import AttachmentFile, Files
from aval.channels.limits import Limits
from aval.channels.refusals import AmbiguousDates, BadArchive, ExportRefused, UnknownExport, UnknownZone
from aval.channels.sources import Guess
from aval.channels.summary import Dates, FileTally, Participant, Summary

__all__ = [
    "AmbiguousDates",
    "Attachment",
    "AttachmentFile",
    "BadArchive",
    "Comparison",
    "Damage",
    "Dates",
    "Entry",
    "Export",
    "ExportRefused",
    "FileTally",
    "Files",
    "Flag",
    "Guess",
    "Limits",
    "Participant",
    "Summary",
    "UnknownExport",
    "UnknownZone",
    "as_line",
    "compare",
    "detect",
    "not_yet_known",
    "open_export",
]
