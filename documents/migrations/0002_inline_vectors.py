"""Keep vectors beside their row: an exact search reads each of them, and fetching them from TOAST costs half its time."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=(
                "ALTER TABLE documents_chunk ALTER COLUMN embedding SET STORAGE PLAIN, "
                "ALTER COLUMN terms SET STORAGE MAIN"
            ),
            reverse_sql=(
                "ALTER TABLE documents_chunk ALTER COLUMN embedding SET STORAGE EXTERNAL, "
                "ALTER COLUMN terms SET STORAGE EXTERNAL"
            ),
        )
    ]
