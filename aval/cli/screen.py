"""``aval screen``: a filter that any program can use; no database, no Django."""

import argparse
import sys

from aval.screening import filter as screening


def run(arguments: list[str]) -> int:
    """Read JSON Lines from standard input and write a verdict a line; 1 if a line could not be read."""
    argparse.ArgumentParser(
        prog="aval screen",
        description='Reads {"id", "text"} or {"id", "messages"} a line; writes {"id", "flagged", "spans", "reasons"}.',
    ).parse_args(arguments)
    return 1 if screening.run(sys.stdin, sys.stdout) else 0
