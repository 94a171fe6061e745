"""The record can only grow."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.RunSQL((SQL / name).read_text(), migrations.RunSQL.noop) for name in ("guards.sql", "site.sql")
    ]
