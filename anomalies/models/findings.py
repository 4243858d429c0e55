"""What was noticed, and what judged it."""

from typing import Self

from django.db import models
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class TrainedModel(RandomIdModel):
    """The isolation forest of one workspace at one time."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    version = models.CharField(max_length=60)
    trained_at = models.DateTimeField()
    row_count = models.PositiveIntegerField()
    threshold = models.FloatField()  # score above which the forest votes "unusual"
    parameters = models.JSONField(default=dict)
    state = models.BinaryField()  # signed: refused when the signature does not fit

    objects = WorkspaceQuerySet["TrainedModel"].as_manager()

    class Meta:
        ordering = ["-trained_at"]
        get_latest_by = "trained_at"

    def __str__(self) -> str:
        return self.version


class FindingQuerySet(WorkspaceQuerySet["Finding"]):
    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(state=Finding.State.OPEN)

    def open_first(self) -> Self:
        """What still waits for an answer, then the rest; newest first in each."""
        is_answered = Case(When(state=Finding.State.OPEN, then=0), default=1)
        return self.order_by(is_answered, "-happened_on", "-noticed_at", "-pk")

    def for_lists(self) -> Self:
        return self.select_related("transaction__merchant", "transaction__category", "transaction__account")


class Finding(RandomIdModel, TimestampedModel):
    """Something in the money that is worth a look: "unusual", never "fraud"."""

    class Kind(models.TextChoices):
        DUPLICATE_CHARGE = "duplicate_charge", _("Charged twice")
        AMOUNT_FAR_ABOVE_USUAL = "amount_far_above_usual", _("Far above the usual")
        NEW_MERCHANT_LARGE_NIGHT = "new_merchant_large_night", _("New payee at night")
        VELOCITY = "velocity", _("Many payments in a short time")
        CARD_TESTING = "card_testing", _("Small charges, then a large one")
        PRICE_INCREASE = "price_increase", _("Costs more")
        TRIAL_CONVERTED = "trial_converted", _("Trial turned paid")
        SUBSCRIPTION_STOPPED = "subscription_stopped", _("Not charged as usual")
        INCOME_LATE = "income_late", _("Income late")
        INCOME_MISSING = "income_missing", _("Income missing")
        FOREIGN_TRIP = "foreign_trip", _("Paying in another currency")
        CHARGED_AFTER_CANCELLATION = "charged_after_cancellation", _("Charged after you cancelled")
        CUSTOM_RULE = "custom_rule", _("A rule of yours")
        UNUSUAL_PATTERN = "unusual_pattern", _("Unlike your other payments")

    class Level(models.TextChoices):
        INFO = "info", _("For your information")
        LOOK = "look", _("Worth a look")
        URGENT = "urgent", _("Look soon")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        EXPECTED = "expected", _("Expected")
        NOT_ME = "not_me", _("Not me")
        DUPLICATE = "duplicate", _("Charged twice")
        MUTED = "muted", _("Muted")
        WITHDRAWN = "withdrawn", _("No longer so")  # what it rested on was changed or deleted

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    transaction = models.ForeignKey("transactions.Transaction", models.CASCADE, related_name="findings")
    related = models.ManyToManyField("transactions.Transaction", related_name="+", blank=True)
    kind = models.CharField(max_length=40, choices=Kind)
    rule = models.ForeignKey(
        "anomalies.FindingRule", models.CASCADE, null=True, blank=True, related_name="findings"
    )
    level = models.CharField(max_length=10, choices=Level)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    score = models.FloatField()  # bits of surprise
    title = models.CharField(max_length=200)
    text = models.TextField()  # one sentence with its numbers
    reasons = models.JSONField(default=list)  # [{"code", "bits", "text"}]
    features = models.JSONField(default=dict)
    model_version = models.CharField(max_length=60)
    happened_on = models.DateField()  # in the ledger's calendar
    noticed_at = models.DateTimeField()
    basis = models.CharField(max_length=64, blank=True)  # digest of the rows it rests on, as they were judged
    told_at = models.DateTimeField(null=True, blank=True)  # when the first member was told
    told_with = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="told_along")

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-noticed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["transaction", "kind", "rule"], nulls_distinct=False, name="finding_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "-happened_on"], name="finding_open"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_about_a_payment(self) -> bool:
        """Whether somebody may not have made it; silences and prices are only unexpected."""
        return self.kind not in {
            self.Kind.PRICE_INCREASE,
            self.Kind.TRIAL_CONVERTED,
            self.Kind.SUBSCRIPTION_STOPPED,
            self.Kind.INCOME_LATE,
            self.Kind.INCOME_MISSING,
        }

    @property
    def is_about_income(self) -> bool:
        return self.kind in {self.Kind.INCOME_LATE, self.Kind.INCOME_MISSING}

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
