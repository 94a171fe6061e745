"""What the database itself refuses: changes to what was signed or done, payments that nothing stands behind."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0001_initial"),
        ("conversation", "0001_initial"),
        ("ledger", "0002_guards"),
        ("payments", "0002_guards"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL((SQL / f"{name}.sql").read_text())
        for name in ("append_only", "agreements", "milestones", "payments")
    ]
