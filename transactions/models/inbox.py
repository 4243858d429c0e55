"""The raw inbox: everything that arrives is kept unchanged before it is read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from transactions.models.catalog import Account
from transactions.models.ledger import Transaction


class Source(RandomIdModel, TimestampedModel):
    """A way in: a phone that forwards bank messages, a mailbox."""

    class Kind(models.TextChoices):
        SMS = "sms", _("Bank messages")
        MAIL = "mail", _("Forwarded mail")
        IMAP = "imap", _("Mailbox (IMAP)")
        GMAIL = "gmail", _("Gmail")

    class State(models.TextChoices):
        WORKING = "working", _("Working")
        RECONNECT = "reconnect", _("Connect again")
        FAILING = "failing", _("Not reachable")

    MAIL_KINDS = (Kind.MAIL, Kind.IMAP, Kind.GMAIL)

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    secret = models.BinaryField()  # encrypted: lumen.common.crypto; a webhook's key
    credentials = models.BinaryField(default=b"")  # encrypted JSON: tokens, or a mailbox's password
    settings = models.JSONField(default=dict, blank=True)  # host, port, folder, address
    cursor = models.JSONField(default=dict, blank=True)  # how far it was read: history id, UID
    state = models.CharField(max_length=10, choices=State, default=State.WORKING)
    problem = models.CharField(max_length=300, blank=True)
    polled_at = models.DateTimeField(null=True, blank=True)
    watched_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    last_item_at = models.DateTimeField(null=True, blank=True)

    objects = WorkspaceQuerySet["Source"].as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def channel(self) -> str:
        """`sms` or `mail`: what comes in, however it comes."""
        return "mail" if self.kind in self.MAIL_KINDS else "sms"


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
    correction = models.JSONField(null=True, blank=True)  # what a person said it means; beats the parser
    corrected_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkspaceQuerySet["RawItem"].as_manager()

    class Meta:
        ordering = ["-received_at", "-created_at"]
        constraints = [models.UniqueConstraint(fields=["source", "body_hash"], name="raw_item_once")]
        indexes = [
            models.Index(fields=["workspace", "-received_at"], name="raw_item_newest"),
            models.Index(fields=["source", "channel_id"], name="raw_item_channel_id"),
        ]

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
    changes = models.JSONField(default=dict, blank=True)  # {field: [before, after]}: what it settled
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["transaction", "raw_item"], name="evidence_item_once"),
            models.UniqueConstraint(fields=["transaction", "import_row"], name="evidence_row_once"),
        ]

    def __str__(self) -> str:
        return f"evidence of {self.transaction_id}"


class OwnTemplate(RandomIdModel, TimestampedModel):
    """How messages of one shape are to be read, learnt from a correction of this workspace."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    learnt_from = models.ForeignKey(RawItem, models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sender_key = models.CharField(max_length=120)  # sender without its changing parts
    shape = models.TextField()  # the message with its changing parts as named gaps
    outcome = models.CharField(max_length=12, choices=RawItem.Outcome)
    facts = models.JSONField(default=dict)  # direction, merchant and what else stays the same
    is_active = models.BooleanField(default=True)

    objects = WorkspaceQuerySet["OwnTemplate"].as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.sender_key}: {self.shape[:40]}"


class Expectation(RandomIdModel, TimestampedModel):
    """A payment that a mail announces and a bank will tell: an order, an invoice."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the bank")
        FULFILLED = "fulfilled", _("Paid")
        DROPPED = "dropped", _("No longer expected")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    raw_item = models.OneToOneField(RawItem, models.CASCADE, related_name="expectation")
    merchant = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    expected_on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)  # the order number
    items = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    transaction = models.ForeignKey(Transaction, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = WorkspaceQuerySet["Expectation"].as_manager()

    class Meta:
        ordering = ["-expected_on"]
        indexes = [models.Index(fields=["workspace", "state", "amount"], name="expectation_open")]

    def __str__(self) -> str:
        return f"{self.merchant} {self.amount} {self.currency}"
