"""``aval bench NAME``: measures beside a peer in the same run; ratios count, absolute figures are the machine's."""

import argparse
import importlib.util
import json
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aval

FOLDER = Path(aval.__file__).resolve().parent.parent / "bench"


def run(arguments: list[str]) -> int:
    """Run one bench and print its rows as a table or, with ``--json``, as JSON."""
    names = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    if not names:
        print("The benches are in a clone of the project, in its folder bench/.", file=sys.stderr)
        return 1
    parser = argparse.ArgumentParser(prog="aval bench", description="Measure, beside a peer in the same run.")
    parser.add_argument("name", choices=names)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows: list[dict[str, Any]] = _load(options.name).run()
    if options.json:
        print(json.dumps({"bench": options.name, "machine": _machine(), "results": rows}))
    else:
        _print(rows)
    return 0


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"bench.{name}", FOLDER / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _machine() -> str:
    cpu = next(
        (line.split(":", 1)[1].strip() for line in _cpu_lines() if line.startswith("model name")), platform.machine()
    )
    return f"{cpu}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def _cpu_lines() -> Sequence[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else ()


def _print(rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        ratio = f"{row['ratio']:.2f} × {row['to']}" if row.get("ratio") is not None else ""
        print(f"{row['case']:<44} {row['value']:>12,.1f} {row['unit']:<14} {ratio}")
