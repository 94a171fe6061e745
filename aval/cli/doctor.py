"""``aval doctor``: tells whether this installation has what it needs, and what to do about what is missing."""

import argparse
import shutil
from collections.abc import Callable, Iterator

from aval.cli.installation import check_disk, setup, site_database
from aval.cli.processes import CannotStart
from aval.kernel.database import home
from aval.kernel.refusals import Refusal

Check = Callable[[], str]


class Missing(Exception):
    """Something is not as it should be; the message says what to do."""


def run(arguments: list[str]) -> int:
    """Print one line a check; 1 if one fails."""
    argparse.ArgumentParser(prog="aval doctor", description="Check this installation.").parse_args(arguments)
    failed = 0
    with site_database():
        setup()
        for name, check in _checks():
            try:
                print(f"good     {name}: {check()}")
            except (Missing, CannotStart, Refusal) as reason:
                failed += 1
                print(f"missing  {name}: {reason}")
    return 1 if failed else 0


def _checks() -> Iterator[tuple[str, Check]]:
    yield "data", _data
    yield "database", _database
    yield "migrations", _migrations
    yield "roles", _roles
    yield "record key", _key
    yield "site log", _site_log
    yield "witnesses", _witnesses
    yield "time authorities", _authorities
    yield "mediators", _mediators
    yield "translations", _translations


def _data() -> str:
    check_disk(home())
    return f"{home()}, {shutil.disk_usage(home()).free // 1_048_576} MB free"


def _database() -> str:
    # Django must be set up before it is imported.
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('fsync')")
        version, fsync = cursor.fetchone()
    if version < 150_000:  # noqa: PLR2004 (PostgreSQL 15, the oldest supported)
        raise Missing("PostgreSQL 15 or newer is needed")
    if fsync != "on":
        raise Missing("fsync is off: a crash would lose money and record; switch it on in postgresql.conf")
    return f"PostgreSQL {version // 10_000}, fsync on"


def _migrations() -> str:
    # Django must be set up before these are imported.
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise Missing(f"{len(waiting)} are waiting; run: aval manage migrate --database owner")
    return "all applied"


def _roles() -> str:
    # Django must be set up before it is imported.
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, has_table_privilege('record_event', 'DELETE'),"
            " has_table_privilege('ledger_operation', 'INSERT')"
        )
        user, deletes, moves = cursor.fetchone()
    if deletes or moves:
        raise Missing(
            f"the application is connected as {user}, who may write to the record or the ledger directly; "
            "connect it as aval_app (AVAL_DATABASE_URL) and keep the owner for migrations (AVAL_DATABASE_OWNER_URL)"
        )
    return f"connected as {user}, who can't write to the ledger or the record but through their functions"


def _key() -> str:
    # Needs Django's settings.
    from aval.record import keys  # noqa: PLC0415

    signer = keys.signer()
    place = keys.ring().places.get(signer.verifier.public_key)
    return f"{signer.verifier.fingerprint}{f', in {place}' if place else ''}"


def _site_log() -> str:
    # Needs Django's settings.
    from aval.record import audit, guard, sitelog  # noqa: PLC0415
    from aval.record.models import SiteState  # noqa: PLC0415

    size = SiteState.objects.values_list("size", flat=True).get()
    for anchor in guard.anchors():
        if anchor.size > size:
            raise Missing(
                f"the database has {size} entries of the site log, {anchor.source} says {anchor.size}. It was restored "
                "from before; nothing is signed on it. Restore a newer backup (docs/operations.md, Recovery)"
            )
    found = audit.random_slice()
    if found:
        raise Missing(f"{found[0]}; see docs/operations.md, Recovery")
    return f"{size} entries, {sitelog.published_size()} published in {sitelog.folder()}"


def _witnesses() -> str:
    # Needs Django's settings.
    from aval.kernel.refusals import Refusal  # noqa: PLC0415
    from aval.record import standing, witnessing  # noqa: PLC0415

    rules = standing.policy()
    if not rules.witnesses:
        return "none (AVAL_RECORD_POLICY): a fork shows only to who compares heads"
    try:
        seen = witnessing.compare()
    except Refusal:
        raise Missing(
            "a witness has seen more of the site log than this database holds, or another; nothing is signed on it. "
            "Restore a newer backup (docs/operations.md, Recovery)"
        ) from None
    return f"{len(seen)} of {len(rules.witnesses)} answer and have seen this log, quorum {rules.quorum}"


def _authorities() -> str:
    # Needs Django's settings.
    from aval.proofs.stamps import StampError  # noqa: PLC0415
    from aval.record import stamping  # noqa: PLC0415
    from aval.record.models import Stamp  # noqa: PLC0415

    try:
        found = stamping.authorities()
    except (StampError, OSError) as error:
        raise Missing(f"AVAL_TIME_AUTHORITIES: {error}") from None
    if not found:
        return "none (AVAL_TIME_AUTHORITIES): times are the site's own claim"
    last = Stamp.objects.exclude(at=None).order_by("-size").first()
    return (
        f"{', '.join(one.name for one in found)}; last stamp {last.at.isoformat() if last and last.at else 'none yet'}"
    )


def _mediators() -> str:
    # Django must be set up before it is imported.
    from aval.accounts.models import Role  # noqa: PLC0415

    count = Role.objects.filter(kind=Role.Kind.MEDIATOR).count()
    if count < 2:  # noqa: PLR2004 (one hears the case, another the appeal)
        raise Missing(f"{count} on this site; two are needed: one hears a case, another its appeal")
    return f"{count}"


def _translations() -> str:
    # Needs Django's settings.
    from django.conf import settings  # noqa: PLC0415

    found = list(settings.LOCALE_PATHS[0].rglob("*.mo"))
    if len(found) < 2:  # noqa: PLR2004 (Spanish and Portuguese)
        raise Missing("not compiled; run: python tools/messages.py --compile")
    return f"{len(found)} languages besides English"
