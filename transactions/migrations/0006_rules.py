"""Rules ask with conditions instead of one text; what they changed at once can be undone."""

from django.db import migrations, models


def words_become_conditions(apps, schema_editor):
    """`contains` was the only condition; a rule without a name gets one from it."""
    rules = apps.get_model("transactions", "Rule").objects.exclude(contains="")
    for position, rule in enumerate(rules.select_related("category").order_by("position", "created_at")):
        rule.conditions = [{"field": "text", "op": "contains", "value": rule.contains}]
        rule.name = rule.name or f"{rule.contains} → {rule.category.name if rule.category else ''}"[:120]
        rule.position = position
        rule.save(update_fields=["conditions", "name", "position"])


class Migration(migrations.Migration):
    dependencies = [
        ("transactions", "0005_mail_uploads"),
    ]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="stops",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="change",
            name="action",
            field=models.CharField(
                choices=[
                    ("delete", "Deleted"),
                    ("category", "Category set"),
                    ("tag", "Tag added"),
                    ("rule", "Rules applied"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(words_become_conditions, migrations.RunPython.noop),
    ]
