"""``aval mail``: takes in mail to the addresses of contracts."""

import argparse

from aval.cli import processes
from aval.cli.installation import check_keys, setup


def run(arguments: list[str]) -> int:
    """Receive until stopped. Needs ``AVAL_DATABASE_URL`` and ``AVAL_INBOUND_DOMAIN``, whose MX leads here."""
    parser = argparse.ArgumentParser(prog="aval mail", description="Take in mail to the addresses of contracts.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8802)
    options = parser.parse_args(arguments)
    setup()
    check_keys()
    return processes.become(processes.mail(options.host, options.port))
