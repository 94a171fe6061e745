"""A whole site for a story: its own database, real processes, real browsers."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from aval.cli import processes
from aval.kernel.database import DatabaseUrls

START_SECONDS_MAX = 60
# Playwright's synchronous interface runs a loop in this thread, which Django would take for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK: dict[str, Any] = {"locale": "en", "timezone_id": "America/Bogota", "viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {**DESK, "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
expect.set_options(timeout=20_000)


@dataclass(frozen=True)
class Site:
    """A running site: where it is, and where its files are."""

    address: str
    home: Path


@pytest.fixture
def site(committing_db: DatabaseUrls, tmp_path: Path, settings: Any) -> Iterator[Site]:
    """Run web, live and worker on the test's own database until the test has ended."""
    port, live_port = _free_port(), _free_port()
    address = f"http://localhost:{port}"  # passkeys are for names, not for numbers
    home = tmp_path / "home"
    environment = {
        **os.environ,
        "AVAL_DATABASE_URL": committing_db.app,
        "AVAL_DATABASE_OWNER_URL": committing_db.owner,
        "AVAL_HOME": str(home),
        "AVAL_FILES": str(settings.FILES_ROOT),
        "AVAL_SITE_URL": address,
        "AVAL_LIVE_URL": f"http://localhost:{live_port}",
        "AVAL_DEMO": "1",
        "AVAL_RECORD_KEY": settings.RECORD_KEY,
        "AVAL_SANDBOX_SECRET": settings.SANDBOX_SECRET,
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
    }
    commands = (processes.web("127.0.0.1", port, workers=1), processes.live("127.0.0.1", live_port), processes.worker())
    log = (tmp_path / "processes.log").open("wb")
    running = [subprocess.Popen(command, env=environment, stdout=log, stderr=log) for command in commands]
    settings.SITE_URL, settings.SITE_DOMAIN = address, "localhost"
    try:
        _wait_for(f"{address}/health/", running, tmp_path / "processes.log")
        yield Site(address, home)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(15)
        log.close()
        said = (tmp_path / "processes.log").read_text(errors="replace")
        sys.stderr.write(said[-4000:])
    assert "Traceback" not in said, "a process of the site failed at something"


@pytest.fixture
def person(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return a function that gives somebody a browser of their own: at a desk, or on a phone.

    What else is given describes the browser to Playwright: ``java_script_enabled=False``, ``color_scheme="dark"``.
    """
    contexts: list[BrowserContext] = []
    failures: list[object] = []

    def sit_down(*, phone: bool = False, **device: Any) -> Page:
        context = browser.new_context(**{**(PHONE if phone else DESK), "base_url": site.address, **device})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        context.on("weberror", lambda failed: failures.append(failed.error))
        return page

    yield sit_down
    for context in contexts:
        context.close()
    assert not failures, "a page's script failed"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, running: list[subprocess.Popen[bytes]], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in running):
            pytest.fail(f"a process of the site ended:\n{log.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)  # a start has no event to wait for
    pytest.fail(f"the site did not start:\n{log.read_text(errors='replace')}")
