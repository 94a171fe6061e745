"""``aval worker``: jobs, deadlines, and what follows from events."""

import argparse

from aval.cli import processes
from aval.cli.installation import check_keys, setup


def run(arguments: list[str]) -> int:
    """Work until stopped. Needs ``AVAL_DATABASE_URL``. Several workers may run side by side."""
    argparse.ArgumentParser(prog="aval worker", description="Run jobs and deadlines.").parse_args(arguments)
    setup()
    check_keys()
    return processes.become(processes.worker())
