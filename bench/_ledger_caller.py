"""One client of the ledger through psycopg, as a process of its own: calls a door until the time is over."""

import sys
import time

import psycopg

FUND = (
    "SELECT ledger_fund(gen_random_uuid(), payer, 'api', now(), hold, contract, payer, payee, 'USD', 1)"
    " FROM bench_hold WHERE n = %s"
)


def main() -> None:
    """Take the URL, the seconds, the client's number and how many holds there are; print how many calls were made."""
    url, seconds, client, holds = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as connection:
        cursor = connection.cursor()
        cursor.execute(FUND, [1])
        print("ready", flush=True)
        sys.stdin.readline()
        made, n = 0, client * 7919
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            n = (n * 1103515245 + 12345) % 2147483648
            cursor.execute(FUND, [n % holds + 1])
            cursor.fetchone()
            made += 1
    print(made, flush=True)


if __name__ == "__main__":
    main()
