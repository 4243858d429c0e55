"""Numbers over all rows, whether there are any, and the rows themselves."""

from transactions.questions.composer.base import PER_UNITS, Base
from transactions.questions.facts import wants_base
from transactions.questions.query import LedgerQuery

_ONE_BY_ONE = frozenset(
    (
        "all",
        "each",
        "every",
        "everything",
        "individual",
        "individually",
        "itemise",
        "itemised",
        "itemize",
        "itemized",
        "saari",
        "saare",
    )
)
_EACH_OF = frozenset(("all", "every", "each", "any", "saare", "saari", "sabhi"))
_ROWS_OF_A_KIND = frozenset(
    (
        "refund",
        "refunds",
        "credit",
        "credits",
        "receipts",
        "inflows",
        "transfers",
        "reversals",
        "reimbursements",
    )
)
_TELLING = frozenset(
    [
        "give",
        "tell",
        "batao",
        "bata",
        "bataiye",
        "bataao",
        "bataye",
        "batade",
        "state",
        "report",
        "let",
        "what",
        "get",
        "provide",
        "furnish",
        "share",
        "name",
        "specify",
        "submit",
        "run",
        "walk",
        "present",
        "produce",
    ]
)


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
        if (
            self.has("measure", "sum")
            or wants_base(self.reading)
            or not (self._names_rows() or self._is_bounded())
        ):
            return None
        if self._asks_the_bill():
            return None
        if self._only_expenses():  # `what are my expenses` asks for the total, `expenses above 500` for rows
            if not (self.has("list", "show") or self._is_bounded()):
                return None
        elif self.has("spend") and not self._asks_for_rows():
            return None
        sort = self.reading.value("sort").replace("_", " ") or "date desc"
        return self.query("list", of=self.kinds, sort=sort, limit=self.number() or None)

    def _asks_the_bill(self) -> bool:
        """`what was the bill at the chemist`: its amount, not its row."""
        nouns = {item.said.lower() for item in self.reading.items if item.means("noun")}
        return nouns == {"bill"} and not self.has("list", "show") and not self._is_bounded()

    def _asks_for_rows(self) -> bool:
        return self.has("list", "show") or self.has("list", "which") or self._wants_everything()

    def _wants_everything(self) -> bool:
        """`everything paid by net banking`, `all refunds this year`, `every credit in October`."""
        for item in self.reading.items:
            word = self.reading.words[item.first - 1] if item.first else ""
            if item.said.lower() == "everything" and item.means("noun"):
                return True
            if word in _EACH_OF and item.means("of") and item.said.lower() in _ROWS_OF_A_KIND:
                return True
        return False

    def _is_bounded(self) -> bool:
        return bool(self.reading.amounts or self.facts.has_expensive or self.facts.filters.text)

    def _names_rows(self) -> bool:
        points_back = self.has("follow", "that") and self.has("list", "show")
        other_kind = self._asks_for_rows() and self.has("of") and self.facts.of != "income"
        small_ones = self.has("size", "small") and "ones" in self.reading.words
        wants_everything = self._wants_everything()
        return (
            self.has("noun")
            or wants_everything
            or points_back
            or other_kind
            or small_ones
            or self._shows_rows_of_a_name()
        )

    def _shows_rows_of_a_name(self) -> bool:
        """`show groceries in October`: the rows; `tell me groceries in October`: the total."""
        first = self.reading.first("list", "show")
        one_by_one = bool(_ONE_BY_ONE & set(self.reading.words)) or "one by one" in self.reading.text.lower()
        shows = first is not None and (one_by_one or first.said.lower().split()[0] not in _TELLING)
        kinds = (
            ("measure", "spend", "dim")
            if one_by_one
            else ("measure", "spend", "of", "per", "dim", "income_word")
        )
        computes = any(self.has(kind) for kind in kinds) or bool(self.grouping())
        something = self.facts.included or (one_by_one and self.facts.of == "income")
        return shows and bool(something) and not computes

    def _only_expenses(self) -> bool:
        """`expenses` is a word of spending before it is one for rows."""
        nouns = [item for item in self.reading.items if item.means("noun")]
        return bool(nouns) and all(item.means("spend") for item in nouns)

    def total(self) -> LedgerQuery:
        return self.query("aggregate", measure=self.measure("sum"))
