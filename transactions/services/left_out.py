"""Payments that a rule of the user keeps out of the ledger."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from transactions.services import filing
from transactions.services.drafts import TransactionDraft

if TYPE_CHECKING:
    from accounts.models import Workspace


def reason_to_leave_out(*, workspace: "Workspace", draft: TransactionDraft, origin: str) -> str:
    """Why a payment is not to be recorded, in words; empty when no rule says so."""
    [filed] = filing.file_all(workspace=workspace, movements=[filing.unfiled_of(draft, origin)])
    rule = filed.outcome.ignored_by
    return _("Left out by your rule “%(rule)s”") % {"rule": rule.name} if rule else ""
