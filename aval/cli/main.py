"""``aval``: reads the subcommand and hands over to the file of that name."""

import argparse
import sys
from importlib import import_module

from aval.cli.processes import CannotStart

COMMANDS = {
    "demo": "everything at once, with a living example marketplace",
    "serve": "pages and API (Granian, WSGI)",
    "live": "server-sent events (Granian, ASGI)",
    "worker": "jobs, deadlines, and what follows from events",
    "mail": "mail to contracts' addresses (SMTP, inbound)",
    "audit": "re-derive every invariant from the tables; exit 1 on the first that fails",
    "keys": "the keys that sign the record: show, make, rotate, revoke",
    "witness": "run a witness of a site log; needs no database",
    "verify": "check a dossier offline",
    "trace": "look for a dossier's contract in a copy of the site log",
    "export": "write a contract's dossier to a file",
    "screen": "judge texts for contact details: JSON Lines in, verdicts out",
    "parse": "read an exported conversation and write it as JSON Lines",
    "story": "live a seeded story on a fresh database and write its dossier",
    "bench": "measure, beside a peer in the same run",
    "doctor": "tell whether this installation has what it needs",
    "manage": "Django's own commands",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return its exit code (0: all good; each command's help says what others mean)."""
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="aval", description="A freelance marketplace in which the record is the guarantee."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, help_text in COMMANDS.items():
        commands.add_parser(name, help=help_text, add_help=False)
    chosen, rest = parser.parse_known_args(given[:1]), given[1:]
    module = import_module(f"aval.cli.{chosen[0].command}")
    try:
        code: int = module.run(rest)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except CannotStart as reason:
        print(f"\nAval can't start.\n{reason}", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
