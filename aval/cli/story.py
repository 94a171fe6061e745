"""``aval story NAME -o FILE``: lives a story on a fresh database of its own and writes its dossier."""

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from aval.cli.installation import migrate, setup
from aval.kernel import database

BEGINS_AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
STORIES = ("accepted", "disputed")


def run(arguments: list[str]) -> int:
    """Live the story in the past, from a fixed moment on, and write the client's dossier; 0 if all went as told."""
    parser = argparse.ArgumentParser(prog="aval story", description="Live a seeded story and write its dossier.")
    parser.add_argument("name", choices=STORIES)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="aval-story-", ignore_cleanup_errors=True) as folder:
        os.environ["AVAL_HOME"] = str(Path(folder) / "home")
        os.environ.setdefault("AVAL_DEMO", "1")
        with database.server(Path(folder) / "postgres", keep=False) as superuser_url:
            database.prepare(superuser_url).to_environment()
            setup()
            migrate()
            events = _tell(options.name, options.output)
    print(f"{options.output}: {events} events. Check it with: aval verify {options.output}", file=sys.stderr)
    return 0


def _tell(name: str, output: Path) -> int:
    # Django must be set up before these are imported.
    from django.db import connections  # noqa: PLC0415

    from aval.cli.stories import accepted, disputed  # noqa: PLC0415
    from aval.cli.stories.teller import Teller  # noqa: PLC0415
    from aval.contracts.dossier import write_dossier  # noqa: PLC0415
    from aval.record.models import Log  # noqa: PLC0415

    teller = Teller(BEGINS_AT)
    contract, reader = (accepted if name == "accepted" else disputed).tell(teller)
    with output.open("wb") as file:
        write_dossier(file, contract_id=contract.id, reader=reader, made_at=teller.now)
    size: int = Log.objects.get(id=contract.id).size
    connections.close_all()
    return size
