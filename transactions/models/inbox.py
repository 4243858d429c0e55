"""The raw inbox: everything that arrives is kept unchanged before it is read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from transactions.models.catalog import Account
from transactions.models.ledger import Transaction


class Source(RandomIdModel, TimestampedModel):
    """A way in: a phone that forwards bank messages, a mailbox."""

    class Kind(models.TextChoices):
        SMS = "sms", _("Bank messages")
        MAIL = "mail", _("Mail")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    secret = models.BinaryField()  # encrypted: lumen.common.crypto
    is_active = models.BooleanField(default=True)
    last_item_at = models.DateTimeField(null=True, blank=True)

    objects = WorkspaceQuerySet["Source"].as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name


class RawItem(RandomIdModel):
    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        TRANSACTION = "transaction", _("Transaction")
        BALANCE = "balance", _("Balance")
        MANDATE = "mandate", _("Mandate")
        STATEMENT = "statement", _("Statement")
        NOT_MONEY = "not_money", _("No money moved")
        UNREADABLE = "unreadable", _("Not understood")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, models.CASCADE, related_name="items")
    sender = models.CharField(max_length=200, blank=True)
    channel_id = models.CharField(max_length=200, blank=True)  # Message-ID and the like
    received_at = models.DateTimeField()
    body_hash = models.CharField(max_length=64)  # of sender, body and the sender's time stamp
    body = models.BinaryField()  # encrypted: lumen.common.crypto
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    confidence = models.FloatField(default=0)
    parser = models.CharField(max_length=60, blank=True)  # name and version
    reading = models.JSONField(default=dict)  # what the parser found
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkspaceQuerySet["RawItem"].as_manager()

    class Meta:
        ordering = ["-received_at", "-created_at"]
        constraints = [models.UniqueConstraint(fields=["source", "body_hash"], name="raw_item_once")]
        indexes = [models.Index(fields=["workspace", "-received_at"], name="raw_item_newest")]

    def __str__(self) -> str:
        return f"{self.sender} {self.received_at:%Y-%m-%d}"


class Evidence(models.Model):
    """Why a transaction is believed: a message, a file's line, a document."""

    transaction = models.ForeignKey(Transaction, models.CASCADE, related_name="evidence")
    raw_item = models.ForeignKey(RawItem, models.CASCADE, null=True, blank=True, related_name="evidence")
    import_row = models.ForeignKey(
        "transactions.ImportRow", models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    document = models.ForeignKey(
        "documents.Document", models.CASCADE, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["transaction", "raw_item"], name="evidence_item_once"),
            models.UniqueConstraint(fields=["transaction", "import_row"], name="evidence_row_once"),
        ]

    def __str__(self) -> str:
        return f"evidence of {self.transaction_id}"
