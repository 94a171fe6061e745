"""What was refused and decided stays; nobody decides for themselves."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "guards.sql"


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("record", "0001_initial")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
