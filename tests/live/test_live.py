"""The live process on a real port, fed by the database's own notifications."""

import http.client
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from aval.cli import processes
from aval.conversation import tickets
from aval.conversation.models import Thread
from aval.kernel.clock import now
from aval.kernel.database import DatabaseUrls
from tests import make

pytestmark = pytest.mark.committing


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port(committing_db: DatabaseUrls) -> Iterator[int]:
    """Run the process as production does, until the test ends."""
    number = free_port()
    environment = {
        **os.environ,
        "AVAL_DATABASE_URL": committing_db.app,
        "AVAL_SECRET_KEY": settings.SECRET_KEY,
        "AVAL_LIVE_HEARTBEAT": "0.3",
        "DJANGO_SETTINGS_MODULE": "aval.config.settings",
    }
    process = subprocess.Popen(processes.live("127.0.0.1", number), env=environment)
    try:
        wait_until_ready(process, number)
        yield number
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = now() + timedelta(seconds=20)
    while now() < deadline:
        with suppress(OSError):
            if status(port, "/healthz") == 200:
                return
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"the live process ended with {process.wait(timeout=0.05)}")
    pytest.fail("the live process did not start")


@contextmanager
def get(port: int, path: str, headers: dict[str, str] | None = None) -> Iterator[http.client.HTTPResponse]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers=headers or {})
        with closing(connection.getresponse()) as response:
            yield response


def status(port: int, path: str) -> int:
    with get(port, path) as response:
        return response.status


def address(*names: str) -> str:
    return "/events?" + "&".join(f"topic={quote(name)}" for name in names)


def next_event(response: http.client.HTTPResponse) -> dict[str, str]:
    """Read on to the next event, past comments; not for ever, for heartbeats never end."""
    fields: dict[str, str] = {}
    deadline = now() + timedelta(seconds=20)
    while now() < deadline:
        line = response.readline().decode().rstrip("\n")
        if line and not line.startswith(":"):
            name, _colon, value = line.partition(": ")
            fields[name] = value
        elif not line:
            if "event" in fields:
                return fields
            fields = {}
    pytest.fail("no event came, only heartbeats")


def next_news(response: http.client.HTTPResponse) -> dict[str, str]:
    """Read on to the next event that tells something new: how the thread began may still be on its way."""
    while (event := next_event(response))["data"] == "0":
        pass
    return event


def ticket(thread: Thread, *, at: datetime | None = None) -> str:
    topic = f"contract/{thread.contract_id}"
    return tickets.issue(topic, account_id=thread.client_id, at=at or now(), key=settings.SECRET_KEY)


def test_a_page_hears_that_a_message_was_posted(port: int) -> None:
    thread = make.thread()
    name = ticket(thread)
    with get(port, address(name)) as page:
        assert page.status == 200
        assert page.headers["Access-Control-Allow-Origin"] == settings.SITE_URL
        assert page.readline() == b"retry: 3000\n"

        said = make.message(thread)

        assert next_news(page) == {"event": name, "id": str(said.seq), "data": str(said.seq)}


def test_a_page_hears_nothing_of_other_contracts(port: int) -> None:
    mine, other = make.thread(), make.thread()
    with get(port, address(ticket(mine))) as page:
        make.message(other)
        said = make.message(mine)

        assert next_news(page)["data"] == str(said.seq)


def test_a_page_that_comes_back_is_told_to_look(port: int) -> None:
    thread = make.thread()

    with get(port, address(ticket(thread)), {"Last-Event-ID": "3"}) as page:
        assert next_event(page) == {"event": ticket(thread), "id": "0", "data": "0"}


def test_silence_is_broken_by_a_heartbeat(port: int) -> None:
    with get(port, address(ticket(make.thread()))) as page:
        # What was said just before may still be on its way; after it, only heartbeats come.
        heard = [page.readline() for _line in range(12)]

        assert heard[-4:].count(b": still here\n") == 2


def test_without_a_good_ticket_nothing_is_told(port: int) -> None:
    thread = make.thread()
    good = ticket(thread)
    old = ticket(thread, at=datetime.now(UTC) - timedelta(hours=13))
    forged = good.replace(str(thread.contract_id), str(make.thread().contract_id))

    for name in (old, forged, good[:-1], f"contract/{thread.contract_id}"):
        assert status(port, address(name)) == 403
    assert status(port, "/events") == 403
    assert status(port, "/") == 404


def test_pages_go_on_after_the_database_went_away(port: int) -> None:
    thread = make.thread()
    name = ticket(thread)
    with get(port, address(name)) as page:
        before = make.message(thread)
        assert next_news(page)["data"] == str(before.seq)

        with psycopg.connect(os.environ["AVAL_TEST_SERVER"]) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'aval live' AND datname = %s",
                [connection.settings_dict["NAME"]],
            )

        assert next_event(page) == {"event": name, "id": "0", "data": "0"}
        said = make.message(thread)
        assert next_news(page)["data"] == str(said.seq)
