"""What Lumen would have said about any history of payments; needs no database."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any

from anomalies import scoring, weights, wording
from anomalies.facts import Facts, Notice
from anomalies.judge import Judge, Judgement
from anomalies.payments import Payment, looks_automatic
from anomalies.replay import order_of
from lumen.common.dates import add_months
from lumen.common.errors import LumenError
from lumen.common.text import slug_key

COLUMNS = ("user", "ts", "merchant", "category", "amount", "currency")
ALERTS = {scoring.LOOK, scoring.URGENT}
TELLING_KINDS = {"duplicate_charge", "card_testing", "new_merchant_large_night", "velocity"}
YES = {"1", "true", "yes", "y", "t"}


class UnreadableHistoryError(LumenError):
    code, title = "unreadable-history", "This history could not be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One data line of a history; `is_odd` is its label, `None` without one."""

    number: int
    user: str
    payment: Payment
    is_odd: bool | None


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What is said about one row. Rows of one group are one notice.

    Attributes:
        notices: what else was noticed by then, of every kind: also prices that rose and what did not come.
    """

    row: Row
    score: float
    level: str | None
    reasons: list[dict[str, Any]] = field(default_factory=list)
    group: int | None = None
    notices: list[Notice] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "row": self.row.number,
            "score": self.score,
            "level": self.level,
            "notice": self.group,
            "reasons": self.reasons,
        }


def read_history(lines: Iterable[str]) -> list[Row]:
    """Rows of a CSV with the columns user, ts, merchant, category, amount, currency[, is_fraud].

    Raises:
        UnreadableHistoryError: columns are missing or a value is not what its column says.
    """
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise UnreadableHistoryError(f"These columns are missing: {', '.join(missing)}.", missing=missing)
    return [_row(number, cells) for number, cells in enumerate(reader)]


def _row(number: int, cells: dict[str, str]) -> Row:
    try:
        at = datetime.fromisoformat(cells["ts"])
        amount = _size(cells["amount"])
    except (TypeError, ValueError) as error:
        raise UnreadableHistoryError(
            f"Row {number} has a time or an amount that cannot be read.", row=number
        ) from error
    has_time = len(cells["ts"].strip()) > len("2025-01-31")
    label = cells.get("is_fraud")
    payment = Payment(
        key=str(number).zfill(9),
        day=at.date(),
        minute=at.hour * 60 + at.minute if has_time else None,
        merchant=slug_key(cells["merchant"] or ""),
        name=cells["merchant"] or "",
        category=cells["category"] or "",
        amount=amount,
        original=amount,
        currency=cells["currency"] or "",
        account="",
        is_automatic=looks_automatic(method="", category=cells["category"] or ""),
    )
    is_odd = None if label in (None, "") else str(label).strip().lower() in YES
    return Row(number=number, user=cells["user"], payment=payment, is_odd=is_odd)


def _size(cell: str) -> float:
    amount = abs(float(cell))
    if not isfinite(amount):
        raise ValueError("An amount is a number.")
    return amount


def backtest(
    rows: Sequence[Row], *, warmup_months: int, tick: Callable[[], None] | None = None
) -> list[Verdict]:
    """Judge each row with only its own user's earlier ones; verdicts in the order of the file.

    The warm-up ends so many months after the earliest row of the file.

    Args:
        tick: called before each row; what it raises ends the judging.
    """
    if not rows:
        return []
    scored_from = add_months(min(row.payment.day for row in rows), warmup_months)
    by_user: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_user[row.user].append(row)
    verdicts: list[Verdict] = []
    groups = iter(range(len(rows)))
    for own in by_user.values():
        mine = [v for v in _judge_user(own, tick) if v.row.payment.day >= scored_from]
        _group(mine, groups)
        verdicts += mine
    return sorted(verdicts, key=lambda verdict: verdict.row.number)


def _judge_user(rows: Sequence[Row], tick: Callable[[], None] | None) -> Iterator[Verdict]:
    """Verdicts of one user, oldest first."""
    ordered = sorted(rows, key=lambda row: order_of(row.payment))
    judge = Judge(base_currency=ordered[0].payment.currency)
    seen = 0
    for row in ordered:
        if tick:
            tick()
        judgement = judge.judge(row.payment)
        if judgement is None:
            continue
        fresh = judge.notices[seen:] if len(judge.notices) > seen else []
        seen = len(judge.notices)
        verdict = _verdict(row, judgement, fresh, judge.base_currency)
        verdict.notices = fresh
        yield verdict


def _verdict(row: Row, judgement: Judgement, fresh: list[Notice], currency: str) -> Verdict:
    score = judgement.score.total
    told = next((n for n in fresh if n.kind in TELLING_KINDS), None)
    if told is not None:
        words = wording.describe(told.facts)
        score = max(score, min(words.score, weights.URGENT_BITS))
        return Verdict(row=row, score=score, level=scoring.level_of(score), reasons=words.reasons)
    facts = Facts.of("unusual_pattern", row.payment, currency, judgement.features)
    return Verdict(
        row=row,
        score=round(score, 4),
        level=judgement.score.level,
        reasons=wording.reasons_of(facts, judgement.score),
    )


def _group(verdicts: Iterable[Verdict], numbers: Iterator[int]) -> None:
    """Alerts within a day of the one before belong to one notice."""
    last: Verdict | None = None
    for verdict in verdicts:
        if verdict.level not in ALERTS:
            continue
        is_close = last is not None and (
            verdict.row.payment.moment - last.row.payment.moment <= weights.MERGE_HOURS * 60
        )
        verdict.group = last.group if last is not None and is_close else next(numbers)
        last = verdict


# Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How verdicts compare with labels. An incident is odd rows of one user within a day."""

    precision: float
    recall: float
    f1: float
    pr_auc: float
    alerts_per_user_month: float
    incident_recall: float


