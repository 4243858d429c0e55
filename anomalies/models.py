"""What was noticed, what judged it, and what people said to it."""

from django.conf import settings
from django.db import models
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


class Finding(RandomIdModel, TimestampedModel):
    """Something in the money that is worth a look: "unusual", never "fraud"."""

    class Kind(models.TextChoices):
        DUPLICATE_CHARGE = "duplicate_charge", _("Charged twice")
        AMOUNT_FAR_ABOVE_USUAL = "amount_far_above_usual", _("Far above the usual")
        NEW_MERCHANT_LARGE_NIGHT = "new_merchant_large_night", _("New payee at night")
        VELOCITY = "velocity", _("Many payments in a short time")
        UNUSUAL_PATTERN = "unusual_pattern", _("Unlike your other payments")

    class Level(models.TextChoices):
        INFO = "info", _("For your information")
        LOOK = "look", _("Worth a look")
        URGENT = "urgent", _("Look soon")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        EXPECTED = "expected", _("Expected")
        NOT_ME = "not_me", _("Not me")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    transaction = models.ForeignKey(
        "transactions.Transaction", models.CASCADE, related_name="findings"
    )
    related = models.ManyToManyField("transactions.Transaction", related_name="+", blank=True)
    kind = models.CharField(max_length=40, choices=Kind)
    level = models.CharField(max_length=10, choices=Level)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    score = models.FloatField()  # bits of surprise
    title = models.CharField(max_length=200)
    text = models.TextField()  # one sentence with its numbers
    reasons = models.JSONField(default=list)  # [{"code", "bits", "text"}]
    features = models.JSONField(default=dict)
    model_version = models.CharField(max_length=60)
    noticed_at = models.DateTimeField()

    objects = WorkspaceQuerySet["Finding"].as_manager()

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["transaction", "kind"], name="finding_once")
        ]
        indexes = [models.Index(fields=["workspace", "state", "-noticed_at"], name="finding_open")]

    def __str__(self) -> str:
        return self.title


class Feedback(models.Model):
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="feedback")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{self.verdict} on {self.finding_id}"
