"""Bytes stored once under their SHA-256, and the names under which people brought them.

Who may open a file is decided where it is attached, never here. No file is written under a name that somebody gave.
"""
