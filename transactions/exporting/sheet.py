"""The ledger as CSV, row by row."""

import csv
from collections.abc import Iterator
from typing import TYPE_CHECKING

from transactions.models import TransactionQuerySet

if TYPE_CHECKING:
    from accounts.models import Workspace

COLUMNS = [
    "id", "date", "time", "merchant", "description", "category", "amount", "currency", "amount_base",
    "base_currency", "kind", "direction", "account", "method", "reference", "note", "tags",
    "invoice_number", "gstin", "hsn_sac", "tax_amount", "source", "external_id",
]  # fmt: skip
CHUNK = 1_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # wide signs, too


class _Echo:
    """A file that hands back what is written."""

    def write(self, line: str) -> str:
        return line


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_lines(rows: TransactionQuerySet, workspace: "Workspace") -> Iterator[str]:
    """A header and a line a row, oldest first; amounts are signed."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    ordered = rows.for_lists().order_by("booked_on", "day_time", "id")
    for row in ordered.iterator(chunk_size=CHUNK):
        yield writer.writerow(
            [
                row.pk,
                row.booked_on.isoformat(),
                row.booked_at.strftime("%H:%M") if row.booked_at else "",
                safe_cell(row.merchant.name if row.merchant else ""),
                safe_cell(row.description),
                safe_cell(row.category.name if row.category else ""),
                row.amount,
                row.currency,
                "" if row.base_amount is None else row.base_amount,
                workspace.base_currency,
                row.kind,
                "debit" if row.amount < 0 else "credit",
                safe_cell(row.account.name),
                safe_cell(row.method),
                safe_cell(row.reference),
                safe_cell(row.note),
                safe_cell(", ".join(row.tags)),
                safe_cell(row.invoice_number),
                safe_cell(row.gstin),
                safe_cell(row.hsn_sac),
                "" if row.tax_amount is None else row.tax_amount,
                row.origin,
                safe_cell(row.external_id),
            ]
        )
