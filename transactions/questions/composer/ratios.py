"""Savings, shares, and one thing against another."""

from dataclasses import replace

from transactions.questions.composer.base import PER_UNITS, shifted
from transactions.questions.composer.picked import Picked
from transactions.questions.facts import query_period
from transactions.questions.periods import find_single_periods
from transactions.questions.query import Filters, LedgerQuery, Measure, QueryPeriod

_SAME_KIND = ("merchant", "category", "method", "account")


class Ratios(Picked):
    """The questions whose answer needs two numbers."""

    def savings(self) -> LedgerQuery | None:
        if self.has("measure", "savings_rate") or (
            self.has("measure", "net") and (self.has("measure", "share") or self._says_percent())
        ):
            return self._over_time(Measure(op="savings_rate_pct"))
        if self._income_beside_spending() and self.has("measure", "diff"):
            return self._over_time(Measure(op="income_minus_spend"))
        if self._income_beside_spending():
            return self.query("aggregate", measures=("income", "spend"))
        if not self.has("measure", "net") or self.facts.included:
            return None
        if self._ranked_dimension() in ("month", "quarter", "year", "week", "date"):
            return self._ranked(self._ranked_dimension(), Measure(op="income_minus_spend"))
        return self._over_time(Measure(op="income_minus_spend"))

    def _says_percent(self) -> bool:
        return bool({"percent", "percentage", "%", "rate"} & set(self.reading.words))

    def _over_time(self, measure: Measure) -> LedgerQuery:
        if (grouped := self.grouping()) and grouped in PER_UNITS:
            return self.query("breakdown", measure=measure, group_by="date" if grouped == "day" else grouped)
        if (pair := self._two_periods()) is not None:
            return self.query("compare", measure=measure, period=None, periods=pair)
        return self.query("aggregate", measure=measure)

    def _income_beside_spending(self) -> bool:
        if not self.has("spend") or not self.has("of", "income") or self.facts.included:
            return False
        return self.has("compare") or self.has("follow", "and") or "both" in self.reading.words

    def share(self) -> LedgerQuery | None:
        if not (self.has("measure", "share") and self.facts.included) or self.has("measure", "growth"):
            return None
        return self.query("aggregate", measure=self.measure("share_pct"))

    def comparison(self) -> LedgerQuery | None:
        if self.facts.series:
            return self.query("breakdown", measure=self.measure(self.plain_op()), group_by=self.facts.series)
        both = self.has("time_filter", "weekend") and (
            self.has("time_filter", "weekday") or self.has("dim", "weekday")
        )
        if self.has("dim", "weekend") or both:
            return self._weekend_against_weekdays()
        wants = (
            self.has("compare")
            or self.has("measure", "growth")
            or self.has("measure", "diff")
            or self.has("more")
        )
        if not wants:
            return self._parallel_periods()
        if several := self._three_or_more():
            return self.query("breakdown", measure=self.measure(self.plain_op()), group_by=several)
        groups = self._groups()
        op = self._comparing_op(has_groups=bool(groups))
        if groups:
            return self.query(
                "compare", measure=self.measure(op), groups=groups, filters=self._without_groups(groups)
            )
        pair = self._two_periods()
        if pair is None:
            return None
        return self._between_periods(op, pair)

    def _between_periods(self, op: str, pair: tuple[QueryPeriod, QueryPeriod]) -> LedgerQuery:
        """`pair` is in the order said; a change is always counted from the earlier to the later."""
        if op in ("diff", "growth_pct"):
            early, late = sorted(
                pair, key=lambda period: (period.start or self.clock.today, period.end or self.clock.today)
            )
            if op == "growth_pct":
                return self.query("aggregate", measure=self.measure(op, base_period=early), period=late)
            new, old = pair if self.has("more") or self.has("compare", "vs") else (late, early)
            return self.query("aggregate", measure=self.measure(op, minus_period=old), period=new)
        return self.query("compare", measure=self.measure(op), period=None, periods=pair)

    def _comparing_op(self, *, has_groups: bool) -> str:
        if self.has("measure", "growth"):
            return "growth_pct" if not has_groups else "sum"
        if self.has("often"):
            return "count"
        for op in ("count", "avg", "median"):
            if self.has("measure", op):
                return op
        return "diff" if self.has("measure", "diff") and not has_groups else "sum"

    def _parallel_periods(self) -> LedgerQuery | None:
        """Two periods that do not touch, asked about in one breath."""
        periods = self.facts.periods
        if len(periods) != 2 or not _are_apart(periods[0], periods[1]):
            return None
        return self.query(
            "compare", measure=self.measure(self.plain_op()), period=None, periods=(periods[0], periods[1])
        )

    def _weekend_against_weekdays(self) -> LedgerQuery:
        filters = replace(self.facts.filters, weekend=None)
        return self.query(
            "breakdown", measure=self.measure(self.plain_op()), group_by="weekend", filters=filters
        )

    def _groups(self) -> tuple[str, ...]:
        """Two names of one kind set against each other."""
        if not (self._sets_apart() or self.has("more") or self.has("measure", "diff")):
            return ()
        for kind in _SAME_KIND:
            names = [
                name.name for choice in self.facts.included for name in choice.names if name.kind == kind
            ]
            if len(set(names)) == 2 and all(
                len(choice.names) == 1 for choice in self.facts.included if choice.kind == kind
            ):
                return tuple(names)
        return ()

    def _sets_apart(self) -> bool:
        """`a vs b`, `which, a or b`; a plain `how much at a or b` asks for both together."""
        asks_which = self.has("extreme") or self.has("list", "which") or self.has("question", "where")
        return self.has("compare", "vs") or (self.has("compare", "or") and asks_which)

    def _three_or_more(self) -> str:
        """`uber vs ola vs rapido`: a small table of one kind of name."""
        if not (self._sets_apart() or self.has("more")):
            return ""
        return next((kind for kind in _SAME_KIND if len(getattr(self.facts.filters, kind)) > 2), "")

    def _without_groups(self, groups: tuple[str, ...]) -> Filters:
        filters = self.facts.filters
        for kind in _SAME_KIND:
            if set(getattr(filters, kind)) == set(groups):
                return filters.changed(**{kind: ()})
        return filters

    def _two_periods(self) -> tuple[QueryPeriod, QueryPeriod] | None:
        periods = self.facts.periods
        if len(periods) == 2:
            return periods[0], periods[1]
        if len(periods) == 1:
            return self._split(periods[0]) or self._implied(periods[0])
        return None

    def _split(self, whole: QueryPeriod) -> tuple[QueryPeriod, QueryPeriod] | None:
        """The two ends of `from September to October`."""
        parts = find_single_periods(whole.text, self.clock)
        return (query_period(parts[0]), query_period(parts[1])) if len(parts) == 2 else None

    def _implied(self, base: QueryPeriod) -> tuple[QueryPeriod, QueryPeriod] | None:
        """`more than last month` is set against this month; `than the month before` against the one said."""
        shift = self.reading.value("relative_period")
        if shift in ("before", "year_ago"):
            return base, shifted(base, shift)
        if not (self.has("compare", "vs") or self.has("measure", "growth") or self.has("measure", "diff")):
            return None
        if not base.grain or base.start is None:
            return None
        current = self.clock.unit(base.grain)
        if current.start == base.start:
            return QueryPeriod(start=base.start, end=base.end, text=base.text, grain=base.grain), shifted(
                base, "before"
            )
        now = QueryPeriod(start=current.start, end=current.end, text=f"this {base.grain}", grain=base.grain)
        return now, base


def _are_apart(one: QueryPeriod, other: QueryPeriod) -> bool:
    return one.end != other.start and other.end != one.start
