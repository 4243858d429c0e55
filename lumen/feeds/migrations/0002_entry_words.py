"""Words of entries are found through an index."""

import django.contrib.postgres.indexes
from django.db import migrations

import lumen.feeds.finding


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='entry',
            index=django.contrib.postgres.indexes.GinIndex(lumen.feeds.finding.WordsOf('title', 'summary'), name='entry_words'),
        ),
    ]
