"""Regular payments as pages and programs show them: what is due, what they cost, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from transactions.linking.series import following, per_month
from transactions.models import Recurring, Transaction
from transactions.services import catalog

if TYPE_CHECKING:
    from accounts.models import Workspace

UPCOMING_DAYS = 30
_BILLS = {
    *("Utilities", "Rent", "Loan & EMI", "Insurance", "Home", "Education", "Household Help"),
    *("Childcare", "Taxes"),
}
SUBSCRIPTION, BILL, INCOME, SAVING = "subscription", "bill", "income", "saving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regular:
    """One regular payment. Costs are positive where money goes out, in its own currency and the base."""

    row: Recurring
    group: str
    per_month: Decimal
    per_month_base: Decimal | None
    is_overdue: bool

    @property
    def amount(self) -> Decimal:
        return abs(self.row.amount)

    @property
    def per_year(self) -> Decimal:
        return self.per_month * 12

    @property
    def change(self) -> tuple[Decimal, Decimal, date] | None:
        """The last change of the price: from what, to what, since when."""
        if len(self.row.prices) < 2:
            return None
        before, after = self.row.prices[-2:]
        return (
            abs(Decimal(before["amount"])),
            abs(Decimal(after["amount"])),
            date.fromisoformat(after["from"]),
        )

    @property
    def rows_query(self) -> str:
        """The list of its payments: this merchant, this currency, about these amounts."""
        sizes = [abs(Decimal(price["amount"])) for price in self.row.prices] or [self.amount]
        query = {"merchant": str(self.row.merchant_id), "currency": self.row.currency, "kind": self.row.kind}
        if not self.row.is_variable:
            query |= {
                "min": f"{min(sizes) * Decimal('0.98'):.2f}",
                "max": f"{max(sizes) * Decimal('1.02'):.2f}",
            }
        return urlencode(query)


@dataclass(frozen=True, slots=True)
class Due:
    """One expected payment of the next days; `worth` is signed, in the base currency."""

    on: date
    regular: Regular
    worth: Decimal | None


def regulars_of(workspace: "Workspace", *, today: date) -> list[Regular]:
    """All of them, dismissed ones too, by next day. Three queries."""
    rows = list(
        Recurring.objects.in_workspace(workspace)
        .select_related("merchant")
        .order_by("next_on", "merchant__name", "series")
    )
    rates = catalog.rates_of(workspace, {row.currency for row in rows})
    filed = _latest_categories(workspace, rows)
    return [_regular(row, filed.get(row.merchant_id, ""), rates, today) for row in rows]


def _latest_categories(workspace: "Workspace", rows: Sequence[Recurring]) -> dict[UUID, str]:
    """What the latest payment of each merchant is filed under."""
    payments = Transaction.objects.in_workspace(workspace).live().filter(category__isnull=False)
    latest = payments.filter(merchant__in={row.merchant_id for row in rows}).order_by(
        "merchant", "-booked_on"
    )
    return dict(latest.distinct("merchant").values_list("merchant", "category__name"))


def _regular(row: Recurring, category: str, rates: catalog.Rates, today: date) -> Regular:
    cost = per_month(row.cadence, abs(row.amount))
    return Regular(
        row=row,
        group=_group(row, category),
        per_month=cost,
        per_month_base=rates.to_base(cost, row.currency, today),
        is_overdue=row.next_on is not None and row.next_on < today,
    )


def _group(row: Recurring, category: str) -> str:
    if row.amount > 0:
        return INCOME
    if row.kind == Transaction.Kind.TRANSFER:
        return SAVING
    return BILL if row.is_variable or category in _BILLS else SUBSCRIPTION


def due_soon(regulars: Sequence[Regular], rates: catalog.Rates, *, today: date) -> list[Due]:
    """What is expected in the next 30 days, every time it is, soonest first; overdue ones are due today."""
    end = today + timedelta(days=UPCOMING_DAYS)
    due = []
    for regular in regulars:
        row = regular.row
        if row.state != Recurring.State.ACTIVE or row.next_on is None:
            continue
        worth = rates.to_base(row.amount, row.currency, today)
        day = row.next_on
        while day <= end:
            due.append(Due(max(day, today), regular, worth))
            day = following(row.cadence, day)
            while day < today:
                day = following(row.cadence, day)
    return sorted(due, key=lambda one: (one.on, one.regular.row.title))
