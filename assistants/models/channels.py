"""Ways in and out: where customers write, and who they are there."""

import secrets
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from assistants.models.assistants import Assistant
from lumen.common import crypto
from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


def new_public_key() -> str:
    return secrets.token_urlsafe(18)


class ChannelQuerySet(WorkspaceQuerySet["Channel"]):
    def live(self) -> Self:
        return self.kept().filter(is_active=True, assistant__deleted_at__isnull=True)

    def kept(self) -> Self:
        """Not deleted, turned on or off."""
        return self.filter(deleted_at__isnull=True)


class Channel(RandomIdModel, TimestampedModel):
    """One place where customers write: a site's widget, a mailbox, a program, a Slack workspace."""

    class Kind(models.TextChoices):
        WIDGET = "widget", _("Website")
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Program")
        SLACK = "slack", "Slack"
        HISTORY = "history", _("Imported history")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    assistant = models.ForeignKey(Assistant, models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    public_key = models.CharField(
        max_length=40, unique=True, default=new_public_key
    )  # in the script tag, in URLs
    secret = models.BinaryField(null=True, blank=True)  # encrypted; signs identities and requests
    credentials = models.BinaryField(null=True, blank=True)  # encrypted JSON: mailbox passwords, bot tokens
    settings: Any = models.JSONField(default=dict, blank=True)  # by kind; never secrets
    origins = ArrayField(models.CharField(max_length=200), default=list, blank=True)  # sites of a widget
    cursor: Any = models.JSONField(default=dict, blank=True)  # how far a mailbox was read
    tried_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)  # of the last try; empty when it worked
    deleted_at = models.DateTimeField(null=True, blank=True)  # its enquiries stay, its secrets are gone

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The secret as the site or program at the other end has to know it."""
        return crypto.decrypt(self.secret) if self.secret else ""


class ContactQuerySet(WorkspaceQuerySet["Contact"]):
    def kept(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)


class Contact(RandomIdModel, TimestampedModel):
    """A customer. What they say about themselves counts as verified only where an identity says so."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=32, blank=True)
    company = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    notes = models.TextField(blank=True)
    attributes: Any = models.JSONField(default=dict, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="merged")
    last_seen_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        indexes = [
            models.Index(fields=["workspace", "-updated_at"], name="contact_newest"),
            models.Index(fields=["workspace", "email"], name="contact_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or str(_("Visitor"))


class Identity(RandomIdModel, TimestampedModel):
    """Who a contact is in one channel: a visitor's token, an address, a Slack member."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="identities")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="identities")
    value = models.CharField(max_length=200)  # digest of a token, address in lower case, member's id
    verified_at = models.DateTimeField(null=True, blank=True)  # signed by the business itself
    external_id = models.CharField(max_length=120, blank=True)  # the business's own number of them

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["channel", "value"], name="identity_once")]
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.channel_id}"


class HookDelivery(RandomIdModel):
    """One event for a workspace's own program; tried until taken, never twice taken for two."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=60)  # "message.created"
    key = models.CharField(max_length=120)  # of what happened: the same key is delivered once
    payload: Any = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)  # null: delivered or given up
    delivered_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    tries: Any = models.JSONField(default=list, blank=True)  # [{"at", "problem"}], oldest first
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["next_at"], name="hook_delivery_due")]
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="hook_delivery_once")]
        verbose_name_plural = "hook deliveries"

    def __str__(self) -> str:
        return f"{self.event} to {self.channel_id}"
