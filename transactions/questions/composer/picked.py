"""Rows and groups picked by a superlative, and tables."""

from itertools import pairwise

from transactions.questions.composer.plain import Plain
from transactions.questions.query import LedgerQuery, Measure
from transactions.questions.reading import Item

DEFAULT_TOP = 5
_GOING = frozenset(["go", "went", "gone", "going", "goes", "gaya", "gaye", "disappearing", "vanishing"])


class Picked(Plain):
    """The biggest, the latest, the top five, by month."""

    def distinct(self) -> LedgerQuery | None:
        dimension = self.dimension()
        field = {"weekday": "date"}.get(dimension, dimension)
        counts = self.has("measure", "distinct") or (self.has("measure", "count") and not self.has("often"))
        if field not in ("merchant", "category", "date", "month") or not counts or self._is_grouped():
            return None
        if self.has("top") or (self.has("extreme") and not self.has("measure", "distinct")):
            return None
        return self.query("aggregate", measure=self.measure("distinct", field=field))

    def _is_grouped(self) -> bool:
        return any(
            item.means("group") and (n := self.reading.after(item)) is not None and n.means("dim")
            for item in self.reading.items
        )

    def ranking(self) -> LedgerQuery | None:
        dimension = self._ranked_dimension()
        if not dimension:
            return None
        counts = self.has("often") or self.has("measure", "count")
        op = "count" if counts else "avg" if self.has("measure", "avg") else "sum"
        return self._ranked(dimension, self.measure(op))

    def _ranked(self, dimension: str, measure: Measure) -> LedgerQuery:
        lowest = self.has("extreme", "min") or self.has("top", "bottom") or self.has("more", "less")
        which = "min" if lowest else "max"
        limit = self.number() or (1 if self._is_singular(dimension) else DEFAULT_TOP)
        rank = self.ordinal()
        return self.query(
            "rank",
            measure=measure,
            group_by=dimension,
            which=which,
            limit=1 if rank else limit,
            rank=rank,
            sort="amount asc" if which == "min" else "amount desc",
        )

    def _ranked_dimension(self) -> str:
        superlative = (
            self.has("extreme", "max")
            or self.has("extreme", "min")
            or self.has("top")
            or self.has("often")
            or self.has("best")
        )
        if not superlative:
            return ""
        if several := self._one_of_several():
            return several
        if (dimension := self.dimension()) and dimension != "weekend":
            return "" if self._is_single_purchase(dimension) else dimension
        asks_where = self.has("question", "where")
        if self.has("noun") and not (self.has("often") or (asks_where and self._most_of())):
            return ""
        if asks_where and (self.has("often") or self._most()):
            return "merchant"
        if self.has("question", "when") and self._most() and not self.facts.has_expensive:
            return "date"
        if self._most() and self.has("list", "which") and self.has("spend") and not self.facts.included:
            return "category"
        return ""

    def _most_of(self) -> bool:
        """`where do I buy most of my groceries`."""
        return ("most", "of") in pairwise(self.reading.words)

    def _one_of_several(self) -> str:
        """`which of Tunely, Flixmax and Codehost costs me the most`."""
        asks_which = self.has("list", "which") or self.has("question", "where")
        kinds = {choice.kind for choice in self.facts.included}
        if len(self.facts.included) < 3 or len(kinds) != 1 or not asks_which or self.has("noun"):
            return ""
        return next((kind for kind in kinds if kind in ("merchant", "category", "method", "account")), "")

    def _is_single_purchase(self, dimension: str) -> bool:
        """`the biggest purchase of the day`: the day is when, not what is ranked."""
        superlative = self.reading.first("extreme", "max") or self.reading.first("extreme", "min")
        after = self.reading.after(superlative) if superlative else None
        is_noun = after is not None and after.means("noun") and not self.has("often")
        return (
            is_noun
            and dimension in ("date", "week", "month", "year", "account", "merchant")
            and not self._dim_follows(after)
        )

    def _dim_follows(self, item: Item | None) -> bool:
        after = self.reading.after(item) if item else None
        return after is not None and after.means("dim")

    def _most(self) -> bool:
        return bool(
            {"most", "least", "zyada", "jyada", "maximum", "max", "highest", "kam"} & set(self.reading.words)
        )

    def _is_singular(self, dimension: str) -> bool:
        item = self.reading.first("dim")
        if item is None:
            return True
        said = item.said.lower()
        is_plural = said.endswith("s") and not said.endswith(("ss", "'s", "’s"))
        asks_for_one = self.reading.words[:2] in (["which", "among"], ["which", "of"], ["which", "one"])
        return not is_plural or asks_for_one or self.has("question")

    def extreme(self) -> LedgerQuery | None:
        which = self._which()
        if (
            not which
            or self.has("measure", "avg")
            or self.has("measure", "count")
            or self.has_two_superlatives()
        ):
            return None
        sort = {"max": "amount desc", "min": "amount asc", "latest": "date desc", "earliest": "date asc"}[
            which
        ]
        number = self.number()
        plural = self.has_plural_noun() and not self.has("question") and not self._asks_for_one()
        if (number and number > 1) or (plural and not self.ordinal()):
            return self.query("list", of=self.kinds, sort=sort, limit=number or DEFAULT_TOP)
        return self.query(
            "extreme", of=self.kinds, which=which, rank=self.ordinal() or 1, field=self._asked_field()
        )

    def _asks_for_one(self) -> bool:
        """`of the payments in May, which was the least`: one of many."""
        said = f" {' '.join(self.reading.words)} "
        return any(words in said for words in (" which was ", " which is ", " which one "))

    def _which(self) -> str:
        for which in ("max", "min"):
            if self.has("extreme", which):
                return which
        if self.has("best"):
            return "max"
        if self.has("top") and (self.has("noun") or self.reading.numbers):
            return "min" if self.has("top", "bottom") else "max"
        if self.has("extreme", "latest") or self.has("extreme", "earliest"):
            return "latest" if self.has("extreme", "latest") else "earliest"
        if self.has("question", "since"):
            return "earliest"
        if (
            self.has("question", "when")
            and not self.has("next")
            and (self.facts.included or self.has("noun") or self.has("of"))
        ):
            return "latest"
        return ""

    def _asked_field(self) -> str:
        if self.has("question", "when") or self.has("question", "since"):
            return "date"
        if self.has("question", "where") or self.dimension() == "merchant":
            return "merchant"
        if self.dimension() == "date" and self.has("list", "which"):
            return "date"
        return "amount" if self.has("measure", "sum") else ""

    def breakdown(self) -> LedgerQuery | None:
        grouping = self.grouping()
        if not grouping or self.is_average_per(grouping):
            return self._where_it_went()
        group_by = "date" if grouping == "day" else grouping
        return self.query("breakdown", measure=self.measure(self.plain_op()), group_by=group_by)

    def _where_it_went(self) -> LedgerQuery | None:
        words = set(self.reading.words)
        went = self.has("spend") and _GOING & words
        if self.has("question", "where") and (went or {"money", "paisa", "paise"} & words):
            return self.query("breakdown", measure=self.measure("sum"), group_by="category")
        if any(item.means("group") and "break" in item.said.lower() for item in self.reading.items):
            return self.query(
                "breakdown", measure=self.measure(self.plain_op()), group_by=self.dimension() or "category"
            )
        return None
