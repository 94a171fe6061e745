"""``aval trace``: look for a contract in a copy of the site log, by the key that its dossier holds. Needs no database.

What a dossier alone can't show: that the heads in it are the ones that everybody else was shown, that there is no
later one, and that the site never tried to have two of one number.
"""

import argparse
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

from aval.proofs.checkpoints import CheckpointError
from aval.proofs.dossier import verify
from aval.proofs.notes import NoteError
from aval.proofs.policy import NOBODY, Policy, PolicyError
from aval.proofs.sitecopy import CopyError, Shown, SiteCopy
from aval.proofs.sitelog import EntryError
from aval.proofs.tiles import TileError

GOOD, WEAKER, INCOMPLETE, CONTRADICTS, INVALID = 0, 10, 20, 30, 40
SECONDS_MAX = 30.0
BYTES_MAX = 32 * 1024 * 1024


def run(arguments: list[str]) -> int:
    """Trace a contract; exit codes as ``aval verify`` has them."""
    parser = argparse.ArgumentParser(prog="aval trace", description="Look for a contract in a copy of the site log.")
    parser.add_argument("dossier", type=Path)
    parser.add_argument("log", help="the site log's address, such as https://example.org/log, or a folder with a copy")
    parser.add_argument("--policy", type=Path, help="who must have signed and witnessed (the log's own policy)")
    options = parser.parse_args(arguments)
    read = _reader(options.log)
    try:
        return _trace(options, read)
    except (CopyError, EntryError, TileError) as error:
        print(f"invalid: {error}")
        return INVALID
    except (NoteError, CheckpointError, PolicyError) as error:
        print(f"invalid: the site log's head or policy: {error}")
        return INVALID
    except OSError as error:
        print(f"incomplete: {error}")
        return INCOMPLETE


def _trace(options: argparse.Namespace, read: Callable[[str], bytes]) -> int:
    report = verify.verify_path(options.dossier)
    if report.exit_code >= CONTRADICTS:
        print("the dossier itself is not good; see: aval verify")
        return report.exit_code
    shown = _shown(options.dossier)
    if shown.key is None:
        print("incomplete: the facts of event 0, which hold the contract's key, are not open in this dossier")
        return INCOMPLETE
    rules = Policy.from_text(options.policy.read_bytes() if options.policy else read("policy"))
    copy = SiteCopy.read(read, rules)
    found = copy.trace(origin=shown.origin, key=shown.key, roots=shown.roots)
    for one in found:
        print(f"entry {one.number} at {one.position}: " + (f"the head of {one.size} events" if one.size else "ANOTHER"))
    return _judge(copy, found and found[-1].size, [one.size for one in found], len(shown.roots), rules)


def _judge(copy: SiteCopy, last: object, sizes: list[int | None], events: int, rules: Policy) -> int:
    if None in sizes:
        later = None not in sizes[: sizes.index(None)] and set(sizes[sizes.index(None) :]) == {None}
        print(
            "contradicts: the site log holds heads of this contract that do not belong to this dossier: "
            + ("later ones, or ones of another history" if later else "another history was recorded")
        )
        return CONTRADICTS
    if last is None or last != events:
        print(f"incomplete: {events} events are shown, and the site log holds the first {last or 0} of them")
        return INCOMPLETE
    who = ", ".join(copy.judged.witnesses) or "nobody"
    print(f"all {events} events are below head {copy.judged.checkpoint.size} of the site log, witnessed by {who}")
    if rules.quorum == NOBODY or not copy.judged.is_quorum:
        print("weaker: no quorum of witnesses stands behind this head")
        return WEAKER
    return GOOD


def _shown(path: Path) -> Shown:
    files = {}
    for name in ("data/events.jsonl", "data/openings.jsonl"):
        if path.is_dir():
            files[name] = (path / name).read_bytes()
        else:
            with zipfile.ZipFile(path) as archive:
                (member,) = [one for one in archive.namelist() if one.split("/", 1)[1] == name]
                files[name] = archive.read(member)
    return Shown.of(files["data/events.jsonl"], files["data/openings.jsonl"])


def _reader(place: str) -> Callable[[str], bytes]:
    if not place.startswith(("https://", "http://")):
        return lambda name: (Path(place) / name).read_bytes()

    def read(name: str) -> bytes:
        with urllib.request.urlopen(f"{place.rstrip('/')}/{name}", timeout=SECONDS_MAX) as answer:  # noqa: S310 (checked)
            data: bytes = answer.read(BYTES_MAX)
        return data

    return read
