"""Conversations with customers: the inbox."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assistants.models.assistants import Assistant, Topic
from assistants.models.channels import Channel, Contact
from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class HandoverReason(models.TextChoices):
    CUSTOMER_ASKED = "customer_asked", _("The customer asked for a person")
    MISSING_KNOWLEDGE = "missing_knowledge", _("Nothing known answers it")
    LOW_CONFIDENCE = "low_confidence", _("Not sure enough")
    ANGER = "anger", _("The customer is angry")
    POLICY = "policy", _("The owner wants a person here")
    TOOL_FAILURE = "tool_failure", _("Something failed")


class EnquiryQuerySet(WorkspaceQuerySet["Enquiry"]):
    def kept(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)

    def unfinished(self) -> Self:
        return self.kept().exclude(state=Enquiry.State.RESOLVED)

    def overdue(self, now: Any) -> Self:
        first = Q(first_reply_at__isnull=True, first_reply_due_at__lte=now)
        return self.unfinished().filter(first | Q(resolve_due_at__lte=now))


class Enquiry(RandomIdModel, TimestampedModel):
    """One matter of one customer in one channel."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PENDING = "pending", _("With the assistant")
        SNOOZED = "snoozed", _("Snoozed")
        RESOLVED = "resolved", _("Resolved")

    class Priority(models.TextChoices):
        URGENT = "urgent", _("Urgent")
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")
        LOW = "low", _("Low")

    class Resolution(models.TextChoices):
        CONFIRMED = "confirmed", _("The customer said so")
        ASSUMED = "assumed", _("The customer did not come back")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="enquiries")
    channel = models.ForeignKey(Channel, models.RESTRICT, related_name="enquiries")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="enquiries")
    number = models.PositiveIntegerField()  # within the workspace, for people to say
    subject = models.CharField(max_length=200, blank=True)
    thread = models.CharField(max_length=300, blank=True)  # the channel's own name of it
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.NORMAL)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    labels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="enquiries")
    confidence = models.FloatField(null=True, blank=True)  # of the topic, calibrated
    in_scope_score = models.FloatField(null=True, blank=True)
    anger = models.FloatField(default=0.0)  # 0 calm .. 1 furious, of the latest message
    urgency = models.FloatField(default=0.0)
    language = models.CharField(max_length=8, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)  # oldest unanswered customer message
    first_reply_at = models.DateTimeField(null=True, blank=True)
    first_reply_due_at = models.DateTimeField(null=True, blank=True)
    resolve_due_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    handed_over_at = models.DateTimeField(null=True, blank=True)  # with a person until resolved
    handover_reason = models.CharField(max_length=20, choices=HandoverReason, blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="merged")
    seq = models.PositiveIntegerField(default=0)  # number of its latest message

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-last_message_at", "pk"]
        indexes = [
            models.Index(fields=["workspace", "state", "-last_message_at"], name="enquiry_inbox"),
            models.Index(fields=["channel", "thread"], name="enquiry_thread"),
            models.Index(fields=["contact", "-last_message_at"], name="enquiry_of_contact"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="enquiry_number_once"),
        ]
        verbose_name_plural = "enquiries"

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}".strip()

    @property
    def is_with_person(self) -> bool:
        return self.handed_over_at is not None


class EnquiryMessageQuerySet(models.QuerySet["EnquiryMessage"]):
    def in_workspace(self, workspace: models.Model) -> Self:
        return self.filter(enquiry__workspace=workspace)

    def for_customer(self) -> Self:
        """What the customer may read: replies and system lines, never notes or what members do."""
        return self.filter(kind=EnquiryMessage.Kind.REPLY)


class EnquiryMessage(RandomIdModel):
    """Something said in an enquiry. Drafts are not here: see `Draft`."""

    class Author(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        AI = "ai", _("Assistant")
        HUMAN = "human", _("Team")

    class Kind(models.TextChoices):
        REPLY = "reply", _("Message")  # between the customer and the business, both ways
        NOTE = "note", _("Note")  # for the team only
        EVENT = "event", _("Event")  # what happened to the enquiry, for the team only

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="messages")
    seq = models.PositiveIntegerField()  # 1, 2, ... within the enquiry
    author = models.CharField(max_length=10, choices=Author)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REPLY)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    text = models.TextField()
    user = models.ForeignKey(  # the member who wrote it or released it
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mentions: Any = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    action = models.CharField(max_length=10, blank=True)  # of the assistant's: answer or handover
    reason = models.CharField(max_length=20, choices=HandoverReason, blank=True)
    citations: Any = models.JSONField(default=list, blank=True)
    details: Any = models.JSONField(
        default=dict, blank=True
    )  # of an event: what changed; of a message: headers
    external_id = models.CharField(max_length=300, blank=True)  # Message-ID, Slack ts, a program's own
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # by the other side

    objects = EnquiryMessageQuerySet.as_manager()

    class Meta:
        ordering = ["enquiry", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "seq"], name="enquiry_message_seq_once"),
            models.UniqueConstraint(
                fields=["enquiry", "external_id"],
                condition=~Q(external_id=""),
                name="enquiry_message_external_once",
            ),
        ]
        indexes = [
            models.Index(fields=["external_id"], name="enquiry_message_external"),
            models.Index(fields=["created_at"], condition=Q(state="sending"), name="enquiry_message_unsent"),
            GinIndex(SearchVector("text", config="simple"), name="enquiry_message_words"),
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"


class EnquiryFile(RandomIdModel):
    """A file that came or went with a message."""

    message = models.ForeignKey(EnquiryMessage, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="enquiries/")

    def __str__(self) -> str:
        return self.name


class Satisfaction(RandomIdModel):
    """What a customer said after the end; asked once for an enquiry."""

    enquiry = models.OneToOneField(Enquiry, models.CASCADE, related_name="satisfaction")
    token_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 bad .. 5 good
    comment = models.CharField(max_length=1_000, blank=True)

    class Meta:
        verbose_name_plural = "satisfaction"

    def __str__(self) -> str:
        return f"{self.score} for {self.enquiry_id}"


class CannedReply(RandomIdModel, TimestampedModel):
    """A text a member inserts by its shortcut; `{{contact.first_name}}` and alike are filled in."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    shortcut = models.SlugField(max_length=40)
    title = models.CharField(max_length=80)
    text = models.TextField()
    used = models.PositiveIntegerField(default=0)

    objects = WorkspaceQuerySet["CannedReply"].as_manager()

    class Meta:
        ordering = ["shortcut"]
        constraints = [models.UniqueConstraint(fields=["workspace", "shortcut"], name="canned_shortcut_once")]
        verbose_name_plural = "canned replies"

    def __str__(self) -> str:
        return f"/{self.shortcut}"


class Macro(RandomIdModel, TimestampedModel):
    """Several steps at one press: [{"action": "label", "value": "refund"}, ...]."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    steps: Any = models.JSONField(default=list)
    used = models.PositiveIntegerField(default=0)

    objects = WorkspaceQuerySet["Macro"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="macro_name_once")]

    def __str__(self) -> str:
        return self.name


class RoutingRule(RandomIdModel, TimestampedModel):
    """The owner's own: messages that fit go to a person, an assignee, a priority or a label."""

    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="routing_rules")
    name = models.CharField(max_length=80)
    conditions: Any = models.JSONField(default=list)  # [{"field", "op", "value"}]; all must hold
    actions: Any = models.JSONField(default=list)  # [{"action", "value"}], as a macro's steps
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return self.name
