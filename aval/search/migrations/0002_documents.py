"""Documents follow projects and profiles."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "documents.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("projects", "0002_guards"),
        ("accounts", "0001_initial"),
    ]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
