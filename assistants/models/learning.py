"""What an assistant proposes, what people decide about it, and what it learns from them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from assistants.models.assistants import Assistant, Phase, Topic
from assistants.models.enquiries import Enquiry, EnquiryMessage, HandoverReason
from lumen.common.models import RandomIdModel, TimestampedModel


class DraftQuerySet(models.QuerySet["Draft"]):
    def in_workspace(self, workspace: models.Model) -> Self:
        return self.filter(assistant__workspace=workspace)

    def open(self) -> Self:
        return self.filter(state=Draft.State.PROPOSED)

    def decided(self) -> Self:
        """What a person judged: the evidence of promotions."""
        judged = [Draft.State.ACCEPTED, Draft.State.EDITED, Draft.State.REJECTED]
        return self.filter(state__in=judged)


class Draft(RandomIdModel, TimestampedModel):
    """A reply the assistant would send. Members see it, customers never do."""

    class State(models.TextChoices):
        HIDDEN = "hidden", _("Only observed")  # made while observing or recognising; nobody saw it
        PROPOSED = "proposed", _("Waiting for a decision")
        ACCEPTED = "accepted", _("Sent as it was")
        EDITED = "edited", _("Sent with changes")
        REJECTED = "rejected", _("Not sent")
        SUPERSEDED = "superseded", _("Overtaken")  # the customer wrote again, or a member did
        AUTOMATED = "automated", _("Sent by the assistant")

    class Origin(models.TextChoices):
        """Where its words come from."""

        APPROVED = "approved", _("An approved reply")
        EARLIER = "earlier", _("An earlier reply")
        SNIPPET = "snippet", _("A page, in your words")
        FACT = "fact", _("A business fact")
        MONEY = "money", _("Your transactions")
        MODEL = "model", _("A language model")
        NONE = "none", _("Nothing")  # a handover proposes no words

    class Reason(models.TextChoices):
        """Why a draft was no good, as the member says."""

        WRONG = "wrong", _("It is wrong")
        INCOMPLETE = "incomplete", _("Something is missing")
        TONE = "tone", _("It does not sound like us")
        OUTDATED = "outdated", _("It is out of date")
        NOT_NEEDED = "not_needed", _("No reply is needed")
        OTHER = "other", _("Something else")

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="drafts")
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="drafts")
    message = models.ForeignKey(EnquiryMessage, models.CASCADE, related_name="drafts")  # what it answers
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="drafts")
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    action = models.CharField(max_length=10)  # answer, draft or handover: never read out of the text
    handover_reason = models.CharField(max_length=20, choices=HandoverReason, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.NONE)
    text = models.TextField(blank=True)  # as proposed
    sent_text = models.TextField(blank=True)
    citations: Any = models.JSONField(default=list, blank=True)  # lumen.ai.answers.Citation
    sources: Any = models.JSONField(default=list, blank=True)  # texts the gate checked it against
    problems: Any = models.JSONField(default=list, blank=True)  # what the gate held back
    confidence = models.FloatField(null=True, blank=True)
    in_scope_score = models.FloatField(null=True, blank=True)
    voice_distance = models.FloatField(null=True, blank=True)  # 0 as the owner writes .. 1 foreign
    style = models.CharField(max_length=40, blank=True)  # of an A/B test
    edit_distance = models.FloatField(null=True, blank=True)  # 0 sent as it was .. 1 nothing left
    reject_reason = models.CharField(max_length=12, choices=Reason, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)  # a decision names the one it saw
    phase = models.CharField(max_length=12, choices=Phase)  # of its topic when it was made
    sent_message = models.OneToOneField(
        EnquiryMessage, models.SET_NULL, null=True, blank=True, related_name="draft"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=6, default=0)  # of a language model, in USD
    model = models.CharField(max_length=80, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["assistant", "state", "-decided_at"], name="draft_decisions"),
            models.Index(fields=["topic", "-decided_at"], name="draft_of_topic"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(state="proposed"), name="one_draft_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state}: {self.text[:40]}"


class LearnedPatternQuerySet(models.QuerySet["LearnedPattern"]):
    def in_workspace(self, workspace: models.Model) -> Self:
        return self.filter(assistant__workspace=workspace)

    def approved(self) -> Self:
        """Replies a person let the assistant use word for word."""
        return self.filter(approved_at__isnull=False, dismissed_at__isnull=True)

    def teaching(self) -> Self:
        """What topics are recognised by."""
        return self.filter(dismissed_at__isnull=True)


class LearnedPattern(RandomIdModel, TimestampedModel):
    """A question and what a person replied, without anything personal: `{name}`, `{order}` instead."""

    class Origin(models.TextChoices):
        HISTORY = "history", _("Imported history")
        REPLY = "reply", _("A reply written here")
        DECISION = "decision", _("A decision about a draft")
        PERSON = "person", _("Written by a person")

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="patterns")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="patterns")
    source = models.ForeignKey(  # unlearning it removes the pattern
        "LearningSource", models.CASCADE, null=True, blank=True, related_name="patterns"
    )
    message = models.ForeignKey(  # the reply written here that it was learnt from
        EnquiryMessage, models.CASCADE, null=True, blank=True, related_name="patterns"
    )
    suggestion = models.ForeignKey(
        "Suggestion", models.SET_NULL, null=True, blank=True, related_name="patterns"
    )
    origin = models.CharField(max_length=10, choices=Origin)
    question = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    question_vector = VectorField(dimensions=384, null=True, blank=True)
    reply_vector = VectorField(dimensions=384, null=True, blank=True)
    language = models.CharField(max_length=8, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dismissed_at = models.DateTimeField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0)
    said_at = models.DateTimeField(null=True, blank=True)  # when the reply was written
    key = models.CharField(max_length=64, blank=True)  # of the row it came from: the same teaches once

    objects = LearnedPatternQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["assistant", "topic"], name="pattern_of_topic"),
            models.Index(fields=["assistant", "created_at"], name="pattern_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["assistant", "key"], condition=~Q(key=""), name="pattern_once"),
        ]

    def __str__(self) -> str:
        return self.question[:60] or self.reply[:60]


class LearningSource(RandomIdModel, TimestampedModel):
    """One import of history; unlearning it removes every row and vector derived from it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Reading")
        DONE = "done", _("Learnt")
        FAILED = "failed", _("Failed")

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="sources")
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=20)  # mbox, csv, jsonl, chatwoot
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    file = models.FileField(upload_to="learning/", blank=True)  # removed when it was read
    own_addresses: Any = models.JSONField(default=list, blank=True)  # of an mbox: who "we" are
    rows = models.PositiveIntegerField(default=0)
    learnt = models.PositiveIntegerField(default=0)
    skipped: Any = models.JSONField(default=dict, blank=True)  # {"reason": number}
    problem = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Suggestion(RandomIdModel, TimestampedModel):
    """Something found in many messages that a person may approve, edit or dismiss."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Ready reply")
        TOPIC = "topic", _("Topic")
        TERM = "term", _("Term")
        ANSWER = "answer", _("Missing answer")  # asked often, answered by nothing

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        APPROVED = "approved", _("Approved")
        EDITED = "edited", _("Approved with changes")
        DISMISSED = "dismissed", _("Dismissed")

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="suggestions")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="suggestions")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    title = models.CharField(max_length=200)  # the question, the topic's name, the term
    text = models.TextField(blank=True)  # the reply, or what the term means
    count = models.PositiveIntegerField(default=1)  # how many messages stand behind it
    examples: Any = models.JSONField(default=list, blank=True)  # a few of them, stripped
    key = models.CharField(max_length=64)  # of the group: found again, it is counted, not doubled
    approved_text = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-count", "created_at"]
        constraints = [models.UniqueConstraint(fields=["assistant", "kind", "key"], name="suggestion_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class TriageModel(models.Model):
    """A fitted reader of topics; the newest is used, the one before is kept for a day of doubt."""

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="triage_models")
    blob = models.BinaryField()  # arrays and JSON, never pickled
    rows = models.PositiveIntegerField()
    topics = models.PositiveIntegerField()
    metrics: Any = models.JSONField(default=dict)  # accuracy, ECE, coverage, bins; cross-validated
    trained_at = models.DateTimeField(auto_now_add=True)
    fingerprint = models.CharField(max_length=64)  # of what it was fitted on

    class Meta:
        ordering = ["-trained_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.topics} topics of {self.assistant_id}"


class VoiceProfile(models.Model):
    """How the owner writes, measured; a new version when enough new replies changed it."""

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="voices")
    version = models.PositiveIntegerField()
    features: Any = models.JSONField(default=dict)  # name: value, at least twenty
    blob = models.BinaryField()  # fingerprints: arrays and JSON, never pickled
    replies = models.PositiveIntegerField()  # it was measured on
    drift: Any = models.JSONField(default=dict, blank=True)  # of the replies since
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["assistant", "version"], name="voice_version_once")]

    def __str__(self) -> str:
        return f"Voice {self.version} of {self.assistant_id}"
