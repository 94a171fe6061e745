"""Nothing is erased by one person alone."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "guards.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("erasure", "0001_initial"),
        ("record", "0002_guards"),
        ("conversation", "0002_guards"),
        ("cases", "0002_guards"),
    ]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
