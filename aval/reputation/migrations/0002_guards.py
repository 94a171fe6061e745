"""Reviews stay as they were written."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "guards.sql"


class Migration(migrations.Migration):
    dependencies = [("reputation", "0001_initial"), ("contracts", "0002_guards")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
