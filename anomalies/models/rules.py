"""Rules of a workspace's own: what its people want to be told whatever the statistics say."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from anomalies.models.findings import Finding
from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class FindingRuleQuerySet(WorkspaceQuerySet["FindingRule"]):
    def kept(self) -> Self:
        """Not deleted."""
        return self.filter(deleted_at__isnull=True)


class FindingRule(RandomIdModel, TimestampedModel):
    """ "Tell me when one payment, or all of a day, week or month, is above this."

    A limit is a rule with a measure and a threshold and no other condition.
    """

    class Measure(models.TextChoices):
        EACH = "each", _("each payment")
        TOTAL = "total", _("their total")
        COUNT = "count", _("their number")

    class Window(models.TextChoices):
        DAY = "day", _("in a day")
        WEEK = "week", _("in a week")
        MONTH = "month", _("in a month")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    # [{"field", "op", "value", "not"}], as the ledger's rules have them; all must hold, none: every payment
    conditions = models.JSONField(default=list, blank=True)
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.EACH)
    window = models.CharField(max_length=10, choices=Window, default=Window.MONTH)
    threshold = models.DecimalField(  # base currency, or a number; null: every payment that fits
        max_digits=16, decimal_places=2, null=True, blank=True
    )
    level = models.CharField(max_length=10, choices=Finding.Level, default=Finding.Level.LOOK)
    is_active = models.BooleanField(default=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # can be brought back
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = FindingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="finding_rule_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
