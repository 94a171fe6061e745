"""``aval serve``: pages and API."""

import argparse

from aval.cli import processes
from aval.cli.installation import check_keys, collect_static, setup


def run(arguments: list[str]) -> int:
    """Serve until stopped. Needs ``AVAL_DATABASE_URL`` and its tables (``aval manage migrate --database owner``)."""
    parser = argparse.ArgumentParser(prog="aval serve", description="Serve pages and API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8800)
    parser.add_argument("--workers", type=int, default=0, help="processes; as many as processors unless told")
    parser.add_argument("--threads", type=int, default=3, help="threads in each process")
    options = parser.parse_args(arguments)
    setup()
    check_keys()
    collect_static()
    return processes.become(processes.web(options.host, options.port, workers=options.workers, threads=options.threads))
