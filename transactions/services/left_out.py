"""Payments that a rule of the user keeps out of the ledger."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lumen.common.text import fold
from transactions.models import Rule
from transactions.services.ledger import TransactionDraft

if TYPE_CHECKING:
    from accounts.models import Workspace


def reason_to_leave_out(*, workspace: "Workspace", draft: TransactionDraft) -> str:
    """Why a payment is not to be recorded, in words; empty when no rule says so."""
    text = fold(f"{draft.description} {draft.merchant}")
    rules = Rule.objects.in_workspace(workspace).filter(is_active=True, ignores=True)
    for rule in rules:
        if rule.contains and fold(rule.contains) in text:
            return _("Left out by your rule “%(rule)s”") % {"rule": rule.name or rule.contains}
    return ""
