"""The exam's rows, picked and added up in plain Python: a second opinion that shares nothing with the app."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REF = "2026-02-18T11:00:00+05:30"
TODAY = date(2026, 2, 18)
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Row = dict[str, Any]
Period = tuple[date, date] | None
Gold = tuple[dict[str, Any], dict[str, Any]]


def _read() -> list[Row]:
    with (HERE / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            | {
                "day": date.fromisoformat(row["date"]),
                "own": float(row["amount"]),
                "base": float(row["amount_inr"]),
            }
            for row in csv.DictReader(file)
        ]


ROWS = _read()
with (HERE / "budgets.csv").open(encoding="utf-8", newline="") as _file:
    BUDGETS = {row["category"]: float(row["monthly_budget_inr"]) for row in csv.DictReader(_file)}


# periods, half open


def months(first: str, last: str | None = None) -> Period:
    end = date.fromisoformat(f"{last or first}-01") + timedelta(days=31)
    return date.fromisoformat(f"{first}-01"), end.replace(day=1)


def year(number: int) -> Period:
    return date(number, 1, 1), date(number + 1, 1, 1)


def fy(start: int) -> Period:
    return date(start, 4, 1), date(start + 1, 4, 1)


def quarter(number: int, nth: int) -> Period:
    return months(f"{number}-{3 * nth - 2:02d}", f"{number}-{3 * nth:02d}")


def days(first: str, last: str | None = None) -> Period:
    return date.fromisoformat(first), date.fromisoformat(last or first) + timedelta(days=1)


def since(first: str) -> Period:
    return date.fromisoformat(first), TODAY + timedelta(days=1)


# selection

_LISTS = {"category": "category", "merchant": "merchant", "method": "method", "account": "account"}
_TESTS: dict[str, Callable[[Row, Any], bool]] = {
    "amount_gt": lambda row, limit: row["base"] > limit,
    "amount_gte": lambda row, limit: row["base"] >= limit,
    "amount_lt": lambda row, limit: row["base"] < limit,
    "amount_lte": lambda row, limit: row["base"] <= limit,
    "amount_eq": lambda row, limit: abs(row["base"] - limit) < 0.005,
    "original_amount_gt": lambda row, limit: row["own"] > limit,
    "currency": lambda row, code: row["currency"] == code,
    "not_currency": lambda row, code: row["currency"] != code,
    "weekend": lambda row, wanted: (row["day"].weekday() >= 5) == wanted,
    "hour_gte": lambda row, hour: int(row["time"][:2]) >= hour,
}


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _fits(row: Row, name: str, value: Any) -> bool:
    if name.removeprefix("not_") in _LISTS:
        return (row[name.removeprefix("not_")] in _many(value)) != name.startswith("not_")
    return _TESTS[name](row, value)


def pick(period: Period = None, kinds: Iterable[str] = ("expense",), **filters: Any) -> list[Row]:
    """Rows of these kinds in the period that pass every filter, oldest first."""
    return [
        row
        for row in ROWS
        if row["kind"] in kinds
        and (period is None or period[0] <= row["day"] < period[1])
        and all(_fits(row, name, value) for name, value in filters.items())
    ]


def net(rows: Iterable[Row], unit: str = "base") -> float:
    return round(sum((-1 if row["kind"] == "refund" else 1) * float(row[unit]) for row in rows), 2)


def spend(period: Period = None, unit: str = "base", **filters: Any) -> float:
    return net(pick(period, ("expense", "refund"), **filters), unit)


def income(period: Period = None) -> float:
    return net(pick(period, ("income",)))


def span(period: Period) -> dict[str, Any] | None:
    return {"start": period[0].isoformat(), "end": period[1].isoformat()} if period else None


def query_of(intent: str, period: Period, filters: dict[str, Any], **more: Any) -> dict[str, Any]:
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in filters.items()}
    return {"intent": intent, "filters": listed, "period": span(period), **more}


# tables

_KEYS: dict[str, Callable[[Row], str]] = {
    "date": lambda row: row["date"],
    "weekday": lambda row: WEEKDAYS[row["day"].weekday()],
    "week": lambda row: (row["day"] - timedelta(days=row["day"].weekday())).isoformat(),
    "month": lambda row: row["date"][:7],
    "quarter": lambda row: f"{row['date'][:4]}-Q{(row['day'].month + 2) // 3}",
    "year": lambda row: row["date"][:4],
}


def grouped(
    group: str, period: Period = None, *, of: str = "spend", op: str = "sum", **filters: Any
) -> dict[str, float]:
    kinds = (
        ("expense", "refund") if of == "spend" and op == "sum" else ("expense",) if of == "spend" else (of,)
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in pick(period, kinds, **filters):
        found[_KEYS[group](row) if group in _KEYS else row[group]].append(row)
    functions: dict[str, Callable[[list[Row]], float]] = {
        "sum": net,
        "count": len,
        "avg": lambda rows: net(rows) / len(rows),
    }
    return {label: round(functions[op](rows), 2) for label, rows in found.items()}
