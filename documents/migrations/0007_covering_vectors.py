"""An exact search by meaning reads one narrow index instead of the whole table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_index_versions")]

    operations = [
        migrations.RemoveIndex("chunk", "chunk_workspace"),
        migrations.AddIndex(
            "chunk",
            models.Index(
                fields=["workspace", "document"],
                include=("id", "embedder", "embedding"),
                name="chunk_vectors",
            ),
        ),
    ]
