"""Numbers over all rows, whether there are any, and the rows themselves."""

from transactions.questions.composer.base import PER_UNITS, Base
from transactions.questions.query import LedgerQuery


class Plain(Base):
    """The questions that need no superlative and no second period."""

    def several_measures(self) -> LedgerQuery | None:
        ops = [op for op in ("sum", "count", "avg", "min", "max") if self._asks(op)]
        if len(ops) < 2 or not (
            self.has("follow", "and") or "," in self.reading.words or "&" in self.reading.words
        ):
            return None
        return self.query("aggregate", measures=tuple(ops[:2]))

    def _asks(self, op: str) -> bool:
        if op in ("min", "max"):
            return self.has("extreme", op)
        if op == "avg":
            return self.has("measure", "avg") and not self.has("per", "transaction")
        return self.has("measure", op)

    def existence(self) -> LedgerQuery | None:
        if not self.is_yes_no:
            return None
        return self.query("exists", of=self.kinds)

    def statistic(self) -> LedgerQuery | None:
        per = self.reading.value("per")
        if per in PER_UNITS and self.is_average_per(per):
            return self.query("aggregate", measure=self.measure("avg_per", per=per))
        op = self.plain_op()
        if per == "transaction" and op == "sum":
            op = "avg"
        return None if op == "sum" else self.query("aggregate", measure=self.measure(op))

    def listing(self) -> LedgerQuery | None:
        asks_total = self.has("measure", "sum")
        filters = self.facts.filters
        bounded = bool(self.reading.amounts) or self.facts.has_expensive or filters.text
        shows = self.has("list", "show") or self.has("list", "which") or not self.has("spend")
        asks_rows = self.has("list", "show") or self.has("list", "which")
        points_back = self.has("follow", "that") and self.has("list", "show")
        other_kind = asks_rows and self.has("of") and self.facts.of != "income"
        names_rows = self.has("noun") or points_back or other_kind
        if asks_total or not (shows and (names_rows or bounded)):
            return None
        if not self.has("list", "show") and self._only_expenses() and not bounded:
            return None
        sort = (
            "amount desc"
            if {"sorted", "sort"} & set(self.reading.words) and "amount" in self.reading.words
            else "date desc"
        )
        return self.query("list", of=self.kinds, sort=sort, limit=self.number() or None)

    def _only_expenses(self) -> bool:
        """`what are my expenses` asks for the total, `which payments` for the rows."""
        nouns = [item for item in self.reading.items if item.means("noun")]
        return bool(nouns) and all(item.means("spend") for item in nouns)

    def total(self) -> LedgerQuery:
        return self.query("aggregate", measure=self.measure("sum"))
