"""Which rows linking looks at, and what it may change in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min

from lumen.common.errors import LumenError
from transactions.enrichment.categories import USER
from transactions.models import Category, Transaction, TransactionQuerySet
from transactions.services import splits
from transactions.services.filing import AS_WRITTEN

if TYPE_CHECKING:
    from accounts.models import Workspace

LINK = "link"  # who chose a category: how rows belong together
BATCH = 1_000


class ReconciledRowError(LumenError):
    status, code, title = 409, "reconciled", "This payment was reconciled"


@dataclass(frozen=True, slots=True)
class Days:
    """Both days are in; `None` for all there is."""

    first: date | None = None
    last: date | None = None

    def wider(self, days: int) -> "Days":
        if self.first is None or self.last is None:
            return self
        return Days(self.first - timedelta(days=days), self.last + timedelta(days=days))

    def of(self, rows: TransactionQuerySet) -> TransactionQuerySet:
        end = self.last + timedelta(days=1) if self.last else None
        return rows.between(self.first, end)


def days_of(workspace: "Workspace", ids: Sequence[str]) -> Days | None:
    """The days these rows lie on, deleted ones too; all days without ids; `None` when none is left."""
    if not ids:
        return Days()
    rows = Transaction.objects.in_workspace(workspace).filter(pk__in=ids)
    found = rows.aggregate(first=Min("booked_on"), last=Max("booked_on"))
    return Days(found["first"], found["last"]) if found["first"] else None


def may_change(row: Transaction) -> bool:
    """Whether kind and category are nobody's word yet: no person's, no file's that is trusted."""
    return not (
        row.reconciled_at
        or row.edited_at
        or row.is_split
        or row.origin in AS_WRITTEN
        or row.category_source == USER
        or {"kind", "category"} & set(row.locked)
    )


def remembered(row: Transaction) -> dict[str, Any]:
    """What `put_back` needs."""
    return {
        "kind": row.kind,
        "category": str(row.category_id) if row.category_id else None,
        "category_source": row.category_source,
    }


def file_as(row: Transaction, *, kind: str, category: Category | None) -> None:
    row.kind, row.category_source = kind, LINK if category else ""
    row.category, row.category_rule, row.category_confidence = category, None, None


def put_back(rows: Sequence[tuple[Transaction, dict[str, Any]]], *, was: str) -> list[Transaction]:
    """Make rows what they were before linking; those a person or a statement settled since, stay.

    Args:
        was: the kind linking gave them.
    """
    wanted = {before["category"] for _row, before in rows if before.get("category")}
    known = {str(category.pk): category for category in Category.objects.filter(pk__in=wanted)}
    changed = []
    for row, before in rows:
        if not before or row.kind != was or row.reconciled_at:
            continue
        row.kind = before["kind"]
        if row.category_source in {LINK, ""}:
            row.category = known.get(before["category"] or "")
            row.category_source = before["category_source"] if row.category else ""
        changed.append(row)
    save(changed)
    splits.take_kinds(changed)
    return changed


def save(rows: Sequence[Transaction]) -> None:
    fields = ["kind", "category", "category_source", "category_rule", "category_confidence"]
    Transaction.objects.bulk_update(rows, [*fields, "refund_of", "refund_before"], batch_size=BATCH)
