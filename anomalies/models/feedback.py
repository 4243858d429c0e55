"""What people say to findings."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anomalies.models.findings import Finding


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def in_workspace(self, workspace: models.Model) -> Self:
        return self.filter(finding__workspace=workspace)

    def in_force(self, now: datetime) -> Self:
        """What people said and did not take back, and what has not run out."""
        has_not_run_out = Q(until__isnull=True) | Q(until__gt=now)
        return self.filter(has_not_run_out, undone_at__isnull=True)


class Feedback(models.Model):
    """What a person said to a finding. It can be taken back, and then teaches nothing."""

    class Verdict(models.TextChoices):
        EXPECTED = "expected", _("Expected")
        NOT_ME = "not_me", _("Not me")
        DUPLICATE = "duplicate", _("Charged twice")
        NOT_DUPLICATE = "not_duplicate", _("Not a duplicate")
        MUTE_MERCHANT = "mute_merchant", _("Mute this merchant")
        MUTE_KIND = "mute_kind", _("Mute this kind")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="feedback")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(max_length=20, choices=Verdict)
    created_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)  # a mute or a watch that runs out
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{self.verdict} on {self.finding_id}"
