"""Where the points of a merchant's history lie in the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from transactions.models import Transaction

WIDTH, HEIGHT, MARGIN = 600, 140, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    x: float
    y: float
    day: date
    amount: Decimal
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryChart:
    """Payments to one merchant by day and amount, with the one in question marked."""

    points: tuple[Point, ...]
    usual: float | None
    usual_y: float | None
    first_day: date
    last_day: date
    highest: Decimal
    width: int = WIDTH
    height: int = HEIGHT


def history_chart(
    rows: Sequence[Transaction], *, marked: Transaction, usual: float | None
) -> HistoryChart | None:
    """Lay out rows of one merchant; `None` when the marked one is alone or amounts are unknown."""
    known = sorted(
        (row for row in [*rows, marked] if row.base_amount is not None),
        key=lambda row: (row.booked_on, row.booked_at is not None, row.booked_at),
    )
    if len(known) < 2:
        return None
    first, last = known[0].booked_on, known[-1].booked_on
    highest = max(abs(row.base_amount or Decimal(0)) for row in known)
    span, top = max((last - first).days, 1), float(highest) or 1.0

    def y_of(amount: float) -> float:
        return round(HEIGHT - MARGIN - amount / top * (HEIGHT - 2 * MARGIN), 1)

    points = tuple(
        Point(
            x=round(MARGIN + (row.booked_on - first).days / span * (WIDTH - 2 * MARGIN), 1),
            y=y_of(abs(float(row.base_amount or 0))),
            day=row.booked_on,
            amount=abs(row.base_amount or Decimal(0)),
            is_marked=row.pk == marked.pk,
        )
        for row in known
    )
    return HistoryChart(
        points=points,
        usual=usual,
        usual_y=y_of(usual) if usual is not None and usual <= top else None,
        first_day=first,
        last_day=last,
        highest=highest,
    )
