"""Comparing an account with a statement: begin, tick, finish, undo, unlock."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions import reconciliation as reading
from transactions.models import Account, Reconciliation, Transaction
from transactions.services import ledger
from transactions.services.announcing import announce_changed
from transactions.services.drafts import TransactionDraft

if TYPE_CHECKING:
    from accounts.models import User, Workspace

AGREED = frozenset(["account", "booked_on", "amount", "currency"])  # what a statement confirmed


class StatementDateError(LumenError):
    code, title = "statement-date", "This date does not fit"


class NotSettledError(LumenError):
    status, code, title = 409, "not-settled", "The sums differ"


class AlreadyFinishedError(LumenError):
    status, code, title = 409, "already-finished", "This reconciliation is finished"


class NotTheNewestError(LumenError):
    status, code, title = 409, "not-the-newest", "A later statement builds on this one"


class InProgressError(LumenError):
    status, code, title = 409, "reconciliation-in-progress", "Another reconciliation is in progress"


class ReconciledError(LumenError):
    status, code, title = 409, "reconciled", "This payment is reconciled"


@transaction.atomic
def begin(
    *,
    workspace: "Workspace",
    actor: "User",
    account: Account,
    statement_on: date,
    statement_balance: Decimal,
    today: date,
) -> Reconciliation:
    """Start comparing an account with a statement, or change the date or balance of the one in progress.

    Raises:
        StatementDateError: the day is still to come, or lies before a statement agreed with earlier.
    """
    account = _locked(workspace, account)
    if statement_on > today:
        raise StatementDateError(_("The statement’s day is still to come. Choose today or an earlier day."))
    last = reading.last_finished(account)
    if last and statement_on < last.statement_on:
        raise StatementDateError(
            _("This account is reconciled up to %(day)s. Choose that day or a later one.")
            % {"day": day_in_words(last.statement_on)}
        )
    found = reading.unfinished(account)
    action = "reconciliation.changed" if found else "reconciliation.started"
    found = found or Reconciliation(workspace=workspace, account=account, created_by=actor)
    found.statement_on, found.statement_balance = statement_on, statement_balance
    found.save()
    audit.record(workspace=workspace, actor=actor, action=action, **_facts(found))
    return found


@transaction.atomic
def tick(
    *,
    workspace: "Workspace",
    reconciliation: Reconciliation,
    on: Collection[UUID] = (),
    off: Collection[UUID] = (),
) -> None:
    """Mark entries as found on the statement, or as not found; ids that do not fit are left out.

    Raises:
        AlreadyFinishedError: it was finished meanwhile.
    """
    kept = _open(workspace, reconciliation)
    fitting = reading.open_entries(kept.account, upto=kept.statement_on).filter(pk__in=on)
    kept.transactions.add(*fitting)
    kept.transactions.remove(*Transaction.objects.in_workspace(workspace).filter(pk__in=off))


@transaction.atomic
def tick_exactly(
    *, workspace: "Workspace", reconciliation: Reconciliation, ids: Collection[UUID] | None
) -> None:
    """Tick these entries and no others; `None` ticks every one."""
    kept = _open(workspace, reconciliation)
    fitting = reading.open_entries(kept.account, upto=kept.statement_on)
    if ids is not None:
        fitting = fitting.filter(pk__in=ids)
    kept.transactions.set(fitting)


@transaction.atomic
def finish(
    *, workspace: "Workspace", actor: "User", reconciliation: Reconciliation, now: datetime
) -> Reconciliation:
    """Lock what is ticked, if it adds up to the statement exactly.

    Raises:
        NotSettledError: there is a difference, however small.
        AlreadyFinishedError: it was finished meanwhile.
    """
    kept = _open(workspace, reconciliation)
    counted = reading.open_entries(kept.account, upto=kept.statement_on)
    list(counted.select_for_update(of=("self",)).values_list("pk"))  # nobody edits what is being locked
    made = reading.sheet(kept)
    if not made.is_settled:
        raise NotSettledError(_("What is ticked does not add up to the statement yet; nothing was locked."))
    ids = [entry.row.pk for entry in made.ticked]
    kept.transactions.set([entry.row for entry in made.ticked])
    _with_parts(workspace, ids).update(reconciled_at=now, updated_at=now)
    kept.finished_at = now
    kept.save(update_fields=["finished_at", "updated_at"])
    audit.record(
        workspace=workspace, actor=actor, action="reconciliation.finished", count=len(ids), **_facts(kept)
    )
    announce_changed(workspace, count=len(ids))
    return kept


@transaction.atomic
def undo(
    *, workspace: "Workspace", actor: "User", reconciliation: Reconciliation, now: datetime
) -> Reconciliation:
    """Unlock what a finished one locked; it is in progress again, with the same ticks.

    Raises:
        NotTheNewestError: it is not finished, or a later one of the account is.
        InProgressError: the account has another one in progress.
    """
    account = _locked(workspace, reconciliation.account)
    newest = reading.last_finished(account)
    if newest is None or newest.pk != reconciliation.pk:
        raise NotTheNewestError(_("Only the newest can be undone. Undo the later ones first."))
    if reading.unfinished(account):
        raise InProgressError(_("Finish or drop the reconciliation in progress first."))
    ids = list(newest.transactions.values_list("pk", flat=True))
    _with_parts(workspace, ids).update(reconciled_at=None, updated_at=now)
    newest.finished_at = None
    newest.save(update_fields=["finished_at", "updated_at"])
    audit.record(
        workspace=workspace, actor=actor, action="reconciliation.undone", count=len(ids), **_facts(newest)
    )
    announce_changed(workspace, count=len(ids))
    return newest


@transaction.atomic
def drop(*, workspace: "Workspace", actor: "User", reconciliation: Reconciliation) -> None:
    """Give up one in progress; nothing was locked by it.

    Raises:
        AlreadyFinishedError: it was finished meanwhile.
    """
    kept = _open(workspace, reconciliation)
    audit.record(workspace=workspace, actor=actor, action="reconciliation.dropped", **_facts(kept))
    kept.delete()


@transaction.atomic
def adjust(*, workspace: "Workspace", actor: "User", reconciliation: Reconciliation) -> Transaction:
    """Record the difference as an entry of its own, on the day of the statement, and tick it.

    Raises:
        NotSettledError: there is nothing to adjust.
        AlreadyFinishedError: it was finished meanwhile.
    """
    kept = _open(workspace, reconciliation)
    missing = reading.sheet(kept).difference
    if not missing:
        raise NotSettledError(_("There is no difference; finish it."))
    kind = Transaction.Kind.INCOME if missing > 0 else Transaction.Kind.EXPENSE
    draft = TransactionDraft(
        account=kept.account,
        kind=kind,
        booked_on=kept.statement_on,
        amount=missing,
        currency=kept.account.currency,
        description=_("Adjustment to the statement of %(day)s") % {"day": day_in_words(kept.statement_on)},
    )
    row = ledger.record_transactions(
        workspace=workspace, actor=actor, drafts=[draft], origin=Transaction.Origin.FORM
    )[0]
    kept.transactions.add(row)
    audit.record(
        workspace=workspace,
        actor=actor,
        action="reconciliation.adjusted",
        transaction_id=str(row.pk),
        **_facts(kept),
    )
    return row


@transaction.atomic
def unlock(*, workspace: "Workspace", actor: "User", row: Transaction, now: datetime) -> None:
    """Let a reconciled payment be changed again; the next reconciliation asks for it anew."""
    count = _with_parts(workspace, [row.split_of_id or row.pk]).update(reconciled_at=None, updated_at=now)
    audit.record(workspace=workspace, actor=actor, action="transaction.unlocked", transaction_id=str(row.pk))
    announce_changed(workspace, count=count)


def require_open(row: Transaction, changed: Collection[str] = AGREED) -> None:
    """Refuse to change what a statement confirmed.

    Raises:
        ReconciledError: the payment is reconciled and one of these fields is part of that.
    """
    if row.reconciled_at is None or not AGREED & set(changed):
        return
    statement = reading.statement_of(row)
    if statement is None:
        raise ReconciledError(_("This payment was reconciled with a statement. Unlock it first."))
    raise ReconciledError(
        _("This payment was reconciled with the statement of %(day)s. Unlock it first.")
        % {"day": day_in_words(statement.statement_on)}
    )


def day_in_words(day: date) -> str:
    """31 March 2026."""
    return date_format(day, "j F Y")


def _with_parts(workspace: "Workspace", ids: Collection[UUID]) -> Any:
    """Whole payments and their parts, which are locked with them."""
    rows = Transaction.objects.in_workspace(workspace)
    return rows.filter(Q(pk__in=ids) | Q(split_of__in=ids))


def _locked(workspace: "Workspace", account: Account) -> Account:
    rows = Account.objects.in_workspace(workspace).select_for_update(of=("self",))
    return rows.select_related("workspace").get(pk=account.pk)


def _open(workspace: "Workspace", reconciliation: Reconciliation) -> Reconciliation:
    rows = Reconciliation.objects.in_workspace(workspace).select_for_update(of=("self",))
    kept = rows.select_related("account__workspace", "workspace").filter(pk=reconciliation.pk).first()
    if kept is None or kept.finished_at is not None:
        raise AlreadyFinishedError(_("It was finished or dropped meanwhile. Look at it again."))
    return kept


def _facts(one: Reconciliation) -> dict[str, str]:
    return {"reconciliation_id": str(one.pk), "account_id": str(one.account_id)}
