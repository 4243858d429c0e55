"""Conversations, how each answer came about, and who allowed a language model to see them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from lumen.common.text import clock


class ConversationQuerySet(WorkspaceQuerySet["Conversation"]):
    def of(self, user: models.Model) -> Self:
        """Conversations are personal: other members of the workspace do not see them."""
        return self.filter(user=user, deleted_at__isnull=True)

    def mentioning(self, text: str) -> Self:
        """Those whose title or messages contain the text."""
        found = Q(title__icontains=text) | Q(messages__text__icontains=text)
        return self.filter(found).distinct()


class Conversation(RandomIdModel, TimestampedModel):
    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    memory = models.JSONField(default=dict, blank=True)  # what tools remember between turns
    deleted_at = models.DateTimeField(null=True, blank=True)  # deleting can be undone

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["workspace", "user", "-updated_at"], name="chat_newest")]

    def __str__(self) -> str:
        return self.title or str(_("New conversation"))


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, user: models.Model) -> Self:
        return self.filter(conversation__user=user, conversation__deleted_at__isnull=True)

    def in_workspace(self, workspace: models.Model) -> Self:
        return self.filter(conversation__workspace=workspace)

    def for_display(self) -> Self:
        """With everything the page shows under an answer, in a fixed number of queries."""
        return self.select_related("question").prefetch_related("citations", "tool_runs", "proposals")

    def open(self) -> Self:
        """Answers that are still being made."""
        return self.filter(state__in=[Message.State.WAITING, Message.State.RUNNING])


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

    class Reason(models.TextChoices):
        """Why an answer was no good, as the person says."""

        WRONG_NUMBER = "wrong_number", _("The number is wrong")
        MISUNDERSTOOD = "misunderstood", _("It misunderstood my question")
        INCOMPLETE = "incomplete", _("Something is missing")
        UNCLEAR = "unclear", _("It is hard to understand")
        OTHER = "other", _("Something else")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    role = models.CharField(max_length=10, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.DONE)
    text = models.TextField(blank=True)
    answer = models.JSONField(default=dict, blank=True)  # lumen.ai.answers.Answer
    plan = models.JSONField(default=list, blank=True)  # lumen.ai.agent.plans.Plan
    problem = models.CharField(max_length=300, blank=True)  # why a run failed, for the person
    model = models.CharField(max_length=80, blank=True)  # who worded it; empty for the offline twin
    rating = models.SmallIntegerField(default=0)  # -1, 0, 1
    reason = models.CharField(max_length=20, choices=Reason, blank=True)  # of a thumb down
    remark = models.CharField(max_length=500, blank=True)  # and in the person's own words
    question = models.ForeignKey(  # of an answer: what it answers
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    previous = models.ForeignKey(  # of a question: the answer it follows
        "self", models.SET_NULL, null=True, blank=True, related_name="followers"
    )
    is_current = models.BooleanField(default=True)  # of a question: not edited since; its version is shown
    memory = models.JSONField(default=dict, blank=True)  # of an answer: what tools knew after it
    documents = models.JSONField(default=list, blank=True)  # of a question: ids it is limited to
    run = models.UUIDField(null=True, blank=True)  # of an answer: the latest attempt
    queued_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "-role"]
        indexes = [models.Index(fields=["conversation", "created_at"], name="message_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_answer_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:40]}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class Citation(models.Model):
    """A passage under an answer; shown only while its quote stands in the stored page."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="citations")
    document = models.ForeignKey("documents.Document", models.CASCADE, related_name="+")
    external_name = models.CharField(max_length=255)  # the file's name
    number = models.PositiveSmallIntegerField()
    page = models.PositiveIntegerField()
    quote = models.TextField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    boxes = models.JSONField(default=list)
    at_ms = models.PositiveIntegerField(null=True, blank=True)  # of a recording: when it is said or shown

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"[{self.number}] page {self.page}"

    @property
    def moment(self) -> str:
        """The second of a recording as a player shows it; empty on paper."""
        return clock(self.at_ms) if self.at_ms is not None else ""

    @property
    def where(self) -> str:
        return self.moment or f"page {self.page}"


