"""Run the worker: ``python -m aval.worker``."""

import asyncio
import logging
import os
import threading

import django
import psycopg

RELAY_SECONDS_MAX = 2.0
CONCURRENCY = 4

logger = logging.getLogger("aval.worker")


def main() -> None:
    """Run jobs and the relay until the process is told to stop (SIGINT or SIGTERM)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
    django.setup()
    stop = threading.Event()
    relay = threading.Thread(target=_relay, args=(stop,), name="relay")
    relay.start()
    try:
        asyncio.run(_jobs())
    finally:
        stop.set()
        relay.join()


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


if __name__ == "__main__":
    main()
