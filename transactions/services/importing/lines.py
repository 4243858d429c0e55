"""Lines of a file as an import keeps them, and back."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from transactions.importers.rows import SplitLine, StatementRow
from transactions.models import Account, ImportRow
from transactions.services.drafts import TransactionDraft

Status = ImportRow.Status
# fields that a person can correct in the preview
EDITABLE = ("booked_on", "amount", "description", "merchant", "category")
_TOLD = tuple(one.name for one in fields(StatementRow) if one.name not in {"line", "problem"})
_LOCKS = {"booked_on": "booked_on", "amount": "amount", "merchant": "merchant", "category": "category"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file with the account it belongs to; `None` for one that is not opened yet."""

    account_id: UUID | None
    row: StatementRow


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line will become, and the ledger row it already is or may be.

    Attributes:
        known_by: how that row was recognised: `id`, `content`, `likeness`, or `person`.
    """

    status: str
    transaction_id: UUID | None = None
    known_by: str = ""


def as_fields(row: StatementRow) -> dict[str, Any]:
    """What a line says, as JSON keeps it."""
    return {name: _plain(getattr(row, name)) for name in _TOLD}


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return [
            {"amount": f"{part.amount:f}", "category": part.category, "note": part.note} for part in value
        ]
    return value


def statement_row(row: ImportRow) -> StatementRow:
    """What a kept line says."""
    told = {name: row.fields[name] for name in _TOLD if name in row.fields}
    told["booked_on"] = date.fromisoformat(told["booked_on"]) if told.get("booked_on") else None
    told["booked_at"] = time.fromisoformat(told["booked_at"]) if told.get("booked_at") else None
    for name in ("amount", "balance"):
        told[name] = None if told.get(name) is None else Decimal(told[name])
    told["splits"] = tuple(
        SplitLine(amount=Decimal(part["amount"]), category=part["category"], note=part["note"])
        for part in told.get("splits", ())
    )
    return StatementRow(line=row.line, problem=row.problem, **told)


def line_of(row: ImportRow) -> Line:
    return Line(row.account_id, statement_row(row))


def draft_of(row: ImportRow, account: Account) -> TransactionDraft:
    """The ledger row a line asks for."""
    told = statement_row(row)
    if told.booked_on is None or told.amount is None:
        raise ValueError(f"line {row.line} has no date or amount")
    edits = row.fields.get("edits", ())
    return TransactionDraft(
        account=account,
        kind="transfer" if told.is_transfer else "",
        booked_on=told.booked_on,
        booked_at=told.booked_at,
        amount=told.amount,
        currency=told.currency,
        merchant=told.merchant,
        category=told.category,
        category_source="user" if "category" in edits else "",
        description=told.description,
        method=told.method,
        reference=told.reference,
        note=told.note,
        external_id=told.external_id,
    )


def locks_of(row: ImportRow) -> list[str]:
    """The fields of the ledger row that a person decided in the preview."""
    return [_LOCKS[name] for name in row.fields.get("edits", ()) if name in _LOCKS]


def save_outcomes(rows: Sequence[ImportRow]) -> None:
    """Save what became of the rows in one statement; `bulk_update` takes a second a thousand rows."""
    columns = ([], [], [], [], [])  # type: tuple[list[Any], ...]
    for row in rows:
        values = (row.pk, row.transaction_id, row.fingerprint, row.status, row.is_included)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE transactions_importrow AS r SET transaction_id = v.transaction_id,"
            " fingerprint = v.fingerprint, status = v.status, is_included = v.is_included"
            " FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::boolean[])"
            " AS v(id, transaction_id, fingerprint, status, is_included) WHERE r.id = v.id",
            columns,
        )
