"""A search by meaning first reads one bit of each dimension, in an index a seventh of the size."""

import django.db.models.functions.comparison
import pgvector.django.bit
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_covering_vectors")]

    operations = [
        migrations.RemoveIndex("chunk", "chunk_vectors"),
        migrations.AddField(
            "chunk",
            "signs",
            models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Cast(
                    models.Func("embedding", function="binary_quantize"),
                    pgvector.django.bit.BitField(length=384),
                ),
                output_field=pgvector.django.bit.BitField(length=384),
            ),
        ),
        migrations.RunSQL(
            sql="ALTER TABLE documents_chunk ALTER COLUMN signs SET STORAGE PLAIN",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            "chunk",
            models.Index(
                fields=["workspace", "document"], include=("id", "embedder", "signs"), name="chunk_signs"
            ),
        ),
    ]
