"""The ledger's rows."""

from datetime import date, time
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from transactions.models.catalog import Account, Category, Merchant, Rule


class TransactionQuerySet(WorkspaceQuerySet["Transaction"]):
    def live(self) -> Self:
        """What sums and lists look at: no deleted rows, and the parts of a split instead of the whole.

        A deleted row stays as a tombstone against re-imports.
        """
        return self.filter(deleted_at__isnull=True, is_split=False)

    def entries(self) -> Self:
        """Movements as an account shows them: no deleted rows, a split payment as one."""
        return self.filter(deleted_at__isnull=True, split_of__isnull=True)

    def purchases(self) -> Self:
        """Money spent: what counts, averages and "biggest" look at."""
        return self.filter(kind=Transaction.Kind.EXPENSE)

    def spending(self) -> Self:
        """What net spending is summed over: purchases, and refunds that take from them."""
        return self.filter(kind__in=[Transaction.Kind.EXPENSE, Transaction.Kind.REFUND])

    def between(self, start: date | None, end: date | None) -> Self:
        """Half-open: `start` is in, `end` is out; `None` is open."""
        rows = self
        if start is not None:
            rows = rows.filter(booked_on__gte=start)
        if end is not None:
            rows = rows.filter(booked_on__lt=end)
        return rows

    def for_lists(self) -> Self:
        return self.select_related("account", "category", "merchant")


class Transaction(RandomIdModel, TimestampedModel):
    """One movement of money. Amounts are signed: negative is money out."""

    class Kind(models.TextChoices):
        EXPENSE = "expense", _("Expense")
        REFUND = "refund", _("Refund")
        INCOME = "income", _("Income")
        TRANSFER = "transfer", _("Transfer")

    class Origin(models.TextChoices):
        FORM = "form", _("Form")
        CSV = "csv", _("Statement file")
        SMS = "sms", _("Bank message")
        MAIL = "mail", _("Mail")
        API = "api", _("API")
        LEDGER = "ledger", _("Ledger file")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=10, choices=Kind)
    booked_on = models.DateField()
    booked_at = models.TimeField(null=True, blank=True)  # local time, when it is known
    day_time = models.GeneratedField(  # sorts rows of one day; midnight when the time is not known
        expression=Coalesce("booked_at", Value(time(0))),
        output_field=models.TimeField(),
        db_persist=True,
    )
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    base_amount = models.DecimalField(  # in the workspace's currency; null while no rate is known
        max_digits=16, decimal_places=2, null=True, blank=True
    )
    merchant = models.ForeignKey(
        Merchant, models.SET_NULL, null=True, blank=True, related_name="transactions"
    )
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, blank=True, related_name="transactions"
    )
    category_source = models.CharField(max_length=20, blank=True)  # user, rule, history, keyword, model, file
    category_confidence = models.FloatField(null=True, blank=True)  # 0 to 1, where the chooser knows it
    category_rule = models.ForeignKey(
        Rule, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the rule that chose
    description = models.CharField(max_length=500, blank=True)  # as the source wrote it, kept for ever
    method = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    origin = models.CharField(max_length=10, choices=Origin)
    external_id = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=64)  # content and how often it has occurred
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)  # a person changed it; imports keep off
    locked = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # fields a person set
    reconciled_at = models.DateTimeField(null=True, blank=True)  # agreed with the bank; nothing changes it
    split_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    is_split = models.BooleanField(default=False)  # its parts count, not itself
    refund_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="refunds")
    refund_before = models.JSONField(null=True, blank=True)  # what it was before linking called it a refund
    items = models.JSONField(default=list, blank=True)  # [{"name", "quantity", "amount"}] of a receipt
    deleted_at = models.DateTimeField(null=True, blank=True)

    invoice_number = models.CharField(max_length=60, blank=True)
    gstin = models.CharField("GSTIN", max_length=15, blank=True)
    hsn_sac = models.CharField("HSN/SAC", max_length=8, blank=True)
    tax_amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    receipt = models.FileField(upload_to="receipts/%Y/%m/", blank=True)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        ordering = ["-booked_on", "-day_time", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "fingerprint"], name="transaction_fingerprint_once"),
            models.CheckConstraint(
                name="transaction_sign_fits_kind",
                condition=Q(kind="transfer")
                | Q(kind="expense", amount__lte=0)
                | Q(kind__in=["refund", "income"], amount__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-booked_on", "-day_time", "-id"], name="transaction_newest"),
            models.Index(fields=["workspace", "merchant", "booked_on"], name="transaction_merchant"),
            models.Index(fields=["workspace", "category", "booked_on"], name="transaction_category"),
            models.Index(fields=["workspace", "external_id"], name="transaction_external"),
            models.Index(fields=["workspace", "method"], name="transaction_method"),
            models.Index(fields=["workspace"], condition=~Q(tags=[]), name="transaction_tagged"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.currency}"

    @property
    def is_transfer(self) -> bool:
        return self.kind == self.Kind.TRANSFER

    @property
    def title(self) -> str:
        return self.merchant.name if self.merchant else self.description or str(_("Unnamed"))


class Change(RandomIdModel):
    """What a bulk action did, in a form that can be put back."""

    class Action(models.TextChoices):
        DELETE = "delete", _("Deleted")
        CATEGORY = "category", _("Category set")
        TAG = "tag", _("Tag added")
        RULE = "rule", _("Rules applied")
        MERCHANT = "merchant", _("Merchant renamed or merged")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    action = models.CharField(max_length=10, choices=Action)
    count = models.PositiveIntegerField()
    before = models.JSONField()  # what each row was, by transaction id
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = WorkspaceQuerySet["Change"].as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.action} × {self.count}"
