"""How a member wants to be told, and what they were told."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anomalies.models.findings import Finding
from lumen.common.models import WorkspaceQuerySet


class TellingPreference(models.Model):
    """One member's wishes in one workspace; without a row the defaults here hold.

    Quiet hours are in the workspace's time zone and may cross midnight; urgent ones pass.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tell_from = models.CharField(max_length=10, choices=Finding.Level, default=Finding.Level.LOOK)
    quiet_from = models.TimeField(null=True, blank=True, default=time(22))
    quiet_until = models.TimeField(null=True, blank=True, default=time(8))
    urgent_by_email = models.BooleanField(default=True)
    urgent_by_sms = models.BooleanField(default=False)
    phone = models.CharField(max_length=32, blank=True)
    weekly_digest = models.BooleanField(default=True)
    digest_on = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)

    objects = WorkspaceQuerySet["TellingPreference"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="telling_preference_once"),
        ]

    def __str__(self) -> str:
        return f"telling {self.user_id}"


class Telling(models.Model):
    """One finding for one member: held back, told, or left for the weekly digest.

    Quiet hours, levels and limits are a member's own, so each has a row of their own.
    """

    class Way(models.TextChoices):
        NOTICE = "notice", _("In a notification")
        URGENT = "urgent", _("At once")
        IMPORT = "import", _("In the digest of an import")
        WEEKLY = "weekly", _("In the weekly digest")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="tellings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tell_after = models.DateTimeField(null=True, blank=True)  # null: not by itself
    told_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    notification = models.ForeignKey(
        "notifications.Notification", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "user"], name="telling_once")]
        indexes = [
            models.Index(
                fields=["tell_after"],
                condition=Q(told_at__isnull=True, tell_after__isnull=False),
                name="telling_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} for {self.user_id}"
