"""Files of mails that somebody uploaded."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from transactions.models.inbox import Source


class MailUpload(RandomIdModel, TimestampedModel):
    """One .eml, .mbox or .zip: how far it was read, and what was in it."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        DONE = "done", _("Read")
        FAILED = "failed", _("Could not be read")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, models.CASCADE, related_name="uploads")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(max_length=200)
    file = models.FileField(upload_to="mail", max_length=200, blank=True)  # removed once it was read
    size = models.BigIntegerField()
    position = models.BigIntegerField(default=0)  # bytes of the file that were read
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    problem = models.CharField(max_length=300, blank=True)
    mails = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    payments = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    too_large = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WorkspaceQuerySet["MailUpload"].as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="mail_upload_newest")]

    def __str__(self) -> str:
        return self.filename
