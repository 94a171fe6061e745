"""Migrations: none missing, one line of history in each app, none that would break the release before."""

import os
import sys

import django
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError


def main() -> int:
    """Return 0 if models and migrations agree and the linter has nothing to say."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
    os.environ.setdefault("AVAL_SECRET_KEY", "only to check")
    django.setup()
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("aval.")]
    try:
        call_command("makemigrations", *ours, check=True, dry_run=True)
    except SystemExit as ended:
        return int(ended.code or 0)
    except CommandError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
