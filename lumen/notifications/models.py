"""What Lumen tells a member, by which way it went out, and programs that are told too."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lumen.common import crypto
from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class NotificationQuerySet(WorkspaceQuerySet["Notification"]):
    def unread_by(self, user: "User") -> "NotificationQuerySet":
        return self.filter(user=user, read_at__isnull=True)


class Notification(RandomIdModel):
    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=120, blank=True)  # the same key tells a member only once
    # what a mail or a program is told beyond the words, each left out when there is none:
    # {"sections": [{"heading", "lines": [{"text", "url"}]}], "finding_id", "preferences": a page}
    details = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["user", "workspace", "-created_at"], name="notification_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user", "key"],
                condition=~models.Q(key=""),
                name="notification_key_once",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def created_on(self) -> date:
        return timezone.localdate(self.created_at)


class Delivery(models.Model):
    """Bringing a notification to somebody by mail or text message, once for each of these ways."""

    EMAIL, SMS = "email", "sms"

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=200, blank=True)  # empty: what the person's account says
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.channel} for {self.notification_id}"


class Preference(models.Model):
    """Which kinds a member wants by mail; in the app everything is shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    by_email = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class OutgoingHook(RandomIdModel, TimestampedModel):
    """A program of the workspace's own that Lumen calls by signed HTTP requests."""

    class Purpose(models.TextChoices):
        SMS = "sms", _("Text messages")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.SMS)
    url = models.CharField(max_length=500)
    secret = models.BinaryField()  # encrypted; signs every request
    is_active = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    tried_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)  # of the last try; empty when it worked

    objects = WorkspaceQuerySet["OutgoingHook"].as_manager()

    class Meta:
        ordering = ["purpose", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "purpose"], condition=Q(purpose="sms"), name="hook_for_sms_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.workspace_id}"

    @property
    def key(self) -> str:
        """The secret as the program at the other end has to know it."""
        return crypto.decrypt(self.secret)
