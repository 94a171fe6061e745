"""What was said stays, and only the two parties say it."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "guards.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("conversation", "0001_initial"),
        ("moderation", "0001_initial"),
        ("record", "0002_guards"),
    ]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
