"""Every order of acts on one milestone: by both parties, mediators, bank, clock and the site's jobs.

A pure model of the milestone, its case and its money (`tests/properties/milestone_model.py`) is searched whole, and
each of its states is looked at: is there money without an owner, was something paid twice or without an
authorisation, is there a way on, even if one side does nothing any more? Then every act is tried in every state on
the real actions and a real database (`tests/properties/milestone_stage.py`), and both have to answer the same: the
same refusals, and the same state after what is not refused.

    python -m bench.every_order              # by the actions too, in every state of one deposit: hours of one core
    python -m bench.every_order --depth 6    # by the actions only so many acts from the beginning: minutes
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from aval.cli import installation
from aval.kernel import database, transactions

sys.path.append(str(Path(__file__).resolve().parent.parent))  # the tests' model, stage and makers
DEPOSITS_MODELLED = (1, 2)


def main(depth: int | None) -> None:
    """Search, compare, and print what was found.

    :raises AssertionError: at the first fault, or the first difference between model and actions
    """
    with tempfile.TemporaryDirectory(prefix="aval-order-") as folder, _database(Path(folder)):
        for deposits in DEPOSITS_MODELLED:
            for silence_accepts in (False, True):
                _search(deposits, silence_accepts=silence_accepts)
        for silence_accepts in (False, True):
            _compare(silence_accepts=silence_accepts, depth=depth)


def _search(deposits: int, *, silence_accepts: bool) -> None:
    from tests.properties.milestone_model import PARTIES, Space, acts, beginning, faults  # noqa: PLC0415

    space = Space(beginning(deposits), acts(deposits, silence_accepts=silence_accepts))
    found = [(fault, space.way(state)) for state in space.steps for fault in faults(state)]
    assert found == [], found[0]
    for missing in ("", *PARTIES, "mediator"):
        stuck = space.stuck(missing)
        assert stuck == [], (missing, space.way(stuck[0]))
    assert {state.milestone for state in space.stuck("bank")} == {"frozen"}
    ends = Counter(state.milestone for state in space.steps)
    print(
        f"model, {_named(deposits, silence_accepts=silence_accepts)}: {len(space.steps)} states,"
        f" {space.transitions} transitions, {len(space.steps) * len(space.tried)} acts tried,"
        f" at most {max(space.depth.values())} acts deep; {len(ends)} states of a milestone",
        flush=True,
    )


def _compare(*, silence_accepts: bool, depth: int | None) -> None:
    from tests.properties.milestone_model import Space, acts, beginning  # noqa: PLC0415
    from tests.properties.milestone_stage import Tally, compare  # noqa: PLC0415

    began = time.monotonic()

    def tell(tally: Tally) -> None:
        if tally.states % 500 == 0:
            print(f"{tally.states} of {tally.of} states", file=sys.stderr, flush=True)

    space = Space(beginning(1), acts(1, silence_accepts=silence_accepts))
    tally = compare(space, space.near(depth), silence_accepts=silence_accepts, tell=tell)
    print(
        f"actions, {_named(1, silence_accepts=silence_accepts)}, {'whole' if depth is None else f'depth {depth}'}:"
        f" {tally.states} states, {tally.tried} acts tried, {tally.refused} refused, all as the model says,"
        f" in {time.monotonic() - began:.0f} s",
        flush=True,
    )


def _named(deposits: int, *, silence_accepts: bool) -> str:
    silence = "silence accepts" if silence_accepts else "silence asks a mediator"
    return f"{deposits} deposit{'s' * (deposits > 1)}, {silence}"


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """Run a server that keeps nothing, with the site's tables."""
    os.environ.update(AVAL_PAYMENT_PROVIDERS="sandbox", DJANGO_SETTINGS_MODULE="tests.settings", AVAL_HOME=str(folder))
    with database.server(folder / "postgres", keep=False) as url:
        with psycopg.connect(url, autocommit=True) as server:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                server.execute(f"ALTER SYSTEM SET {setting} = off")
            server.execute("SELECT pg_reload_conf()")
        database.prepare(url).to_environment()
        installation.setup()
        installation.migrate()
        from django.db import connection  # noqa: PLC0415

        def check() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

        # The transaction around all of it never commits: deferred constraints are checked where an action ends.
        transactions.CLOSING_CHECKS.append(check)
        yield


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--depth", type=int, help="try the actions only in states so many acts from the beginning")
    main(options.parse_args().depth)
