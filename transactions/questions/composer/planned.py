"""Budgets, regular payments and charges taken twice."""

from dataclasses import replace

from transactions.questions.composer.base import query_month
from transactions.questions.composer.ratios import Ratios
from transactions.questions.query import Filters, LedgerQuery, Measure

_SUBSCRIPTIONS = frozenset(("subscription", "subscriptions", "subs", "memberships"))
_PRICES = frozenset(("price", "prices", "autopay", "plan"))
_PRICE_WORDS = frozenset(("cost", "costs", "costing", "bill", "charge", "charges", "fee"))
_SET_APART = frozenset(("allotted", "allocated", "apportioned", "set", "sanctioned"))
_NOW = frozenset(("current", "currently", "price"))
_PRESENT = (" do i pay ", " is my ", " is the ", " does ")


class Planned(Ratios):
    """The questions with words of their own."""

    def budget(self) -> LedgerQuery | None:
        if not (self.has("budget") or "budget" in self.reading.words or self._can_still_spend()):
            return None
        filters = Filters(category=self.facts.filters.category)
        query = self.query("budget", filters=filters, measure=Measure(op="budget_left"))
        query = replace(query, period=self.facts.period or query_month(self.clock))
        if self.has("left", "over") or self.has("more"):
            return replace(query, exceeded=True)
        if self.has("left", "within") and not self.has("left", "left"):
            return replace(query, exceeded=False)
        if self._asks_size() and filters.category:
            return replace(query, measure=Measure(op="budget_left", field="category"))
        return query

    def _asks_size(self) -> bool:
        """`what is my food budget`, `the budget allotted for food`; not `how am I doing against it`."""
        if self.reading.words[:2] in (["how", "am"], ["how", "are"], ["how", "is"], ["how", "have"]):
            return False
        spends = [item for item in self.reading.items if item.means("spend")]
        is_set = all(item.said.lower() in _SET_APART for item in spends)
        shows = self.has("list", "show") and not any(item.said.lower() in _SET_APART for item in spends)
        return is_set and not self.has("left") and not shows

    def _can_still_spend(self) -> bool:
        """`how much do I have left for food`: a budget without the word."""
        has_category = any(choice.kind == "category" for choice in self.facts.included)
        plain = self.facts.of == "spend" and not self.has("measure", "net")
        current = not self.reading.periods or self._is_this_month()
        return has_category and plain and current and self.has("left", "left")

    def _is_this_month(self) -> bool:
        period = self.facts.period
        return period is not None and period.start == query_month(self.clock).start

    def duplicates(self) -> LedgerQuery | None:
        if not (self.has("duplicates") or self._pays_again()):
            return None
        return self.query("duplicates", of=("expense",))

    def _pays_again(self) -> bool:
        """`any double swipes`, `did they charge me 2 times`; not `did I spend double in May`."""
        compares = any(self.has(kind) for kind in ("compare", "more", "often")) or len(self.facts.periods) > 1
        pays = self.has("noun") or any(
            item.said.lower().startswith(("charg", "bill", "debit", "deduct", "paid", "pay", "kat", "cut"))
            for item in self.reading.items
            if item.means("spend")
        )
        return self.has("repeat") and pays and not compares

    def recurring(self) -> LedgerQuery | None:
        if self._asks_next():
            return self.about_subscriptions(self.query("recurring", next=True, field="date", of=self.kinds))
        change = self._price_change()
        if not change and not self._asks_whether_active() and self._asks_price_now():
            return self.query("aggregate", measure=self.measure("latest"))
        if self._is_a_total():
            return None
        if change:
            asked = (
                "date" if self.has("question", "when") else "amount" if "much" in self.reading.words else ""
            )
            return self.about_subscriptions(
                self.query("recurring", change=change, of=self.kinds, field=asked)
            )
        if not self.has("recurring"):
            return None
        measure = Measure(op="count") if self.has("measure", "count") else None
        return self.about_subscriptions(self.query("recurring", active=True, measure=measure))

    def about_subscriptions(self, query: LedgerQuery) -> LedgerQuery:
        """`subscriptions` are the payments filed so, if there are any; else every rhythm."""
        named = self.facts.included or query.filters.category or not _SUBSCRIPTIONS & set(self.reading.words)
        if named or not self.facts.subscriptions:
            return query
        return replace(query, filters=replace(query.filters, category=self.facts.subscriptions))

    def _asks_next(self) -> bool:
        if not self.has("next") or self.has("budget"):
            return False
        something = self.facts.included or self.has("noun") or self.has("of", "income")
        return bool(something) or self._speaks_of_subscriptions()

    def _asks_whether_active(self) -> bool:
        """`is the gym membership still running`: whether, not how much."""
        is_asked = self.reading.words[:1] in (["is"], ["are"], ["am"], ["do"], ["does"])
        return is_asked and self.has("recurring") and "still" in self.reading.words

    def _asks_price_now(self) -> bool:
        """`how much is my rent`, `what do I pay for Netflix`: the latest of a regular payment."""
        if self.has("question", "since") or self.has("question", "when"):
            return False
        if self.facts.periods or len(self.facts.included) not in (1, 2) or self.has("per"):
            return False
        said = f" {' '.join(self.reading.words)} "
        is_present = any(words in said for words in _PRESENT) or _NOW & set(self.reading.words)
        computes = any(self.has(kind) for kind in ("extreme", "top", "compare", "more", "group", "left"))
        special = self.has("measure", "count") or self.has("measure", "avg") or self.has("measure", "share")
        return bool(is_present) and not (computes or special) and self.facts.is_regular()

    def _is_a_total(self) -> bool:
        is_still_paid = "still" in self.reading.words and self.has("recurring")
        per = self.has("per") and not is_still_paid
        asks_how_much = self.has("measure", "sum") or self.has("measure", "avg") or per
        return asks_how_much and not self.has("price_change")

    def _price_change(self) -> str:
        named = bool(self.facts.included)
        asks_how_much = self.has("spend") or self.has("measure")
        ended = named and not asks_how_much and not self.has("noun")
        by_month = self.has("per", "month") and self.has("noun") and not asks_how_much
        if self.has("price_change", "stopped") and (self._speaks_of_subscriptions() or ended or by_month):
            return "stopped"
        spends = [
            item for item in self.reading.items if item.means("spend") and not item.means("price_change")
        ]
        prices = all(item.said.lower() in _PRICE_WORDS for item in spends)
        about_one = named and prices and not self.has("noun") and self.facts.is_regular()
        compares = len(self.facts.periods) > 1 or self.has("compare")
        if compares or not (self._speaks_of_subscriptions() or about_one):
            return ""
        return next((kind for kind in ("increase", "decrease") if self.has("price_change", kind)), "")

    def _speaks_of_subscriptions(self) -> bool:
        return self.has("recurring") or bool((_SUBSCRIPTIONS | _PRICES) & set(self.reading.words))
