"""What Lumen tells a member, and by which way it went out."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from lumen.common.models import RandomIdModel, WorkspaceQuerySet

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
    """One attempt to bring a notification to somebody by mail."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
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
