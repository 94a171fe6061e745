"""``aval manage …``: Django's own commands, on this installation's database."""

from aval.cli.installation import setup, site_database


def run(arguments: list[str]) -> int:
    """Run a Django management command; the embedded database is started for it if need be."""
    with site_database():
        setup()
        # Django must be set up before its commands are imported.
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        execute_from_command_line(["aval manage", *arguments])
    return 0
