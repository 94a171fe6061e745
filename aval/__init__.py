"""Aval: a freelance marketplace that anyone can host, in which the record is the guarantee."""

__version__ = "0.1.0"