def summarise(verdicts: Sequence[Verdict]) -> Summary | None:
    """Figures against the labels; `None` when there are none."""
    labelled = [v for v in verdicts if v.row.is_odd is not None]
    if not labelled:
        return None
    alerts = [v for v in labelled if v.level in ALERTS]
    odd = [v for v in labelled if v.row.is_odd]
    hits = sum(1 for v in alerts if v.row.is_odd)
    precision = hits / len(alerts) if alerts else 0.0
    recall = hits / len(odd) if odd else 0.0
    both = precision + recall
    return Summary(
        precision=round(precision, 4),
        recall=round(recall, 4),
        f1=round(2 * precision * recall / both, 4) if both else 0.0,
        pr_auc=round(average_precision(labelled), 4),
        alerts_per_user_month=round(_alert_rate(labelled), 4),
        incident_recall=round(_incident_recall(odd), 4),
    )


def average_precision(verdicts: Sequence[Verdict]) -> float:
    """Area under precision and recall, as the step sum over distinct scores."""
    total = sum(1 for v in verdicts if v.row.is_odd)
    ranked = sorted(verdicts, key=lambda v: -v.score)
    area, hits, seen, start = 0.0, 0, 0, 0
    while start < len(ranked) and total:
        end = start
        while end < len(ranked) and ranked[end].score == ranked[start].score:
            end += 1
        fresh = sum(1 for v in ranked[start:end] if v.row.is_odd)
        hits, seen = hits + fresh, end
        area += fresh / total * hits / seen
        start = end
    return area


def _alert_rate(verdicts: Sequence[Verdict]) -> float:
    """Notices (alerts within a day count once) for each user and month of 30.4 days."""
    days = [v.row.payment.day for v in verdicts]
    months = max(((max(days) - min(days)).days + 1) / 30.4, 1 / 30.4)
    notices = {v.group for v in verdicts if v.group is not None}
    return len(notices) / len({v.row.user for v in verdicts}) / months


def _incident_recall(odd: Sequence[Verdict]) -> float:
    ordered = sorted(odd, key=lambda v: (v.row.user, v.row.payment.moment))
    incidents: list[list[Verdict]] = []
    for verdict in ordered:
        last = incidents[-1][-1] if incidents else None
        is_same = (
            last is not None
            and last.row.user == verdict.row.user
            and verdict.row.payment.moment - last.row.payment.moment <= weights.MERGE_HOURS * 60
        )
        if is_same:
            incidents[-1].append(verdict)
        else:
            incidents.append([verdict])
    if not incidents:
        return 0.0
    return sum(any(v.level in ALERTS for v in rows) for rows in incidents) / len(incidents)
