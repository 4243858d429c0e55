"""Files on their way into the ledger."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from transactions.models.catalog import Account
from transactions.models.ledger import Transaction


class ImportBatch(RandomIdModel, TimestampedModel):
    class State(models.TextChoices):
        READING = "reading", _("Reading")
        PREVIEW = "preview", _("Waiting for you")
        COMMITTING = "committing", _("Importing")
        COMMITTED = "committed", _("Imported")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Could not be read")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.FileField(upload_to="imports/%Y/%m/")
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State, default=State.READING)
    layout = models.JSONField(default=dict)  # format, encoding, delimiter, columns, date order
    reading = models.JSONField(default=dict, blank=True)  # its accounts, balances, and what a person chose
    outcome = models.JSONField(default=dict, blank=True)  # what recording it made, so that undo takes it back
    problem = models.TextField(blank=True)
    created_count = models.PositiveIntegerField(default=0)
    duplicate_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WorkspaceQuerySet["ImportBatch"].as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "import batches"

    def __str__(self) -> str:
        return self.filename


class ImportRow(models.Model):
    """One data line of a file, as it was read and what will become of it."""

    class Status(models.TextChoices):
        NEW = "new", _("New")
        DUPLICATE = "duplicate", _("Already in the ledger")
        SUSPICIOUS = "suspicious", _("Looks like one you have")
        PREVIOUSLY_DELETED = "previously_deleted", _("You deleted this before")
        ERROR = "error", _("Cannot be read")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    account = models.ForeignKey(  # where a file tells several accounts; else the batch's
        Account, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=20, choices=Status)
    is_included = models.BooleanField(default=True)
    is_edited = models.BooleanField(default=False)  # a person corrected it in the preview
    fields = models.JSONField(default=dict)  # booked_on, amount, currency, description, merchant, ...
    fingerprint = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    transaction = models.ForeignKey(Transaction, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_line_once")]
        indexes = [models.Index(fields=["fingerprint"], name="import_row_fingerprint")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"


class ImportMapping(models.Model):
    """How files with these headings were read the last time, for this account."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    header_key = models.CharField(max_length=64)  # hash of the headings, folded
    layout = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now=True)

    objects = WorkspaceQuerySet["ImportMapping"].as_manager()

    class Meta:
        ordering = ["-used_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "header_key"],
                name="import_mapping_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.header_key[:12]
