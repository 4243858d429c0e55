"""Judging a whole history as it would have been judged day by day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from anomalies.judge import Judge, Judgement
from anomalies.payments import Payment


def order_of(payment: Payment) -> tuple[int, str]:
    """Payments are ordered by their own time, never by when they were recorded."""
    return payment.moment, payment.key


def replay(judge: Judge, payments: Iterable[Payment], *, until: date | None = None) -> Iterator[Judgement]:
    """Judge payments (oldest first), then let the days up to and with `until` pass."""
    day = until
    for payment in payments:
        day = max(day or payment.day, payment.day)
        if judgement := judge.judge(payment):
            yield judgement
    if day is not None:
        judge.pass_days(day + timedelta(days=1))
