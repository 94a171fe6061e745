from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL((SQL / "guards.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "doors.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "further.sql").read_text(), migrations.RunSQL.noop),
        # Last: it goes over the checks that there are by then.
        migrations.RunSQL((SQL / "checks.sql").read_text(), migrations.RunSQL.noop),
    ]
