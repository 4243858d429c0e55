"""What every rule builds its query from."""

from dataclasses import replace

from lumen.common.dates import add_months
from transactions.questions.facts import Facts
from transactions.questions.periods import Clock
from transactions.questions.query import LedgerQuery, Measure, QueryPeriod
from transactions.questions.reading import Item, Reading

_ASKING = frozenset(["did", "has", "have", "is", "are", "was", "were", "does", "do", "kya"])
PER_UNITS = frozenset(["day", "week", "month", "quarter", "year"])


class Base:
    """The facts of one question, and how a query is made of them."""

    def __init__(self, facts: Facts, clock: Clock) -> None:
        self.facts, self.clock = facts, clock
        self.reading: Reading = facts.reading
        self.has = facts.reading.has

    def query(self, intent: str, **parts: object) -> LedgerQuery:
        base = LedgerQuery(
            intent=intent, filters=self.facts.filters, period=self.facts.period, unit=self.facts.unit
        )
        return replace(base, **parts)  # type: ignore[arg-type]

    def measure(self, op: str, **parts: object) -> Measure:
        base = Measure(op=op, of=self.facts.of, unit=self.facts.unit or "base")
        return replace(base, **parts)  # type: ignore[arg-type]

    @property
    def kinds(self) -> tuple[str, ...]:
        return ("expense" if self.facts.of == "spend" else self.facts.of,)

    @property
    def is_yes_no(self) -> bool:
        """`did I ...`, `have I ...`, `any ...`; not `how much did I ...`."""
        if self.has("measure", "sum") or self.has("measure", "count") or self.has("question"):
            return False
        if self._wants_to_see_them():
            return False
        if "whether" in self.reading.words and self.facts.included and not self.has("recurring"):
            return not any(self.has(kind) for kind in ("extreme", "compare", "more", "budget", "duplicates"))
        spoken = [item for item in self.reading.items if not item.period and not item.means("follow")]
        if spoken and spoken[0].means("exists"):
            return True
        if self.reading.words[:1] and self.reading.words[0] in _ASKING and not self.has("list"):
            return bool(self.facts.included) and not self.has("extreme")
        asks = any(item.means("exists") and not item.means("noun") for item in self.reading.items)
        return asks and not self.has("list") and not self.has("extreme")

    def _wants_to_see_them(self) -> bool:
        """`anything in dollars? show them`: rows, whatever was asked before."""
        last = self.reading.items[-2:]
        return len(last) == 2 and last[0].means("list", "show") and last[1].means("follow", "that")

    def number(self) -> int | None:
        found = next((item.number for item in self.reading.numbers if item.number), None)
        return found if found and found <= 100 else None

    def ordinal(self) -> int | None:
        """`second biggest`: an ordinal other than the first, standing by a superlative."""
        for item in self.reading.items:
            if item.means("ordinal") and int(item.value_of("ordinal")) > 1:
                after = self.reading.after(item)
                if after is not None and (after.means("extreme") or after.means("top")):
                    return int(item.value_of("ordinal"))
        return None

    def dimension(self) -> str:
        """What the rows are grouped by, when a word names it."""
        return self.reading.value("dim")

    def plain_op(self) -> str:
        for op in ("gross", "median", "count", "avg"):
            if self.has("measure", op):
                return op
        if self.has_two_superlatives():
            return "sum"
        return "sum"

    def has_two_superlatives(self) -> bool:
        return self.has("extreme", "max") and self.has("extreme", "min")

    def has_plural_noun(self) -> bool:
        return any(item.means("noun") and item.said.lower().endswith("s") for item in self.reading.items)

    def grouping(self) -> str:
        """`by category`, `category wise`, `each month`, `monthly`."""
        for item in self.reading.items:
            if item.means("group") and (dimension := self._dim_beside(item)):
                return dimension
        per = self.reading.value("per")
        return per if per in PER_UNITS else ""

    def _dim_beside(self, item: Item) -> str:
        for beside in (self.reading.after(item), self.reading.before(item)):
            if beside is not None and beside.means("dim"):
                return beside.value_of("dim")
        after = self.reading.after(item)
        next_one = self.reading.after(after) if after else None
        return next_one.value_of("dim") if next_one is not None and next_one.means("dim") else ""

    def is_average_per(self, grouping: str) -> bool:
        item = self.reading.first("per")
        if item is None or item.value_of("per") != grouping:
            return False
        says_per = item.said.lower().startswith(("per ", "a ", "/", "p ")) or self._is_a_habit()
        asks_much = self.has("measure", "sum") or (item.said.startswith("/") and self.has("spend"))
        return self.has("measure", "avg") or (says_per and asks_much and not self.has("list"))

    def _is_a_habit(self) -> bool:
        """`how much do I spend every month`: the present tense asks for the usual, not for a table."""
        said = f" {' '.join(self.reading.words)} "
        return any(
            words in said for words in (" do i ", " do we ", " does it ", " karta ", " lagta ", " jata ")
        )


def query_month(clock: Clock) -> QueryPeriod:
    this = clock.unit("month")
    return QueryPeriod(start=this.start, end=this.end, text="this month", grain="month")


def shifted(period: QueryPeriod, how: str) -> QueryPeriod:
    """The period before or after one of the same length, or the same one a year ago."""
    if period.start is None or period.end is None:
        return period
    if how == "year_ago":
        return replace(
            period,
            start=add_months(period.start, -12),
            end=add_months(period.end, -12),
            text="a year earlier",
        )
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    whole_months = period.start.day == 1 and period.end.day == 1 and months
    sign = -1 if how == "before" else 1
    if whole_months:
        start, end = add_months(period.start, sign * months), add_months(period.end, sign * months)
    else:
        length = (period.end - period.start) * sign
        start, end = period.start + length, period.end + length
    return replace(period, start=start, end=end, text="the period before" if sign < 0 else "the period after")
