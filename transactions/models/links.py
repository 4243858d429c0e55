"""What is known about rows beyond themselves: pairs, balances told, regular payments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from transactions.models.catalog import Account, Merchant
from transactions.models.imports import ImportBatch
from transactions.models.inbox import RawItem
from transactions.models.ledger import Transaction


class TransferPair(RandomIdModel, TimestampedModel):
    """Money that left one own account and arrived on another, as one movement with two ends."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Perhaps")
        CONFIRMED = "confirmed", _("Paired")
        REJECTED = "rejected", _("Not a pair")  # remembered, never proposed again

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    outgoing = models.ForeignKey(Transaction, models.CASCADE, related_name="outgoing_pairs")
    incoming = models.ForeignKey(Transaction, models.CASCADE, related_name="incoming_pairs")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    kinds_before = models.JSONField(default=dict, blank=True)  # what undoing puts back
    is_by_hand = models.BooleanField(default=False)  # a person decided; linking anew keeps off it

    objects = WorkspaceQuerySet["TransferPair"].as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["outgoing", "incoming"], name="transfer_pair_once"),
            models.UniqueConstraint(
                fields=["outgoing"],
                condition=models.Q(state="confirmed"),
                name="transfer_out_once",
            ),
            models.UniqueConstraint(
                fields=["incoming"],
                condition=models.Q(state="confirmed"),
                name="transfer_in_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outgoing_id} → {self.incoming_id}"


class ToldBalance(models.Model):
    """What a bank said an account holds, at a moment; two of them show whether something is missing."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="told_balances")
    at = models.DateTimeField()
    balance = models.DecimalField(max_digits=16, decimal_places=2)
    raw_item = models.ForeignKey(RawItem, models.CASCADE, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.CASCADE, null=True, blank=True, related_name="+")
    is_gap_accepted = models.BooleanField(default=False)  # a person knows why it does not add up

    objects = WorkspaceQuerySet["ToldBalance"].as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["account", "at"], name="told_balance_at")]
        constraints = [models.UniqueConstraint(fields=["account", "at", "balance"], name="told_balance_once")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.balance}"


class Reconciliation(RandomIdModel, TimestampedModel):
    """An account compared with a statement: what was ticked adds up to what the bank says."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="reconciliations")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    statement_on = models.DateField()
    statement_balance = models.DecimalField(max_digits=16, decimal_places=2)
    finished_at = models.DateTimeField(null=True, blank=True)
    transactions = models.ManyToManyField(Transaction, blank=True, related_name="reconciliations")

    objects = WorkspaceQuerySet["Reconciliation"].as_manager()

    class Meta:
        ordering = ["-statement_on", "-created_at"]

    def __str__(self) -> str:
        return f"{self.statement_on}: {self.statement_balance}"


class Recurring(RandomIdModel, TimestampedModel):
    """A payment or an income that comes back: found in the rows, told by a mandate, or entered."""

    class Cadence(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every two weeks")
        MONTHLY = "monthly", _("Every month")
        QUARTERLY = "quarterly", _("Every quarter")
        HALF_YEARLY = "half_yearly", _("Every half-year")
        YEARLY = "yearly", _("Every year")

    class State(models.TextChoices):
        ACTIVE = "active", _("Running")
        STOPPED = "stopped", _("Stopped")
        DISMISSED = "dismissed", _("Not regular")  # a person said so; never proposed again

    class Origin(models.TextChoices):
        FOUND = "found", _("Found in your payments")
        MANDATE = "mandate", _("Told by your bank")
        USER = "user", _("Entered")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    merchant = models.ForeignKey(Merchant, models.CASCADE, related_name="+")
    label = models.CharField(max_length=120, blank=True)  # a person's name for it; else the merchant's
    series = models.PositiveSmallIntegerField(default=0)  # several subscriptions at one merchant
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Transaction.Kind)
    cadence = models.CharField(max_length=12, choices=Cadence)
    amount = models.DecimalField(max_digits=16, decimal_places=2)  # the latest price, signed
    currency = models.CharField(max_length=3)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    prices = models.JSONField(default=list, blank=True)  # [{"from": date, "amount": decimal}]
    is_variable = models.BooleanField(default=False)  # a bill: another amount every time
    confirmed_at = models.DateTimeField(null=True, blank=True)  # a person said so; rhythm and name stay
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    cancelled_on = models.DateField(null=True, blank=True)  # a person cancelled it: no charge should follow
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.FOUND)

    objects = WorkspaceQuerySet["Recurring"].as_manager()

    class Meta:
        ordering = ["next_on", "merchant__name"]
        verbose_name_plural = "recurring"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "merchant", "kind", "currency", "cadence", "series"],
                name="recurring_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.merchant} {self.cadence}"

    @property
    def title(self) -> str:
        return self.label or self.merchant.name
