"""Clients of the ledger by the application's own way to the database: they call a door for a while.

As on a site, there are as many processes as processors, and the clients are their threads, each with a connection.
"""

import multiprocessing
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier

from aval.cli import installation

FUND = (
    "SELECT ledger_fund(gen_random_uuid(), payer, 'api', now(), hold, contract, payer, payee, 'USD', 1)"
    " FROM bench_hold WHERE n = %s"
)


def main() -> None:
    """Take the seconds, how many clients and how many holds there are; print how many calls were made.

    The database is the one that the environment names.
    """
    seconds, clients, holds = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    installation.setup()
    forking = multiprocessing.get_context("fork")
    together, counts = forking.Barrier(clients, timeout=60), forking.SimpleQueue()
    processes = min(clients, os.cpu_count() or 1)
    callers = [
        forking.Process(target=_serve, args=(seconds, range(first, clients, processes), holds, together, counts))
        for first in range(processes)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert not any(caller.exitcode for caller in callers)
    print(sum(counts.get() for _caller in callers))


def _serve(seconds: float, clients: range, holds: int, together: Barrier, counts: "SimpleQueue[int]") -> None:
    with ThreadPoolExecutor(len(clients)) as threads:
        counts.put(sum(threads.map(partial(_call, seconds, holds, together), clients)))


def _call(seconds: float, holds: int, together: Barrier, client: int) -> int:
    from aval.kernel import statements  # noqa: PLC0415  # it needs the settings

    statements.run(FUND, [1])
    together.wait()
    made, n = 0, client * 7919
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        n = (n * 1103515245 + 12345) % 2147483648
        statements.run(FUND, [n % holds + 1])
        made += 1
    return made


if __name__ == "__main__":
    main()
