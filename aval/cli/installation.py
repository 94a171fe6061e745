"""What commands need before they can work: a database, its tables, and the ground under both."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from aval.cli.processes import CannotStart
from aval.kernel import database
from aval.kernel.refusals import Refusal

FREE_BYTES_MIN = 200 * 1024 * 1024


@contextmanager
def site_database(folder: Path | None = None) -> Iterator[None]:
    """Make a prepared database available through the environment: the given server, or the embedded one.

    :raises CannotStart: if the disk is as good as full
    """
    if os.environ.get("AVAL_DATABASE_URL"):
        os.environ.setdefault("AVAL_DATABASE_OWNER_URL", os.environ["AVAL_DATABASE_URL"])
        yield
        return
    check_disk(folder or database.home())
    with database.server(folder) as superuser_url:
        database.prepare(superuser_url).to_environment()
        try:
            yield
        finally:
            for name in ("AVAL_DATABASE_URL", "AVAL_DATABASE_OWNER_URL"):
                os.environ.pop(name, None)


def setup() -> None:
    """Load Django with the site's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
    django.setup()


def check_keys() -> None:
    """Open the keys that sign the record, before processes that need them are started.

    Once, in front of them all: each process that tried a wrong PIN by itself would bring the device nearer to locking.

    :raises CannotStart: if a key can't be read, or its device does not sign
    """
    # Django must be set up before it is imported.
    from aval.record import keys  # noqa: PLC0415

    try:
        keys.ring()
    except Refusal as reason:
        raise CannotStart(f"{reason}.") from None


def migrate() -> None:
    """Bring the tables to this version, as their owner; does nothing, and quickly, where they are."""
    # Django must be set up before these are imported.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connections["owner"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections["owner"].close()


def collect_static() -> None:
    """Gather the static files where they are served from, if any has changed since."""
    # Django must be set up before these are imported.
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    collected_at = manifest.stat().st_mtime if manifest.exists() else 0.0
    files = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    if any(path.stat().st_mtime > collected_at for path in files):
        call_command("collectstatic", verbosity=0, interactive=False)


def check_disk(folder: Path) -> None:
    """Refuse to begin on a full disk, where a database would stop half-way.

    :raises CannotStart: if less than 200 MB are free
    """
    place = folder if folder.exists() else folder.parent
    free = shutil.disk_usage(place).free
    if free < FREE_BYTES_MIN:
        raise CannotStart(
            f"The disk that holds {folder} is almost full ({free // 1_048_576} MB free, 200 MB needed).\n"
            "Free some space, or choose another folder with AVAL_HOME=/path."
        )
