"""What a judged history looks like on its page: figures, months, and what would have been said."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from anomalies import backtesting, wording
from anomalies.backtesting import ALERTS, TELLING_KINDS, Row, Verdict
from anomalies.facts import Notice

FEED_ONLY = {"unusual_pattern"}
MOST_SHOWN, MOST_REASONS = 300, 3
_BY_YEAR_FROM = 36  # months; a longer history is charted by year


def report_of(rows: Sequence[Row], verdicts: Sequence[Verdict], *, left_out: int) -> dict[str, Any]:
    """All that the page shows, as JSON can hold it."""
    said = sorted((*_alerts(verdicts), *_noticed(verdicts)), key=lambda one: (one["date"], one["row"]))
    summary = backtesting.summarise(verdicts)
    days = [verdict.row.payment.day for verdict in verdicts]
    users = len({row.user for row in rows})
    return {
        "rows": len(rows),
        "judged": len(verdicts),
        "users": users,
        "first": min(row.payment.day for row in rows).isoformat(),
        "from": min(days).isoformat(),
        "until": max(days).isoformat(),
        "left_out": left_out,
        "said": len(said),
        "per_user_month": round(len(said) / users / _months(days), 2),
        "summary": asdict(summary) if summary else None,
        "months": _by_month(days, said),
        "entries": said[:MOST_SHOWN],
    }


def _months(days: Sequence[date]) -> float:
    return max(((max(days) - min(days)).days + 1) / 30.4, 1 / 30.4)


def _alerts(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """One entry for each notice: rows within a day of each other belong together."""
    groups: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.group is not None and verdict.level in ALERTS:
            groups[verdict.group].append(verdict)
    return [_alert(rows) for rows in groups.values()]


def _alert(rows: Sequence[Verdict]) -> dict[str, Any]:
    lead = max(rows, key=lambda verdict: verdict.score)
    told = next((n for n in lead.notices if n.kind in TELLING_KINDS), None)
    entry = _entry(lead, rows)
    if told is not None:
        return entry | _words(told) | {"level": lead.level}
    payment = lead.row.payment
    why = [reason["text"] for reason in lead.reasons]
    paid = f"{wording.money(payment.original, payment.currency)} · {payment.name}"
    return entry | {
        "title": paid,
        "text": why[0] if why else "",
        "why": why[1:MOST_REASONS],
        "level": lead.level,
    }


def _noticed(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """What outlier scores cannot see: prices that rose, what did not come, a trip."""
    kinds = TELLING_KINDS | FEED_ONLY | {"amount_far_above_usual"}
    return [
        _entry(verdict, [verdict]) | _words(notice) | {"date": notice.day.isoformat()}
        for verdict in verdicts
        for notice in verdict.notices
        if notice.kind not in kinds
    ]


def _words(notice: Notice) -> dict[str, Any]:
    words = wording.describe(notice.facts)
    why = [reason["text"] for reason in words.reasons if reason["text"] != words.text]
    return {"title": words.title, "text": words.text, "why": why[:MOST_REASONS], "level": words.level}


def _entry(lead: Verdict, rows: Sequence[Verdict]) -> dict[str, Any]:
    labels = {verdict.row.is_odd for verdict in rows} - {None}
    return {
        "row": lead.row.number,
        "user": lead.row.user,
        "date": lead.row.payment.day.isoformat(),
        "count": len(rows),
        "is_odd": any(labels) if labels else None,
    }


def _by_month(days: Iterable[date], said: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Payments and notices for each month, or for each year of a long history."""
    months = sorted({day.isoformat()[:7] for day in days})
    length = 4 if len(months) > _BY_YEAR_FROM else 7
    payments = Counter(day.isoformat()[:length] for day in days)
    notices = Counter(one["date"][:length] for one in said)
    return [{"when": when, "payments": payments[when], "notices": notices[when]} for when in sorted(payments)]
