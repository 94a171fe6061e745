"""PostgreSQL and everybody at work are killed under load, and nothing is lost or doubled: the short version.

The long one: `python -m bench.crash --rounds 50`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_what_was_answered_survives_a_crash_and_happened_once() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AVAL_", "DJANGO_"))}

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.crash", "--rounds", "2"],
        capture_output=True, text=True, check=False, cwd=ROOT, env=kept,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    counted = {row["case"]: row["value"] for row in json.loads(done.stdout)}
    assert counted["rounds"] == 2
    assert counted["answered, all there once"] >= 6
