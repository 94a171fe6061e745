"""A conversation in the forms that other tools read: RSMF for e-discovery, vCon for conversation archives.

Pure functions over entries and people, whatever the entries came from. Nothing is left out: what a form has no place
for stands in its custom fields, what it can't date stands apart.
"""

from aval.channels.writers.people import Person, Says
from aval.channels.writers.rsmf import write_rsmf
from aval.channels.writers.vcon import write_vcon

__all__ = ["Person", "Says", "write_rsmf", "write_vcon"]
