"""Migrations run under the release before them: a linter reads their SQL on the real database."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader
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


def test_a_migration_waits_for_every_table_that_its_sql_names() -> None:
    loader = MigrationLoader(None)
    tables = {model._meta.db_table: model._meta.app_label for model in apps.get_models()}
    missing = set()

    for key in loader.graph.nodes:
        if key[0] not in OURS or loader.disk_migrations.get(key) is None:
            continue
        before = {app for app, _name in loader.graph.forwards_plan(key)}
        statements = " ".join(
            str(operation.sql) for operation in loader.disk_migrations[key].operations if isinstance(operation, RunSQL)
        )
        named = {tables[word] for word in re.findall(r"\b[a-z]+_[a-z]+\b", statements) if word in tables}
        missing |= {(key, app) for app in named - before}

    assert missing == set()
