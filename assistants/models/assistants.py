"""A business's own agent: what it is for, what it may do, and what it knows by heart."""

import secrets
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class Phase(models.TextChoices):
    """What an assistant, or one of its topics, has earned; each step needs evidence, never a date."""

    OBSERVE = "observe", _("Observes")
    RECOGNISE = "recognise", _("Recognises")
    SUPERVISED = "supervised", _("Drafts")
    AUTOMATED = "automated", _("Answers by itself")


class AssistantQuerySet(WorkspaceQuerySet["Assistant"]):
    def kept(self) -> Self:
        """Not deleted."""
        return self.filter(deleted_at__isnull=True)


def business_week() -> dict[str, list[list[str]]]:
    """Monday to Friday, nine to six; keys are weekdays with 0 = Monday."""
    return {str(day): [["09:00", "18:00"]] for day in range(5)}


def response_times() -> dict[str, list[int]]:
    """Minutes within business hours to the first answer and to the end, by priority."""
    return {"urgent": [30, 240], "high": [60, 480], "normal": [240, 1_440], "low": [480, 2_880]}


class Assistant(RandomIdModel, TimestampedModel):
    """One agent of a workspace, with a voice, topics and channels of its own."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)  # commands name it without its workspace
    purpose = models.CharField(max_length=500, blank=True)  # whom it answers about what
    language = models.CharField(max_length=8, blank=True)  # empty: the customer's own
    greeting = models.CharField(max_length=300, blank=True)  # first words of the widget
    handover_text = models.CharField(max_length=500, blank=True)  # what a customer reads then
    away_text = models.CharField(max_length=500, blank=True)  # the same outside business hours
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.OBSERVE)
    may_automate = models.BooleanField(default=False)  # the owner's switch over all topics
    target = models.FloatField(default=0.95)  # share of its answers that must prove right
    minimum_decisions = models.PositiveIntegerField(default=60)
    window = models.PositiveIntegerField(default=200)  # latest decisions that count
    business_hours = models.JSONField(default=business_week, blank=True)
    holidays = ArrayField(models.DateField(), default=list, blank=True)
    response_minutes = models.JSONField(default=response_times, blank=True)
    asks_satisfaction = models.BooleanField(default=True)
    retention_days = models.PositiveIntegerField(null=True, blank=True)  # null: kept
    styles = models.JSONField(default=list, blank=True)  # of an A/B test: [{"name", "settings"}]
    colour = models.CharField(max_length=7, default="#4f46e5")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)  # can be brought back

    objects = AssistantQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["workspace", "name"], name="assistant_name")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def new_slug(name: str) -> str:
        return f"{slugify(name)[:50] or 'assistant'}-{secrets.token_hex(3)}"


class BusinessFact(RandomIdModel, TimestampedModel):
    """Something an owner states about the business; the gate takes it as a source."""

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="facts")
    name = models.CharField(max_length=80)  # "Opening hours"
    text = models.CharField(max_length=1_000)
    is_promise = models.BooleanField(default=False)  # may be promised to customers

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["assistant", "name"], name="business_fact_once")]

    def __str__(self) -> str:
        return self.name


class Topic(RandomIdModel, TimestampedModel):
    """What customers ask about, and how far the assistant may go there."""

    class Handling(models.TextChoices):
        """The owner's rule, above whatever was earned."""

        EARNED = "earned", _("As earned")
        DRAFT = "draft", _("Always a draft")
        PERSON = "person", _("Always a person")

    class Origin(models.TextChoices):
        HISTORY = "history", _("From labelled history")
        FOUND = "found", _("Found in messages")
        PERSON = "person", _("Made by a person")

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="topics")
    label = models.CharField(max_length=120)  # as history and commands call it
    name = models.CharField(max_length=120)  # as people read it
    description = models.CharField(max_length=300, blank=True)
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.OBSERVE)
    may_automate = models.BooleanField(default=True)  # beside the assistant's own switch
    may_read_money = models.BooleanField(default=False)  # for verified contacts only
    handling = models.CharField(max_length=10, choices=Handling, default=Handling.EARNED)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PERSON)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["assistant", "label"], name="topic_label_once")]

    def __str__(self) -> str:
        return self.name


class PhaseChange(models.Model):
    """A promotion or demotion with the figures it rests on; `topic` null: of the assistant."""

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="phase_changes")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="phase_changes")
    before = models.CharField(max_length=12, choices=Phase)
    after = models.CharField(max_length=12, choices=Phase)
    figures: Any = models.JSONField(default=dict)  # {"decisions", "accepted", "bound", "target"}
    reason = models.CharField(max_length=200, blank=True)
    changed_by = models.ForeignKey(  # null: Lumen by itself
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"
