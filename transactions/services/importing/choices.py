"""What a person decides in the preview of an import."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from transactions.importers import columns
from transactions.importers.columns import Layout
from transactions.importers.statement import MAX_AMOUNT
from transactions.importers.text import UnreadableFileError, read_sheet
from transactions.models import Account, ImportBatch, ImportRow
from transactions.services.importing import accounts, ladder, naming, preview, remembered, states
from transactions.services.importing.lines import Line, Status, as_fields, statement_row

if TYPE_CHECKING:
    from transactions.importers.text import Sheet

State = ImportBatch.State
_SHEETS = {"csv", "tsv"}


class RowChangeError(LumenError):
    status = 422
    code, title = "row-change", "This row cannot be changed so"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEdit:
    """Corrections of one line; `None` leaves a field as it is. `amount` is signed."""

    booked_on: date | None = None
    amount: Decimal | None = None
    description: str | None = None
    merchant: str | None = None
    category: str | None = None
    account: Account | None = None


@transaction.atomic
def set_included(*, batch: ImportBatch, lines: list[int] | None, status: str, included: bool) -> int:
    """Include or leave out rows of a preview; rows that cannot be read stay out.

    Args:
        lines: these lines; `None` for every row of `status`.

    Raises:
        ImportStateError: it is not in preview.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.PREVIEW)
    rows = batch.rows.exclude(status=Status.ERROR)
    rows = rows.filter(line__in=lines) if lines is not None else rows.filter(status=status)
    return rows.update(is_included=included)


@transaction.atomic
def accept_review(*, batch: ImportBatch) -> int:
    """Take the new rows of a file that had to be looked at first; says how many they are.

    Raises:
        ImportStateError: it is not in preview.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.PREVIEW)
    batch.reading["needs_review"] = ""
    batch.save(update_fields=["reading", "updated_at"])
    return batch.rows.filter(status=Status.NEW).update(is_included=True)


@transaction.atomic
def change_layout(
    *, batch: ImportBatch, account: Account | None, chosen: dict[str, int], date_order: str, sign: str
) -> ImportBatch:
    """Read the file again with the columns, dates and signs a person chose.

    Raises:
        ImportStateError: it is not in preview.
        UnreadableFileError: the columns do not give a statement; the preview stays as it was.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.PREVIEW)
    if not batch.layout.get("headers"):
        raise UnreadableFileError("This kind of file says itself what its parts mean; nothing can be chosen.")
    if not chosen.keys() >= {"date"} or not {"amount", "debit", "credit"} & chosen.keys():
        raise UnreadableFileError("Choose a column for the date and one for the amount.")
    layout = Layout.from_dict(batch.layout).changed(columns=chosen)
    if sheet := _sheet(batch):
        layout = columns.with_styles(layout, sheet)
    layout = layout.changed(date_order=date_order, is_date_certain=True)
    batch.layout = layout.changed(sign=sign if "amount" in chosen else layout.sign).as_dict()
    batch.reading |= {"is_chosen": True, "is_corrected": True, "is_remembered": False}
    if account != batch.account:
        accounts.choose(batch, {0: account})
        batch.account = account
    preview.read_again(batch)
    return batch


def _sheet(batch: ImportBatch) -> "Sheet | None":
    if batch.layout["format"] not in _SHEETS:
        return None
    with batch.file.open("rb") as stored:
        return read_sheet(stored.read())


@transaction.atomic
def choose_accounts(*, batch: ImportBatch, chosen: Mapping[int, Account | None]) -> ImportBatch:
    """Say which account each of the file's accounts is; `None` for a new one. Corrections stay.

    Raises:
        ImportStateError: it is not in preview.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.PREVIEW)
    accounts.choose(batch, dict(chosen))
    batch.account = chosen.get(0) if len(batch.reading["sections"]) == 1 else None
    batch.reading |= {"keeps_edits": True, "is_chosen": bool(batch.layout.get("headers"))}
    batch.reading["is_corrected"] = bool(batch.layout.get("headers"))
    preview.read_again(batch)
    return batch


@transaction.atomic
def forget_mapping(*, batch: ImportBatch) -> ImportBatch:
    """Forget how such files were read the last time, and read this one as it seems best.

    Raises:
        ImportStateError: it is not in preview.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.PREVIEW)
    remembered.forget(batch)
    batch.reading |= {
        "is_forgotten": True,
        "is_remembered": False,
        "is_corrected": False,
        "is_chosen": False,
        "sections": [],
    }
    batch.account = None
    preview.read_again(batch)
    return batch


