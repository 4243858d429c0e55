"""The audit log: an outbox beside the data, and an append-only chain in a database of its own."""

import uuid

from django.db import models


class OutboxEvent(models.Model):
    """An audit event written in the same transaction as the change it describes.

    Moved into the chain after commit; the row is deleted once the chain holds it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()
    workspace_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=100)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.action


class AuditEvent(models.Model):
    """One link of a workspace's chain. `digest` covers the event and the digest before it."""

    sequence = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, editable=False)
    chain = models.CharField(max_length=36)  # the workspace's id, or "system"
    position = models.BigIntegerField()
    created_at = models.DateTimeField()
    workspace_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=100)
    facts = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="audit_chain_position"),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "-sequence"], name="audit_workspace_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}:{self.position} {self.action}"
