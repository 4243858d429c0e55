"""Passages say how they were made; half the memory for vectors; an inverted index of their words.

Vectors and weights are read one after the other by a search: they stay plain and beside their row, and
what a search does not read (the text, the keys of the inverted index) goes elsewhere.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import pgvector.django.halfvec
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_intake")]

    operations = [
        migrations.AddField("chunk", "chunker", models.CharField(default="", max_length=20)),
        migrations.AddField(
            "chunk",
            "keys",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None
            ),
        ),
        migrations.AlterField("chunk", "embedding", pgvector.django.halfvec.HalfVectorField(dimensions=384)),
        migrations.AddIndex(
            "chunk",
            django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="chunk_keys"),
        ),
        migrations.RunSQL(
            sql=(
                "ALTER TABLE documents_chunk ALTER COLUMN embedding SET STORAGE PLAIN, "
                "ALTER COLUMN terms SET STORAGE PLAIN, ALTER COLUMN text SET STORAGE EXTERNAL, "
                "ALTER COLUMN keys SET STORAGE EXTERNAL"
            ),
            reverse_sql=(
                "ALTER TABLE documents_chunk ALTER COLUMN embedding SET STORAGE PLAIN, "
                "ALTER COLUMN terms SET STORAGE MAIN, ALTER COLUMN text SET STORAGE EXTENDED"
            ),
        ),
    ]