class ToolRun(models.Model):
    """One tool called for one answer."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="tool_runs")
    tool = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    summary = models.CharField(max_length=300, blank=True)
    is_ok = models.BooleanField(default=True)
    milliseconds = models.PositiveIntegerField(default=0)
    task = models.CharField(max_length=8, blank=True)  # its id in the plan
    after = models.JSONField(default=list, blank=True)  # ids of the tasks it waited for
    attempts = models.PositiveSmallIntegerField(default=1)
    queries = models.PositiveIntegerField(null=True, blank=True)  # to the database
    as_of = models.CharField(max_length=40, blank=True)  # ISO moment, of an answer kept from earlier
    tokens = models.PositiveIntegerField(default=0)  # of a language model, for this call alone
    money = models.DecimalField(max_digits=12, decimal_places=6, default=0)  # US dollars, by AI_PRICES
    created_at = models.DateTimeField(null=True, blank=True)  # null: before this was noted

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["created_at", "tool"], name="tool_run_when")]

    def __str__(self) -> str:
        return self.tool


class FactQuerySet(WorkspaceQuerySet["Fact"]):
    def of(self, user: models.Model) -> Self:
        return self.filter(user=user)


class Fact(RandomIdModel, TimestampedModel):
    """Something a person wants remembered in every conversation of a workspace.

    `said` and `meaning` are its two sides when it equates two names: `Rao` and `rent`.
    """

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    said = models.CharField(max_length=80, blank=True)
    meaning = models.CharField(max_length=80, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user", "text"], name="one_fact_of_a_text")
        ]

    def __str__(self) -> str:
        return self.text


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def of(self, user: models.Model) -> Self:
        """Only who was asked may say yes."""
        return self.filter(message__conversation__user=user, message__conversation__deleted_at__isnull=True)

    def in_workspace(self, workspace: models.Model) -> Self:
        return self.filter(message__conversation__workspace=workspace)


class Proposal(RandomIdModel):
    """What a tool would change, waiting for a yes; nothing has happened before `decided_at`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for you")
        WORKING = "working", _("At work")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        UNDONE = "undone", _("Undone")

    message = models.ForeignKey(Message, models.CASCADE, related_name="proposals")
    tool = models.CharField(max_length=60)
    arguments = models.JSONField()  # exactly these are carried out
    sentence = models.TextField()
    facts = models.JSONField(default=list)  # the arguments as people read them: [[name, value]]
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)  # what came of it, in a sentence
    undo = models.JSONField(default=dict, blank=True)  # what the tool needs to take it back
    paper = models.CharField(max_length=36, blank=True)  # the paper that came of it

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.tool}: {self.state}"


class ModelConsent(models.Model):
    """A workspace's permission to send questions and found passages, perhaps mails, to a language model."""

    workspace = models.OneToOneField("accounts.Workspace", models.CASCADE, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    model = models.CharField(max_length=120)  # the one that was explained; another asks again
    reads_mails = models.BooleanField(default=False)  # also mails that no rule could read
    uses_tools = models.BooleanField(default=False)  # also questions Lumen did not understand, with tools
    sees_pictures = models.BooleanField(default=False)  # also pictures, to say what they show
    speech_model = models.CharField(max_length=200, blank=True)  # also recordings, to this recogniser

    def __str__(self) -> str:
        return f"{self.workspace}: {self.model}"


class ModelUse(models.Model):
    """What one person of one workspace used of a language model on a day of UTC."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey(  # nobody, when mails were read in the background
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    model = models.CharField(max_length=120)
    day = models.DateField(db_index=True)
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)
    money = models.DecimalField(max_digits=12, decimal_places=6, default=0)  # US dollars, by AI_PRICES
    seconds = models.DecimalField(max_digits=10, decimal_places=2, default=0)

    objects = WorkspaceQuerySet["ModelUse"].as_manager()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user", "model", "day"], nulls_distinct=False, name="one_use_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.model}"
