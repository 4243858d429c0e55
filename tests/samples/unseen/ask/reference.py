"""Gold answers: every helper gives `(query in the shape of LedgerQuery, gold answer)`."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from statistics import mean, median
from typing import Any

from tests.samples.unseen.ask.household import (
    BUDGETS,
    TODAY,
    Gold,
    Period,
    Row,
    grouped,
    income,
    months,
    net,
    pick,
    query_of,
    span,
    spend,
)


def scalar(query: dict[str, Any], value: float, unit: str = "INR", accept: Iterable[float] = ()) -> Gold:
    others = [round(float(one), 4) for one in accept]
    return query, {"type": "scalar", "value": round(float(value), 4), "unit": unit, "accept": others}


# aggregates


def total(
    period: Period = None,
    *,
    of: str = "spend",
    unit: str = "base",
    also: Iterable[float] = (),
    **filters: Any,
) -> Gold:
    kinds = ("expense", "refund") if of == "spend" else (of,)
    rows = pick(period, kinds, **filters)
    value = net(rows, "own" if unit == "original" else "base") * (-1 if of == "refund" else 1)
    accept = list(also)
    if of == "spend" and any(name.startswith(("amount", "original", "weekend", "hour")) for name in filters):
        accept.append(net(row for row in rows if row["kind"] == "expense"))
    measure = {"op": "sum", "of": of, "unit": unit}
    code = filters.get("currency", "INR") if unit == "original" else "INR"
    return scalar(query_of("aggregate", period, filters, measure=measure), value, code, accept)


def gross(period: Period = None, **filters: Any) -> Gold:
    return scalar(
        query_of("aggregate", period, filters, measure={"op": "gross"}), net(pick(period, **filters))
    )


def count(period: Period = None, *, of: str = "expense", also: Iterable[float] = (), **filters: Any) -> Gold:
    measure = {"op": "count"} | ({} if of == "expense" else {"of": of})
    return scalar(
        query_of("aggregate", period, filters, measure=measure),
        len(pick(period, (of,), **filters)),
        "count",
        also,
    )


def stat(op: str, period: Period = None, *, of: str = "expense", unit: str = "base", **filters: Any) -> Gold:
    """avg, median, min or max of single payments."""
    functions: dict[str, Callable[[list[float]], float]] = {
        "avg": mean,
        "median": median,
        "min": min,
        "max": max,
    }
    value = functions[op](
        [row["own" if unit == "original" else "base"] for row in pick(period, (of,), **filters)]
    )
    code = filters.get("currency", "INR") if unit == "original" else "INR"
    return scalar(query_of("aggregate", period, filters, measure={"op": op, "unit": unit}), value, code)


def distinct(field: str, period: Period = None, **filters: Any) -> Gold:
    value = len({row["date" if field == "date" else field] for row in pick(period, **filters)})
    return scalar(
        query_of("aggregate", period, filters, measure={"op": "distinct", "field": field}), value, "count"
    )


def per(
    unit: str,
    period: Period,
    *,
    also: Iterable[float] = (),
    of: str = "spend",
    counted: bool = False,
    **filters: Any,
) -> Gold:
    """Average a day, week or month; the running period counts up to today, today included."""
    assert period
    end = min(period[1], TODAY + timedelta(days=1))
    length = (end - period[0]).days
    whole = (end.year - period[0].year) * 12 + end.month - period[0].month or 1
    parts = {"day": length, "week": length / 7, "month": whole}[unit]
    value = spend(period, **filters) if of == "spend" else net(pick(period, (of,), **filters))
    if counted:
        value = len(pick(period, **filters))
    query = query_of("aggregate", period, filters, measure={"op": "avg_per", "per": unit})
    return scalar(query, value / parts, "INR", also)


def diff(new: Period, old: Period, **filters: Any) -> Gold:
    value = spend(new, **filters) - spend(old, **filters)
    return scalar(
        query_of("aggregate", new, filters, measure={"op": "diff", "minus_period": span(old)}),
        value,
        "INR",
        [-value],
    )


def growth(new: Period, old: Period, *, of: str = "spend", **filters: Any) -> Gold:
    was, now = (
        (income(old), income(new)) if of == "income" else (spend(old, **filters), spend(new, **filters))
    )
    return scalar(
        query_of("aggregate", new, filters, measure={"op": "growth_pct", "base_period": span(old)}),
        100 * (now - was) / was,
        "%",
    )


def share(period: Period = None, *, within: dict[str, Any] | None = None, **filters: Any) -> Gold:
    value = 100 * spend(period, **filters) / spend(period, **(within or {}))
    return scalar(query_of("aggregate", period, filters, measure={"op": "share_pct"}), value, "%")


def saved(period: Period = None) -> Gold:
    return scalar(
        query_of("aggregate", period, {}, measure={"op": "income_minus_spend"}),
        income(period) - spend(period),
    )


def savings_rate(period: Period = None) -> Gold:
    value = 100 * (income(period) - spend(period)) / income(period)
    return scalar(query_of("aggregate", period, {}, measure={"op": "savings_rate_pct"}), value, "%")


def latest(**filters: Any) -> Gold:
    return scalar(query_of("aggregate", None, filters, measure={"op": "latest"}), pick(**filters)[-1]["base"])


# budgets


def _left(category: str) -> float:
    return float(round(BUDGETS[category] - spend(months("2026-02"), category=category), 2))


def budget_left(category: str) -> Gold:
    return scalar(query_of("budget", months("2026-02"), {"category": category}), _left(category))


def budgets_left() -> Gold:
    rows = [[category, _left(category)] for category in BUDGETS]
    return query_of("budget", months("2026-02"), {}), {"type": "table", "ordered": False, "rows": rows}


def exceeded() -> Gold:
    return labels(
        query_of("budget", months("2026-02"), {}, exceeded=True),
        [name for name in BUDGETS if _left(name) < 0],
    )


# rows


def ids(
    query: dict[str, Any], rows: Iterable[Row], accept: Iterable[list[str]] = (), *, any_of: bool = False
) -> Gold:
    found = [row["id"] for row in rows]
    answer: dict[str, Any] = {"type": "ids", "ids": found[:1] if any_of else found, "accept": list(accept)}
    if any_of:
        answer |= {"any_of": True, "accept": [[one] for one in found]}
    return query, answer


def listed(
    period: Period = None,
    *,
    of: str = "expense",
    limit: int | None = None,
    sort: str = "date desc",
    **filters: Any,
) -> Gold:
    rows = pick(period, (of,), **filters)
    rows.sort(
        key=lambda row: row["base"] if sort.startswith("amount") else (row["date"], row["time"]),
        reverse=sort.endswith("desc"),
    )
    return ids(query_of("list", period, filters, of=of, sort=sort, limit=limit), rows[:limit])


def nth(
    rank: int = 1,
    period: Period = None,
    *,
    which: str = "max",
    of: str = "expense",
    unit: str = "base",
    **filters: Any,
) -> Gold:
    rows = pick(period, (of,), **filters)
    measured = sorted({row["own" if unit == "original" else "base"] for row in rows}, reverse=which == "max")
    ranked = sorted(rows, key=lambda row: row["base"], reverse=which == "max")
    wanted = [row for row in rows if row["base"] == ranked[rank - 1]["base"]]
    assert measured
    query = query_of("extreme", period, filters, which=which, rank=rank)
    return ids(query, wanted, [[one["id"] for one in wanted]], any_of=len(wanted) > 1)


def when(which: str, period: Period = None, *, of: str = "expense", **filters: Any) -> Gold:
    """The day of the latest, earliest, largest or smallest payment."""
    rows = pick(period, (of,), **filters)
    row = {
        "latest": rows[-1],
        "earliest": rows[0],
        "max": max(rows, key=lambda one: one["base"]),
        "min": min(rows, key=lambda one: one["base"]),
    }[which]
    return query_of("extreme", period, filters, which=which, field="date"), {
        "type": "date",
        "value": row["date"],
    }


def last_one(which: str = "latest", period: Period = None, *, of: str = "expense", **filters: Any) -> Gold:
    rows = pick(period, (of,), **filters)
    return ids(query_of("extreme", period, filters, which=which), [rows[-1 if which == "latest" else 0]])


def payee(period: Period = None, *, which: str = "max", **filters: Any) -> Gold:
    rows = pick(period, **filters)
    row = (
        max(rows, key=lambda one: one["base"])
        if which == "max"
        else rows[-1]
        if which == "latest"
        else rows[0]
    )
    return query_of("extreme", period, filters, which=which, field="merchant"), {
        "type": "label",
        "value": row["merchant"],
    }


# tables


def by(group: str, period: Period = None, *, of: str = "spend", op: str = "sum", **filters: Any) -> Gold:
    rows = sorted(grouped(group, period, of=of, op=op, **filters).items())
    answer = {"type": "table", "ordered": False, "rows": [list(row) for row in rows]}
    return query_of("breakdown", period, filters, group_by=group, measure=op), answer


def top(
    group: str,
    n: int,
    period: Period = None,
    *,
    op: str = "sum",
    least: bool = False,
    of: str = "spend",
    **filters: Any,
) -> Gold:
    rows = sorted(
        grouped(group, period, op=op, of=of, **filters).items(), key=lambda row: row[1], reverse=not least
    )[:n]
    answer = {"type": "table", "ordered": True, "rows": [list(row) for row in rows]}
    return query_of("rank", period, filters, group_by=group, measure=op, limit=n), answer


def winner(
    group: str,
    period: Period = None,
    *,
    op: str = "sum",
    least: bool = False,
    of: str = "spend",
    **filters: Any,
) -> Gold:
    rows = grouped(group, period, op=op, of=of, **filters)
    best = (min if least else max)(rows.values())
    names = [label for label, value in rows.items() if abs(value - best) < 0.005]
    answer = {"type": "label", "value": names[0], "accept": names[1:]}
    return query_of("rank", period, filters, group_by=group, measure=op, limit=1), answer


# comparisons


def pair(query: dict[str, Any], first: float, second: float) -> Gold:
    return query, {"type": "pair", "a": round(first, 2), "b": round(second, 2)}


def periods(first: Period, second: Period, *, op: str = "sum", of: str = "spend", **filters: Any) -> Gold:
    def measure(period: Period) -> float:
        if op == "count":
            return len(pick(period, **filters))
        if op == "avg":
            return float(mean(row["base"] for row in pick(period, **filters)))
        return income(period) if of == "income" else spend(period, **filters)

    query = query_of("compare", None, filters, periods=[span(first), span(second)], measure=op)
    return pair(query, measure(first), measure(second))


def groups(
    field: str, first: Any, second: Any, period: Period = None, *, op: str = "sum", **filters: Any
) -> Gold:
    def measure(name: Any) -> float:
        found = {**filters, field: name}
        rows = pick(period, **found)
        return {"sum": spend(period, **found), "count": len(rows), "avg": net(rows) / max(len(rows), 1)}[op]

    query = query_of("compare", period, filters, groups=[str(first), str(second)], measure=op)
    return pair(query, measure(first), measure(second))


def income_and_spend(period: Period) -> Gold:
    return pair(query_of("compare", period, {}, measure=["income", "spend"]), income(period), spend(period))


# the rest


def labels(query: dict[str, Any], values: Iterable[str], may_include: Iterable[str] = ()) -> Gold:
    return query, {"type": "labels", "values": list(values), "may_include": list(may_include)}


def recurring(values: Iterable[str], may_include: Iterable[str] = (), **more: Any) -> Gold:
    return labels({"intent": "recurring", **more}, values, may_include)


def due(day: str, merchant: str) -> Gold:
    return {"intent": "recurring", "next": True, "filters": {"merchant": merchant}}, {
        "type": "date",
        "value": day,
    }


def repeated(period: Period = None, **filters: Any) -> Gold:
    """Payments of the same amount to the same merchant on one day; the later one alone will do too."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in pick(period, **filters):
        found[row["date"], row["merchant"], row["amount"]].append(row["id"])
    pairs = [one for one in found.values() if len(one) > 1]
    both = [name for one in pairs for name in one]
    later = [name for one in pairs for name in one[1:]]
    return query_of("duplicates", period, filters), {"type": "ids", "ids": both, "accept": [later]}


def exists(period: Period = None, *, of: str = "expense", **filters: Any) -> Gold:
    return query_of("exists", period, filters), {
        "type": "bool",
        "value": bool(pick(period, (of,), **filters)),
    }


def status(value: str, forbid: Iterable[str] = (), ok_values: Iterable[float] = ()) -> Gold:
    answer = {
        "type": "status",
        "value": value,
        "forbid": list(forbid),
        "ok_values": [round(one, 2) for one in ok_values],
    }
    return {"intent": "none", "status": value}, answer
