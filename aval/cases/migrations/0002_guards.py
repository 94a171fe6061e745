"""What is said in a case stays, and the ledger pays by it alone."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "guards.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("contracts", "0002_guards"),
        ("conversation", "0002_guards"),
        ("ledger", "0002_guards"),
    ]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
