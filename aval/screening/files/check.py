"""Looks at a file in a process of its own, and ends that process when it takes too long."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from aval.screening.files.limits import Limits
from aval.screening.files.verdicts import Doubt, FileVerdict
from aval.screening.verdicts import Context, Policy

ANSWER_BYTES_MAX = 1_000_000


def screen_file(
    path: str | Path,
    *,
    name: str,
    policy: Policy = Policy.CLOSED_GATE,
    context: Context | None = None,
    limits: Limits | None = None,
) -> FileVerdict:
    """Judge the file at ``path``, which its sender calls ``name``. Never raises, whatever the file is.

    :param context: what the project is about, as for a text
    """
    if policy is Policy.OPEN_GATE:
        return FileVerdict()
    limits = limits or Limits()
    about = context or Context()
    question = {
        "path": str(Path(path).resolve()),
        "name": name,
        "policy": str(policy),
        "subject": about.subject,
        "skills": list(about.skills),
        "limits": asdict(limits),
    }
    return _ask(json.dumps(question), limits.seconds)


def _ask(question: str, seconds: float) -> FileVerdict:
    # Isolated, and without our environment: whatever takes over the reader of a file finds no password in it.
    with subprocess.Popen(
        [sys.executable, "-I", "-m", "aval.screening.files.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "HOME": "/nonexistent", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        cwd="/",
        start_new_session=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as child:
        try:
            answer, _ = child.communicate(question, timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(child)
            return FileVerdict(doubts=(Doubt.TOO_LONG,), seconds=seconds)
        except BaseException:
            _end(child)
            raise
    return _read(answer, child.returncode)


def _end(child: "subprocess.Popen[str]") -> None:
    """End the process with all that it started."""
    os.killpg(child.pid, 9)
    child.communicate()


def _read(answer: str, code: int) -> FileVerdict:
    """Take the child's word; one that died left none, and then a person looks."""
    if code < 0:
        return FileVerdict(doubts=(Doubt.TOO_LONG,))
    try:
        return FileVerdict.from_json(json.loads(answer[:ANSWER_BYTES_MAX]))
    except (KeyError, TypeError, ValueError):
        return FileVerdict(doubts=(Doubt.DAMAGED,))
