"""Judges whether a file carries a way to meet outside the site: its name, its words, its metadata, its pictures.

Pure Python, no Django, no network: the models that read pictures ship inside a package. A file is read in a process of
its own, under limits of time and memory, that is ended when it passes them. Whatever the file is, there is a verdict.

>>> from aval.screening.files import screen_file
>>> screen_file("/tmp/quote.pdf", name="quote.pdf").outcome
<Outcome.ALLOWED: 'allowed'>
"""

from aval.screening.files.check import screen_file
from aval.screening.files.limits import Limits
from aval.screening.files.verdicts import Doubt, FileVerdict, Found, Outcome, Where

__all__ = ["Doubt", "FileVerdict", "Found", "Limits", "Outcome", "Where", "screen_file"]
