"""``aval live``: server-sent events."""

import argparse

from aval.cli import processes


def run(arguments: list[str]) -> int:
    """Serve events until stopped. Needs ``AVAL_DATABASE_URL``."""
    parser = argparse.ArgumentParser(prog="aval live", description="Serve live events to open pages.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8801)
    options = parser.parse_args(arguments)
    return processes.become(processes.live(options.host, options.port))
