"""Conversations, and how each answer came about."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class Conversation(RandomIdModel, TimestampedModel):
    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    memory = models.JSONField(default=dict, blank=True)  # what tools remember between turns

    objects = WorkspaceQuerySet["Conversation"].as_manager()

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["workspace", "user", "-updated_at"], name="chat_newest")]

    def __str__(self) -> str:
        return self.title or str(_("New conversation"))


class Message(RandomIdModel):
    class Role(models.TextChoices):
        USER = "user", _("You")
        ASSISTANT = "assistant", "Lumen"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Working")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    role = models.CharField(max_length=10, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.DONE)
    text = models.TextField(blank=True)
    answer = models.JSONField(default=dict, blank=True)  # lumen.ai.answers.Answer
    model = models.CharField(max_length=80, blank=True)  # who worded it; empty for the offline twin
    rating = models.SmallIntegerField(default=0)  # -1, 0, 1
    created_at = models.DateTimeField(auto_now_add=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "role"]
        indexes = [models.Index(fields=["conversation", "created_at"], name="message_order")]

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:40]}"


class Citation(models.Model):
    """A passage under an answer; shown only while its quote stands in the stored page."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="citations")
    document = models.ForeignKey("documents.Document", models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    page = models.PositiveIntegerField()
    quote = models.TextField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    boxes = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"[{self.number}] page {self.page}"


class ToolRun(models.Model):
    """One tool called for one answer."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="tool_runs")
    tool = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    summary = models.CharField(max_length=300, blank=True)
    is_ok = models.BooleanField(default=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.tool
