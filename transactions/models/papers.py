"""Papers and the payments they tell about."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from transactions.models.ledger import Transaction


class PaperMatch(RandomIdModel, TimestampedModel):
    """A receipt or invoice, and a payment that is, may be, or is not its own."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Perhaps")
        ATTACHED = "attached", _("Attached")
        REJECTED = "rejected", _("Not its payment")  # remembered, never proposed again

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    document = models.ForeignKey("documents.Document", models.CASCADE, related_name="+")
    transaction = models.ForeignKey(Transaction, models.CASCADE, related_name="paper_matches")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    score = models.FloatField(default=0)  # 0 to 1
    is_booked = models.BooleanField(default=False)  # the payment was recorded from this paper
    decided_by = models.ForeignKey(  # null where Lumen was sure by itself
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = WorkspaceQuerySet["PaperMatch"].as_manager()

    class Meta:
        ordering = ["-score", "-created_at"]
        verbose_name_plural = "paper matches"
        constraints = [models.UniqueConstraint(fields=["document", "transaction"], name="paper_match_once")]
        indexes = [models.Index(fields=["workspace", "state"], name="paper_match_state")]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.transaction_id}"
