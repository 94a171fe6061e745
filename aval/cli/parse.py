"""``aval parse FILE``: any supported export as JSON Lines; no database, no Django."""

import argparse
import sys
from pathlib import Path

from aval.channels import cli


def run(arguments: list[str]) -> int:
    """Write one message a line to standard output, then a summary to standard error."""
    parser = argparse.ArgumentParser(prog="aval parse", description="Read an exported conversation.")
    parser.add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    return cli.run(options.file, sys.stdout, sys.stderr)
