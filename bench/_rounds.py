"""The first figures of each blind round, measured again: the rules as they stood before its texts were written.

``python bench/_rounds.py`` takes the rules of each round out of the history (corpus/contact/rounds.json names it)
and judges that round's texts with them, and with the rules of today beside.
"""

import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus" / "contact"
_JUDGE = """
import json, sys
from pathlib import Path
from aval.screening import measure
judged = [sample for sample in measure.samples(Path(sys.argv[1])) if sample.part == sys.argv[2]]
counted = measure.outcome(measure.ours, judged)
kinds = measure.by_kind(measure.ours, judged).items()
worst = min(((one.recall, kind) for kind, one in kinds if one.contacts), default=(1.0, "(honest texts only)"))
print(json.dumps([counted.recall, counted.precision, counted.refused / counted.clean, *worst]))
"""


def main() -> None:
    """Print a line a round: recall, precision and refused honest texts, then and now."""
    print(f"{'part':<10} {'rules of':<9} {'':<6} {'recall':>7} {'precision':>9} {'refused':>8}  worst kind")
    for entry in json.loads((CORPUS / "rounds.json").read_text(encoding="utf-8")):
        with tempfile.TemporaryDirectory() as folder:
            _take_out(entry["rules"], Path(folder))
            _print(entry, "first", _figures(Path(folder), entry["part"]))
        _print(entry, "now", _figures(ROOT, entry["part"]))


def _take_out(commit: str, folder: Path) -> None:
    packed = subprocess.run(
        ["git", "-C", str(ROOT), "archive", commit, "aval/__init__.py", "aval/screening"],
        check=True,
        capture_output=True,
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")


def _figures(rules: Path, part: str) -> list[Any]:
    ran = subprocess.run(
        [sys.executable, "-c", _JUDGE, str(CORPUS), part], check=True, capture_output=True, text=True, cwd=rules
    )
    figures: list[Any] = json.loads(ran.stdout)
    return figures


def _print(entry: dict[str, str], when: str, figures: list[Any]) -> None:
    recall, precision, refused, worst, kind = figures
    print(
        f"{entry['part']:<10} {entry['rules'][:8]:<9} {when:<6} {recall:>7.3f} {precision:>9.3f} {refused:>8.3f}"
        f"  {kind} {worst:.2f}"
    )


if __name__ == "__main__":
    main()