@transaction.atomic
def decide(*, batch: ImportBatch, line: int, is_same: bool) -> ImportRow:
    """Say whether a line that looks like a payment of the ledger is that payment.

    Raises:
        ImportStateError: it is not in preview.
        RowChangeError: there is no such line, or it looks like no payment.
    """
    row = _row(batch, line)
    other = row.transaction_id or _candidate(row)
    if other is None or row.status == Status.ERROR:
        raise RowChangeError("This row looks like no payment of the ledger. Reload the page.")
    row.transaction_id = other if is_same else None
    row.status = Status.DUPLICATE if is_same else Status.NEW
    row.is_included, row.is_edited = not is_same, True
    row.fields |= {"known_by": "person", "candidate": str(other)}
    row.save()
    return row


def _candidate(row: ImportRow) -> UUID | None:
    return UUID(row.fields["candidate"]) if row.fields.get("candidate") else None


def _row(batch: ImportBatch, line: int) -> ImportRow:
    held = states.locked(str(batch.pk))
    states.require(held, State.PREVIEW)
    row = held.rows.filter(line=line).first()
    if row is None:
        raise RowChangeError(f"This file has no line {line}.")
    row.batch = held
    return row


@transaction.atomic
def edit_row(*, batch: ImportBatch, line: int, edit: RowEdit) -> ImportRow:
    """Correct a line; what it is, is judged anew.

    Raises:
        ImportStateError: it is not in preview.
        RowChangeError: there is no such line, or it makes no payment.
    """
    row = _row(batch, line)
    before = statement_row(row)
    news = {name: value for name, value in _news(edit).items() if value != getattr(before, name)}
    told = replace(before, **news, problem="")
    _check(row.batch, told.booked_on, told.amount)
    if edit.account is not None:
        row.account = edit.account
    was_out = not row.is_included and row.status == Status.NEW
    changed = Line(row.account_id, told)
    claimed = set(
        row.batch.rows.exclude(pk=row.pk)
        .filter(transaction__isnull=False)
        .values_list("transaction", flat=True)
    )
    [verdict] = ladder.judge(
        workspace=row.batch.workspace, lines=[changed], kind=row.batch.reading["kind"], claimed=claimed
    )
    edits = sorted({*row.fields.get("edits", []), *news})
    [named] = naming.names_of(workspace=row.batch.workspace, lines=[changed], edited=[edits])
    row.fields = {
        **as_fields(told), **named.as_fields(), "known_by": verdict.known_by, "edits": edits,
    }  # fmt: skip
    row.status, row.transaction_id, row.problem = verdict.status, verdict.transaction_id, ""
    row.is_edited = True
    row.is_included = verdict.status == Status.NEW and not was_out
    row.fingerprint = ladder.content_key(changed)
    row.save()
    return row


def _news(edit: RowEdit) -> dict[str, Any]:
    told = {
        "booked_on": edit.booked_on,
        "amount": edit.amount,
        "description": None if edit.description is None else edit.description[:500],
        "merchant": None if edit.merchant is None else edit.merchant[:200],
        "category": None if edit.category is None else edit.category[:80],
    }
    return {name: value for name, value in told.items() if value is not None}


def _check(batch: ImportBatch, booked_on: date | None, amount: Decimal | None) -> None:
    if booked_on is None or amount is None:
        raise RowChangeError("Give this row a date and an amount.")
    if not date(1970, 1, 1) <= booked_on <= today_in(batch.workspace.time_zone, timezone.now()):
        raise RowChangeError("Choose today or an earlier date.")
    if not 0 < abs(amount) <= MAX_AMOUNT:
        raise RowChangeError("The amount is zero or too large to be right.")
