"""A payment that nobody here made: what was done about it, until it is settled."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from anomalies.models.findings import Finding
from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class Case(RandomIdModel, TimestampedModel):
    """Opened by "not me", kept until somebody closes it; taking the answer back deletes it."""

    class Outcome(models.TextChoices):
        REFUNDED = "refunded", _("The money came back")
        REFUSED = "refused", _("The bank or shop refused")
        MINE = "mine", _("It was ours after all")
        GIVEN_UP = "given_up", _("Not pursued")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    finding = models.OneToOneField(Finding, models.CASCADE, related_name="case")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True, max_length=4_000)
    refund = models.ForeignKey(  # the row by which the money came back
        "transactions.Transaction", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = WorkspaceQuerySet["Case"].as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"case of {self.finding_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CaseStep(models.Model):
    """A step of the checklist that somebody has done."""

    class Code(models.TextChoices):
        ASK_AT_HOME = "ask_at_home", _("Ask everybody who may use this account")
        CALL_BANK = "call_bank", _("Call the bank by the number on the card")
        REPLACE_CARD = "replace_card", _("Ask the bank for a new card")
        SEND_DISPUTE = "send_dispute", _("Send the bank the text below")
        CHANGE_PASSWORD = "change_password", _("Change your password at this payee, if you have one")
        ASK_PAYEE = "ask_payee", _("Ask the payee to take one of the charges back")
        LOOK_AT_PLAN = "look_at_plan", _("Look at plan, price and next date on the provider's own page")
        CANCEL_PLAN = "cancel_plan", _("Cancel there, and keep the confirmation")
        WITHDRAW_MANDATE = "withdraw_mandate", _("Withdraw the mandate at your bank, if you pay by one")
        ASK_REFUND = "ask_refund", _("Ask for a refund when you were not told beforehand")
        OTHER_ACCOUNT = "other_account", _("Look whether it came to another account, or in parts")
        ASK_PAYER = "ask_payer", _("Ask the payer for the day and the reference of the transfer")
        MOVE_PAYMENTS = "move_payments", _("Move payments that depend on it")
        SEE_MONEY_BACK = "see_money_back", _("See the money come back")

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    code = models.CharField(max_length=20, choices=Code)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["done_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="case_step_once")]

    def __str__(self) -> str:
        return f"{self.code} of {self.case_id}"
