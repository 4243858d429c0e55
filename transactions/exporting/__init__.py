"""The ledger for other programs: CSV, JSON and beancount, a row at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transactions.exporting import beancount, records, sheet
from transactions.models import TransactionQuerySet

if TYPE_CHECKING:
    from accounts.models import Workspace


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A way to write rows: the ending of its file name, its media type, and what writes it."""

    ending: str
    content_type: str
    write: "Callable[[TransactionQuerySet, Workspace], Iterator[str]]"


FORMATS = {
    one.ending: one
    for one in (
        ExportFormat("csv", "text/csv; charset=utf-8", sheet.csv_lines),
        ExportFormat("json", "application/json", records.json_lines),
        ExportFormat("beancount", "text/plain; charset=utf-8", beancount.beancount_lines),
    )
}

__all__ = ["FORMATS", "ExportFormat"]
