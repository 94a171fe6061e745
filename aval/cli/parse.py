"""``aval parse FILE``: any supported export as JSON Lines; no database, no Django."""

import argparse
import sys
from pathlib import Path

from aval.channels import cli


def run(arguments: list[str]) -> int:
    """Write one message a line to standard output, then a summary to standard error."""
    parser = argparse.ArgumentParser(prog="aval parse", description="Read an exported conversation.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--zone", help="the phone's time zone (America/Bogota), where the file holds none")
    parser.add_argument("--dates", choices=("day-first", "month-first"), help="where the file leaves their order open")
    parser.add_argument("--language", default="en", help="of a refusal: en, es or pt")
    options = parser.parse_args(arguments)
    day_first = None if options.dates is None else options.dates == "day-first"
    return cli.run(
        options.file, sys.stdout, sys.stderr, zone=options.zone, day_first=day_first, language=options.language
    )
