"""``aval demo``: a whole marketplace on this machine with one command, and nothing left running after Ctrl-C."""

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Self

from aval.cli import processes
from aval.cli.installation import check_keys, collect_static, migrate, setup, site_database
from aval.kernel.database import home

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 12
POLL_SECONDS = 0.1


def run(arguments: list[str]) -> int:
    """Start everything, say where it is, and stop everything on Ctrl-C or SIGTERM; the data stay for the next start."""
    parser = argparse.ArgumentParser(prog="aval demo", description="A whole marketplace with example data.")
    parser.add_argument("--port", type=int, default=8800, help="of the pages; live events and mail take the next two")
    parser.add_argument("--empty", action="store_true", help="without the example marketplace")
    options = parser.parse_args(arguments)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        return _demo(options.port, with_examples=not options.empty, stopping=stopping)
    except OSError as error:
        print(f"\nAval can't go on: {error.strerror or error} ({error.filename or home()}).", file=sys.stderr)
    return 1


def _demo(port: int, *, with_examples: bool, stopping: threading.Event) -> int:
    for needed in (port, port + 1, port + 2):
        _check_port(needed)
    # By name: browsers give no passkey to a bare address.
    site = f"http://localhost:{port}"
    os.environ.setdefault("AVAL_SITE_URL", site)
    os.environ.setdefault("AVAL_LIVE_URL", f"http://localhost:{port + 1}")
    os.environ.setdefault("AVAL_DEMO", "1")
    os.environ.setdefault("AVAL_SANDBOX_SECRET", secrets.token_hex(16))
    with ExitStack() as stack:
        _say(f"Data in {home()}")
        stack.enter_context(site_database())
        _say("PostgreSQL is up")
        setup()
        migrate()
        _say("Tables are up to date")
        check_keys()
        # Django must be set up before it is imported.
        from aval.cli.stories import market  # noqa: PLC0415

        collect_static()
        if with_examples and market.fill():
            _say("The example marketplace is filled")
        running = stack.enter_context(
            _Running(
                {
                    "web": processes.web("127.0.0.1", port, workers=1),
                    "live": processes.live("127.0.0.1", port + 1),
                    "worker": processes.worker(),
                    "mail": processes.mail("127.0.0.1", port + 2),
                }
            )
        )
        _wait_for(f"{site}/health/", running, stopping)
        if not stopping.is_set():
            _greet(site, market.people() if with_examples else {})
            running.watch(stopping)
        _say("Stopping …")
    _say("Stopped. Your data are kept for the next start.")
    return 0


class _Running:
    """The processes of a site, started together and stopped together."""

    def __init__(self, commands: Mapping[str, list[str]]) -> None:
        self.commands = commands
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        for name, command in self.commands.items():
            # In a session of their own: Ctrl-C reaches this process, which stops them in order.
            self.processes[name] = subprocess.Popen(command, start_new_session=True)  # noqa: S603 (our own commands)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def ended(self) -> str | None:
        """Return the name of a process that ended by itself, if one did."""
        return next((name for name, process in self.processes.items() if process.poll() is not None), None)

    def watch(self, stopping: threading.Event) -> None:
        """Wait until told to stop.

        :raises CannotStart: if a process ends by itself
        """
        while not stopping.wait(1):
            if ended := self.ended():
                raise processes.CannotStart(f"The process “{ended}” ended by itself; its last words are above.")


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise processes.CannotStart(
                f"Port {port} is in use, perhaps by another Aval.\n"
                "Stop that one, or choose another port: make demo PORT=8900"
            ) from None


def _wait_for(address: str, running: _Running, stopping: threading.Event) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while not stopping.wait(POLL_SECONDS):
        if ended := running.ended():
            raise processes.CannotStart(f"The process “{ended}” did not start; its last words are above.")
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310 (our own address)
                if answer.status == 200:  # noqa: PLR2004 (HTTP's OK)
                    return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise processes.CannotStart(f"{address} did not answer within {START_SECONDS_MAX} seconds.") from None


def _greet(site: str, people: Mapping[str, str]) -> None:
    print(f"\n  Aval is running:  {site}\n")
    if people:
        print(f"  Enter as any of these with one click: {site}/demo/\n")
        for email, description in people.items():
            print(f"    {email:<28} {description}")
    print("\n  Ctrl-C stops it; the data are kept.\n", flush=True)


def _say(text: str) -> None:
    print(f"  {text}", flush=True)
