"""``aval bench imports``: from an uploaded chat to committed, recorded events, on a database of its own."""

import io
import os
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aval.cli import installation
from aval.kernel import database

MESSAGES = 30_000
WORDS = "the drawings look fine to me and I can begin on Monday if the price is the one that we agreed"
LIMIT = 10_000
"""Messages a second that an import has to bring into the record."""


def chat(messages: int, seed: int = 6) -> bytes:
    """Return a WhatsApp export of so many messages between two people."""
    chance, at = random.Random(seed), datetime(2026, 1, 1, 9, 0, 0)  # noqa: DTZ001 (a phone's clock; no secret)
    words = WORDS.split()
    lines = []
    for number in range(messages):
        at += timedelta(seconds=chance.randint(1, 90))
        text = " ".join(chance.choices(words, k=chance.randint(2, 14)))
        lines.append(f"[{at:%d/%m/%Y, %H:%M:%S}] {chance.choice(('Clara', 'Pedro'))}: {text} {number}\r\n")
    return "".join(lines).encode()


def run() -> list[dict[str, Any]]:
    """Measure on an embedded server of its own, with fsync on."""
    with tempfile.TemporaryDirectory(prefix="aval-bench-") as folder:
        os.environ["AVAL_HOME"] = folder
        with database.server(Path(folder) / "postgres", keep=False) as superuser_url:
            database.prepare(superuser_url).to_environment()
            installation.setup()
            installation.migrate()
            return _measure()


def _measure() -> list[dict[str, Any]]:
    # Django must be set up before these are imported; the people come from the tests' own makers.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from aval.imports import actions as imports  # noqa: PLC0415
    from aval.imports.refusals import NothingNew  # noqa: PLC0415
    from tests import make  # noqa: PLC0415

    thread = make.thread(gate_open=True)
    body = chat(MESSAGES)
    started = time.perf_counter()
    held = imports.preview_import(
        make.act(thread.client), contract_id=thread.contract_id, stream=io.BytesIO(body), name="_chat.txt"
    )
    uploaded = time.perf_counter()
    imports.read_differently(make.act(thread.client), import_id=held.id, zone="America/Bogota", day_first=None)
    imports.confirm_import(make.act(thread.client), import_id=held.id, people=make.PEOPLE)
    ended = time.perf_counter()
    again = imports.preview_import(
        make.act(thread.client), contract_id=thread.contract_id, stream=io.BytesIO(body), name="_chat.txt"
    )
    imports.read_differently(make.act(thread.client), import_id=again.id, zone="America/Bogota", day_first=None)
    began_again = time.perf_counter()
    try:
        imports.confirm_import(make.act(thread.client), import_id=again.id, people=make.PEOPLE)
        new = MESSAGES
    except NothingNew:
        new = 0
    known = time.perf_counter()
    rate = MESSAGES / (ended - started)
    return [
        _row("upload to committed and recorded", rate, "messages/s", rate / LIMIT),
        _row("of that, upload and first reading", MESSAGES / (uploaded - started), "messages/s"),
        _row("of that, reading again and recording", MESSAGES / (ended - uploaded), "messages/s"),
        _row("the same export again, recognised", MESSAGES / (known - began_again), "messages/s"),
        _row("new messages of the second import", new, "messages"),
    ]


def _row(case: str, value: float, unit: str, ratio: float | None = None) -> dict[str, Any]:
    return {"case": case, "value": value, "unit": unit, "ratio": ratio, "to": f"{LIMIT} messages/s" if ratio else ""}
