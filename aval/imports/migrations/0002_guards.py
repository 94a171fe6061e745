"""What was brought in stays, and the other party answers it."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "guards.sql"


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial"), ("conversation", "0002_guards")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
