"""Reading WhatsApp exports on one core: the full model with fingerprints, flags and summary, from bytes to entries.

Beside it, in the same run on the same file: whatstk, the Python parser on PyPI that does most of this, installed by uv
into an environment of its own that is thrown away. Without a network its rows say so. Both are timed by the processor
time of their one thread, so that what else runs on the machine counts as little as possible.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from aval.channels import open_export
from aval.channels.tests.generate import PHONES, Phone, conversation

SIZE, ROUNDS = 100_000, 3
MANY = 1_000_000
GOAL, MEMORY_MIB = 120_000, 64
PEER = "whatstk"
PEER_VERSION = "0.9.1"
TAKEN = ("android-es-co", "ios-es-es")
_MEBI = 1024 * 1024
# What getrusage tells of a child begins with its parent's memory; the kernel's own mark begins with the program.
_HELD = """
def held():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
"""
_OURS = (
    _HELD
    + """
import sys
from aval.channels import open_export
with open_export(sys.argv[1]) as export:
    count = sum(1 for _ in export)
    assert export.summary.entries == count
print(count, held())
"""
)
_THEIRS = (
    _HELD
    + """
import json, sys, time
from whatstk import WhatsAppChat
WhatsAppChat.from_source(filepath=sys.argv[2])  # what is loaded late is loaded now
start = time.process_time()
chat = WhatsAppChat.from_source(filepath=sys.argv[1])
seconds = time.process_time() - start
print(json.dumps([len(chat.df), seconds, held()]))
"""
)


def run() -> list[dict[str, Any]]:
    """Measure, and return the rows that ``aval bench channels`` prints."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="aval-bench-") as folder:
        rates = []
        for phone in PHONES:
            path = _written(Path(folder), phone, SIZE)
            rates.append(_rate(path))
            if phone.name in TAKEN:
                rows.append(_row(f"{phone.name}, {SIZE:,} entries", rates[-1], "messages/s", GOAL, "120,000/s"))
                rows += _beside(Path(folder), phone, path, rates[-1])
            path.unlink()
        rows.append(_row("eight phones, median", statistics.median(rates), "messages/s", GOAL, "120,000/s"))
        rows.append(_row("the slowest of eight phones", min(rates), "messages/s", GOAL, "120,000/s"))
        rows.append(_row(f"peak memory, {MANY:,} entries", _peak(Path(folder)), "MiB", MEMORY_MIB, "64 MiB"))
    return rows


def _row(case: str, value: float, unit: str, limit: float, to: str) -> dict[str, Any]:
    return {"case": case, "value": value, "unit": unit, "ratio": value / limit, "to": to}


def _written(folder: Path, phone: Phone, size: int) -> Path:
    path = folder / f"{phone.name}-{size}.txt"
    path.write_bytes(conversation(phone, size)[0].encode())
    return path


def _rate(path: Path) -> float:
    """Messages a second of processor time, the best of a few rounds: others on the machine only ever slow it down."""
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        with open_export(path) as export:
            count = sum(1 for _ in export)
            assert export.summary.entries == count == SIZE
        best = max(best, count / (time.process_time() - start))
    return best


def _beside(folder: Path, phone: Phone, path: Path, ours: float) -> list[dict[str, Any]]:
    """The peer on the same file; what it does not find counts as not read."""
    small = _written(folder, phone, 100)
    found = _peer(path, small)
    if found is None:
        return [{"case": f"{PEER} could not be installed", "value": 0.0, "unit": "", "ratio": None, "to": None}]
    count, seconds, memory = found
    return [
        {
            "case": f"{phone.name}, beside {PEER} {PEER_VERSION}",
            "value": ours, "unit": "messages/s", "ratio": ours / (count / seconds), "to": PEER,
        },
        {
            "case": f"{PEER}: entries that it finds",
            "value": float(count), "unit": "entries", "ratio": count / SIZE, "to": "those in the file",
        },
        {"case": f"{PEER}: peak memory", "value": memory / 1024, "unit": "MiB", "ratio": None, "to": None},
    ]  # fmt: skip


def _peer(path: Path, small: Path) -> tuple[int, float, int] | None:
    uv = Path(sys.executable).with_name("uv")
    command = [
        str(uv), "run", "--quiet", "--no-project", "--isolated", "--python", sys.executable,
        "--with", f"{PEER}=={PEER_VERSION}", "python", "-c", _THEIRS, str(path), str(small),
    ]  # fmt: skip
    best: tuple[int, float, int] | None = None
    for _ in range(ROUNDS):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        except (OSError, subprocess.SubprocessError):
            return best
        count, seconds, memory = json.loads(done.stdout)
        best = (count, min(seconds, best[1]) if best else seconds, memory)
    return best


def _peak(folder: Path) -> float:
    """The most memory in MiB that a process of its own holds while it reads a million entries, interpreter included."""
    path = folder / "million.txt"
    phone = PHONES[1]
    with path.open("wb") as file:
        for part in range(MANY // SIZE):
            file.write(conversation(phone, SIZE, seed=part)[0].encode())
    done = subprocess.run([sys.executable, "-c", _OURS, str(path)], capture_output=True, text=True, check=True)
    count, kibibytes = map(int, done.stdout.split())
    assert count == MANY
    return kibibytes * 1024 / _MEBI


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
