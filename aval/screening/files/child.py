"""The process that reads one file: takes a question on stdin, answers with a verdict on stdout, both JSON."""

import json
import os
import resource
import sys
import time
import warnings
from pathlib import Path

from aval.screening.files.limits import Limits
from aval.screening.files.reading import Reading
from aval.screening.verdicts import Context, Policy


def main() -> None:
    """Answer the one question."""
    question = json.load(sys.stdin)
    limits = Limits(**question["limits"])
    _confine(limits)
    # What libraries print must not get into the answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    reading = Reading(
        limits, Policy(question["policy"]), Context(question["subject"], tuple(question["skills"])), question["name"]
    )
    reading.read_whole(Path(question["path"]))
    json.dump(reading.verdict(time.process_time()).as_json(), answers)
    answers.close()
    # Without the farewells of libraries, some of which crash when memory was short.
    os._exit(0)


def _confine(limits: Limits) -> None:
    """Take away what reading a file does not need; passing a limit ends the process."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
