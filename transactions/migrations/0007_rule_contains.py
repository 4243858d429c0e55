"""The one text a rule used to ask is among its conditions since the migration before."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("transactions", "0006_rules"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="rule",
            name="contains",
        ),
    ]
