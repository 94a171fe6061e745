"""Migrations run under the release before them: a linter reads their SQL on the real database."""

from pathlib import Path

import pytest
from django.apps import apps
from django_migration_linter import MigrationLinter

import aval

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("aval.")]


@pytest.mark.django_db
def test_no_migration_breaks_the_release_before_it() -> None:
    linter = MigrationLinter(
        str(Path(aval.__file__).parent.parent),
        include_apps=OURS,
        database="default",
        no_cache=True,
        # What makes the tables and their guards before the first release has no release before it.
        ignore_initial_migrations=True,
        ignore_name=["0002_guards"],
        quiet=["ok", "ignore", "warning"],
    )

    linter.lint_all_migrations()

    assert linter.nb_total >= len(OURS)
    assert not linter.has_errors
