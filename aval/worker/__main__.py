"""Run the worker: ``python -m aval.worker``."""

import asyncio
import logging
import os
import threading
from collections.abc import Callable

import django
import psycopg

from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.kernel.refusals import Refusal

RELAY_SECONDS_MAX = 2.0
SITE_LOG_SECONDS = 1.0
SECONDS_CLOSED = 30.0
WITNESS_SECONDS = 10.0
CONCURRENCY = 4

logger = logging.getLogger("aval.worker")


def main() -> None:
    """Run jobs and the relay until the process is told to stop (SIGINT or SIGTERM)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
    django.setup()
    stop = threading.Event()
    threads = [
        threading.Thread(target=_relay, args=(stop,), name="relay"),
        threading.Thread(target=_site_log, args=(stop,), name="site-log"),
        threading.Thread(target=_witnesses, args=(stop,), name="witnesses"),
    ]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_jobs())
    finally:
        stop.set()
        for thread in threads:
            thread.join()


async def _jobs() -> None:
    # Django's apps are loaded by then, not before.
    from procrastinate.contrib.django import app  # noqa: PLC0415

    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # Django's connector has it
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=CONCURRENCY, install_signal_handlers=True, delete_jobs="successful"
        )


def _relay(stop: threading.Event) -> None:
    """Let readers hear what was recorded: at once when the database says so, and at the latest every two seconds."""
    from django.db import connection  # noqa: PLC0415 (after setup)

    from aval.record import relay  # noqa: PLC0415 (as above)

    relay.discover()
    listening: psycopg.Connection[tuple[object, ...]] | None = None
    while not stop.is_set():
        try:
            if listening is None:
                connection.ensure_connection()
                listening = psycopg.connect(connection.connection.info.dsn, autocommit=True)
                listening.execute("LISTEN aval_live")
            relay.run_once()
            for _notify in listening.notifies(timeout=RELAY_SECONDS_MAX, stop_after=1):
                pass
        except psycopg.Error:
            logger.exception("the relay lost its connection and will open another")
            connection.close()
            listening = None
            stop.wait(RELAY_SECONDS_MAX)
    if listening is not None:
        listening.close()


def _site_log(stop: threading.Event) -> None:
    """Grow the site log each second; on all hosts but one this only finds that another is at it.

    What witnesses saw is compared before the first signature after a start.
    """
    from aval.record import sitelog, witnessing  # noqa: PLC0415 (after setup)

    compared = False

    def grow() -> None:
        nonlocal compared
        if not compared:
            witnessing.compare()
            compared = True
        sitelog.run_once(Act.by_site(now()))

    _keep_at(stop, grow, SITE_LOG_SECONDS)


def _witnesses(stop: threading.Event) -> None:
    """Have the newest head cosigned; nothing waits for it."""
    from aval.record import witnessing  # noqa: PLC0415 (after setup)

    _keep_at(stop, lambda: witnessing.ask_all(Act.by_site(now())), WITNESS_SECONDS)


def _keep_at(stop: threading.Event, work: Callable[[], object], seconds: float) -> None:
    """Do a piece of work of the record again and again, whatever happens to it."""
    from django.db import Error, connection  # noqa: PLC0415 (after setup)

    pause = seconds
    while not stop.wait(pause):
        pause = seconds
        try:
            work()
        except Refusal as closed:
            logger.critical("nothing is signed: %s Run: aval doctor", closed)
            pause = SECONDS_CLOSED
        except Error:
            logger.exception("%s lost its connection and will open another", threading.current_thread().name)
            connection.close()
            pause = RELAY_SECONDS_MAX
        except Exception:
            logger.exception("%s failed and will be tried again", threading.current_thread().name)
            pause = SECONDS_CLOSED
    connection.close()


if __name__ == "__main__":
    main()
