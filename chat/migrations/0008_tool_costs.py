

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0007_citation_second"),
    ]

    operations = [
        migrations.AddField(
            model_name="toolrun",
            name="created_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="toolrun",
            name="money",
            field=models.DecimalField(decimal_places=6, default=0, max_digits=12),
        ),
        migrations.AddField(
            model_name="toolrun",
            name="tokens",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="toolrun",
            index=models.Index(fields=["created_at", "tool"], name="tool_run_when"),
        ),
    ]
