"""How each process is started: alone in production, all together by ``aval demo``."""

import os
import sys


class CannotStart(Exception):
    """Something outside keeps a command from working; the message says what, and what to do."""


def web(host: str, port: int, *, workers: int = 0, threads: int = 3) -> list[str]:
    """Return the command that serves pages and API; as many worker processes as processors unless told."""
    return [
        *_granian("wsgi", host, port, workers or os.cpu_count() or 1),
        "--blocking-threads",
        str(threads),
        "aval.config.wsgi:application",
    ]


def live(host: str, port: int) -> list[str]:
    """Return the command that serves server-sent events."""
    return [*_granian("asgi", host, port, 1), "aval.live.app:application"]


def worker() -> list[str]:
    """Return the command that runs jobs, deadlines and the relay."""
    return [sys.executable, "-m", "aval.worker"]


def mail(host: str, port: int) -> list[str]:
    """Return the command that takes in mail to contracts' addresses."""
    return [sys.executable, "-m", "aval.mail", "--host", host, "--port", str(port)]


def become(command: list[str]) -> int:
    """Turn this process into the command, so that signals reach it; does not return."""
    os.execv(command[0], command)  # noqa: S606 (our own interpreter with our own arguments)


def _granian(interface: str, host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", interface, "--host", host, "--port", str(port),
        "--workers", str(workers), "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
        # Seldom, one does not hear that it is to end; without this its parent waits for it for ever.
        "--workers-kill-timeout", "8",
    ]  # fmt: skip
