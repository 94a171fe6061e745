"""``aval audit``: every invariant, re-derived from the tables."""

import argparse

from aval.cli.installation import check_keys, setup, site_database


def run(arguments: list[str]) -> int:
    """Check all invariants; 0 if all hold, 1 if one does not, and then say which and for what."""
    parser = argparse.ArgumentParser(prog="aval audit", description="Re-derive every invariant from the tables.")
    parser.add_argument("--all", action="store_true", help="go on after the first that fails")
    parser.add_argument("--quiet", action="store_true", help="print only what fails")
    options = parser.parse_args(arguments)
    with site_database():
        setup()
        check_keys()
        return audit(go_on=options.all, quiet=options.quiet)


def audit(*, go_on: bool = False, quiet: bool = False) -> int:
    """Check all invariants of the installed modules on the database that Django is connected to."""
    # Needs Django set up.
    from aval.kernel import invariants  # noqa: PLC0415

    failed = 0
    for invariant in invariants.installed():
        offences = list(invariants.check([invariant]))
        failed += len(offences)
        if offences:
            print(f"FAILS  {invariant.number:>2}  {invariant.name}")
            for offender in offences[0].offenders:
                print(f"           {offender}")
            if not go_on:
                return 1
        elif not quiet:
            print(f"holds  {invariant.number:>2}  {invariant.name}")
    return 1 if failed else 0
