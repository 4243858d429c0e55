"""Regular payments that a person cancelled: nothing more is expected, and a later charge is noticed."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue
from transactions.models import Recurring, Transaction
from transactions.services import recurring

if TYPE_CHECKING:
    from accounts.models import User, Workspace

MOST_LOOKED_AT = 50


class NotCancelledError(LumenError):
    status, code, title = 422, "cannot-be-cancelled", "This cannot be called cancelled"


@transaction.atomic
def cancel(*, workspace: "Workspace", actor: "User", row: Recurring, on: date, today: date) -> Recurring:
    """A person says that they cancelled it on this day. What was charged since is looked at again.

    Raises:
        NotCancelledError: it is income, or the day is still to come; nothing is changed.
    """
    row = Recurring.objects.in_workspace(workspace).select_for_update().get(pk=row.pk)
    if row.amount >= 0:
        raise NotCancelledError(_("Only what is charged can be cancelled, not what comes in."))
    if on > today:
        raise NotCancelledError(_("Choose today or an earlier date."))
    row.cancelled_on, row.state, row.next_on = on, Recurring.State.STOPPED, None
    row.save(update_fields=["cancelled_on", "state", "next_on", "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="recurring.cancelled", recurring_id=row.pk)
    _look_again(row)
    return row


def _look_again(row: Recurring) -> None:
    rows = Transaction.objects.filter(workspace=row.workspace_id).live().purchases()
    later = rows.filter(merchant=row.merchant_id, booked_on__gt=row.cancelled_on).order_by("-booked_on")
    if ids := [str(pk) for pk in later.values_list("pk", flat=True)[:MOST_LOOKED_AT]]:
        enqueue("anomalies.tasks.judge_transactions", transaction_ids=",".join(ids))


@transaction.atomic
def resume(*, workspace: "Workspace", actor: "User", row: Recurring, today: date) -> Recurring:
    """It was not cancelled after all: what the rows say about it is found again."""
    row = Recurring.objects.in_workspace(workspace).select_for_update().get(pk=row.pk)
    if row.cancelled_on is None:
        return row
    row.cancelled_on, row.state = None, Recurring.State.ACTIVE
    row.save(update_fields=["cancelled_on", "state", "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="recurring.resumed", recurring_id=row.pk)
    recurring.refresh(workspace=workspace, today=today, merchants=[row.merchant_id])
    return row
