"""From facts to one typed query: each rule knows one kind of question and passes on the rest."""

from collections.abc import Callable
from dataclasses import replace

from lumen.common.dates import add_months
from transactions.questions.facts import Facts, query_period
from transactions.questions.periods import Clock, find_single_periods
from transactions.questions.query import Filters, LedgerQuery, Measure, QueryPeriod
from transactions.questions.reading import Item, Reading

DEFAULT_TOP = 5
DEFAULT_LIST = 50
_SAME_KIND = ("merchant", "category", "method", "account")
_PER_UNITS = frozenset(["day", "week", "month", "quarter", "year"])


class Composer:
    """Reads the facts of one question. `compose` tries the rules in order; the first that fits decides."""

    def __init__(self, facts: Facts, clock: Clock) -> None:
        self.facts, self.clock = facts, clock
        self.reading: Reading = facts.reading
        self.has = facts.reading.has

    def compose(self) -> LedgerQuery:
        rules: tuple[Callable[[], LedgerQuery | None], ...] = (
            self.budget,
            self.duplicates,
            self.recurring,
            self.savings,
            self.share,
            self.comparison,
            self.distinct,
            self.ranking,
            self.extreme,
            self.breakdown,
            self.several_measures,
            self.existence,
            self.statistic,
            self.listing,
        )
        for rule in rules:
            query = rule()
            if query is not None:
                return query
        return self.total()

    # Building blocks

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
        spoken = [item for item in self.reading.items if not item.period and not item.means("follow")]
        if spoken and spoken[0].means("exists"):
            return True
        return self.has("exists") and not self.has("list") and not self.has("extreme")

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

    # Questions with words of their own

    def budget(self) -> LedgerQuery | None:
        left = self.has("left", "left") and any(choice.kind == "category" for choice in self.facts.included)
        can_spend = (
            left and not self.has("measure", "net") and self.facts.of == "spend" and not self.reading.periods
        )
        if not (self.has("budget") or "budget" in self.reading.words or can_spend):
            return None
        period = self.facts.period or query_month(self.clock)
        parts: dict[str, object] = {
            "period": period,
            "filters": self.only("category"),
            "measure": Measure(op="budget_left"),
        }
        if self.has("left", "over") or self.has("more"):
            return self.query("budget", exceeded=True, **parts)
        if self.has("left", "within"):
            return self.query("budget", exceeded=False, **parts)
        if (
            not self.has("left")
            and not self.has("list")
            and self.facts.filters.category
            and not self.has("spend")
        ):
            parts["measure"] = Measure(op="budget_left", field="category")
        return self.query("budget", **parts)

    def only(self, kind: str) -> Filters:
        return Filters(**{kind: getattr(self.facts.filters, kind)})

    def duplicates(self) -> LedgerQuery | None:
        if not self.has("duplicates"):
            return None
        return self.query("duplicates", of=("expense",))

    def recurring(self) -> LedgerQuery | None:
        if self._asks_next():
            return self.query("recurring", next=True, field="date", of=self.kinds)
        if self._is_a_total():
            return None
        change = self._price_change()
        if change:
            return self.query("recurring", change=change, of=self.kinds)
        if not self.has("recurring"):
            return None
        if self.has("measure", "count"):
            return self.query("recurring", active=True, measure=Measure(op="count"))
        return self.query("recurring", active=True)

    def _asks_next(self) -> bool:
        if not self.has("next") or self.has("budget"):
            return False
        return (
            bool(self.facts.included)
            or self.has("recurring")
            or self.has("noun")
            or self._speaks_of_subscriptions()
        )

    def _is_a_total(self) -> bool:
        asks_how_much = self.has("measure", "sum") or self.has("measure", "avg") or self.has("per")
        return asks_how_much and not (
            self.has("price_change") and self._speaks_of_subscriptions() and self.has("list")
        )

    def _price_change(self) -> str:
        if self.has("price_change", "stopped") and (
            self._speaks_of_subscriptions() or self.facts.included or self.has("recurring")
        ):
            return "stopped"
        if not self._speaks_of_subscriptions() or len(self.facts.periods) > 1:
            return ""
        return next((kind for kind in ("increase", "decrease") if self.has("price_change", kind)), "")

    def _speaks_of_subscriptions(self) -> bool:
        if self.has("recurring"):
            return True
        words = set(self.reading.words)
        return bool(
            words
            & {"subscription", "subscriptions", "subs", "memberships", "price", "prices", "autopay", "plan"}
        )

    # Ratios and differences

    def savings(self) -> LedgerQuery | None:
        if self.has("measure", "savings_rate") or (
            self.has("measure", "net") and (self.has("measure", "share") or self._says_percent())
        ):
            return self._over_time(Measure(op="savings_rate_pct"))
        if self._income_beside_spending():
            return self.query("aggregate", measures=("income", "spend"))
        if not self.has("measure", "net") or self.facts.included:
            return None
        return self._over_time(Measure(op="income_minus_spend"))

    def _says_percent(self) -> bool:
        return bool({"percent", "percentage", "%", "rate"} & set(self.reading.words))

    def _over_time(self, measure: Measure) -> LedgerQuery:
        if (grouped := self._grouping()) and grouped in _PER_UNITS:
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
        if self.has("dim", "weekend"):
            return self._weekend_against_weekdays()
        wants = (
            self.has("compare")
            or self.has("measure", "growth")
            or self.has("measure", "diff")
            or self.has("more")
        )
        if not wants:
            return self._parallel_periods()
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
            "compare", measure=self.measure(self._plain_op()), period=None, periods=(periods[0], periods[1])
        )

    def _weekend_against_weekdays(self) -> LedgerQuery:
        filters = replace(self.facts.filters, weekend=None)
        return self.query(
            "breakdown", measure=self.measure(self._plain_op()), group_by="weekend", filters=filters
        )

    def _groups(self) -> tuple[str, ...]:
        """Two names of one kind set against each other."""
        if not (self.has("compare") or self.has("more") or self.has("measure", "diff")):
            return ()
        for kind in _SAME_KIND:
            names = [
                name.name for choice in self.facts.included for name in choice.names if name.kind == kind
            ]
            if len(names) == 2 and all(
                len(choice.names) == 1 for choice in self.facts.included if choice.kind == kind
            ):
                return tuple(names)
        return ()

    def _without_groups(self, groups: tuple[str, ...]) -> Filters:
        filters = self.facts.filters
        for kind in _SAME_KIND:
            if set(getattr(filters, kind)) == set(groups):
                return replace(filters, **{kind: ()})
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

    # Rows grouped, ranked and picked

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
        which = (
            "min"
            if self.has("extreme", "min") or self.has("top", "bottom") or self.has("more", "less")
            else "max"
        )
        op = (
            "count"
            if self.has("often") or self.has("measure", "count")
            else "avg"
            if self.has("measure", "avg")
            else "sum"
        )
        limit = self.number() or (1 if self._is_singular(dimension) else DEFAULT_TOP)
        rank = self.ordinal()
        return self.query(
            "rank",
            measure=self.measure(op),
            group_by=dimension,
            which=which,
            limit=1 if rank else limit,
            rank=rank,
            sort="amount asc" if which == "min" else "amount desc",
        )

    def _ranked_dimension(self) -> str:
        superlative = (
            self.has("extreme", "max") or self.has("extreme", "min") or self.has("top") or self.has("often")
        )
        if not superlative:
            return ""
        if (dimension := self.dimension()) and dimension != "weekend":
            return "" if self._is_single_purchase(dimension) else dimension
        if self.has("noun") and not self.has("often"):
            return ""
        if self.has("question", "where") and (self.has("often") or self._most()):
            return "merchant"
        if self.has("question", "when") and self._most() and not self.facts.has_expensive:
            return "date"
        if self._most() and self.has("list", "which") and self.has("spend") and not self.facts.included:
            return "category"
        return ""

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
        return not (item.said.lower().endswith("s") and not item.said.lower().endswith("ss")) or self.has(
            "question"
        )

    def extreme(self) -> LedgerQuery | None:
        which = self._which()
        if (
            not which
            or self.has("measure", "avg")
            or self.has("measure", "count")
            or self._two_superlatives()
        ):
            return None
        sort = {"max": "amount desc", "min": "amount asc", "latest": "date desc", "earliest": "date asc"}[
            which
        ]
        number = self.number()
        plural = self._plural_noun() and not self.has("question")
        if (number and number > 1) or (plural and not self.ordinal()):
            return self.query("list", of=self.kinds, sort=sort, limit=number or DEFAULT_TOP)
        return self.query(
            "extreme", of=self.kinds, which=which, rank=self.ordinal() or 1, field=self._asked_field()
        )

    def _which(self) -> str:
        for which in ("max", "min"):
            if self.has("extreme", which):
                return which
        if self.has("top") and (self.has("noun") or self.reading.numbers):
            return "min" if self.has("top", "bottom") else "max"
        if self.has("extreme", "latest") or self.has("extreme", "earliest"):
            return "latest" if self.has("extreme", "latest") else "earliest"
        if (
            self.has("question", "when")
            and not self.has("next")
            and (self.facts.included or self.has("noun") or self.has("of"))
        ):
            return "latest"
        return ""

    def _two_superlatives(self) -> bool:
        return self.has("extreme", "max") and self.has("extreme", "min")

    def _plural_noun(self) -> bool:
        return any(item.means("noun") and item.said.lower().endswith("s") for item in self.reading.items)

    def _asked_field(self) -> str:
        if self.has("question", "when"):
            return "date"
        if self.has("question", "where") or self.dimension() == "merchant":
            return "merchant"
        if self.dimension() == "date" and self.has("list", "which"):
            return "date"
        return "amount" if self.has("measure", "sum") else ""

    def _grouping(self) -> str:
        """`by category`, `category wise`, `each month`, `monthly`."""
        for item in self.reading.items:
            if item.means("group") and (dimension := self._dim_beside(item)):
                return dimension
        per = self.reading.value("per")
        return per if per in _PER_UNITS else ""

    def _dim_beside(self, item: Item) -> str:
        for beside in (self.reading.after(item), self.reading.before(item)):
            if beside is not None and beside.means("dim"):
                return beside.value_of("dim")
        after = self.reading.after(item)
        next_one = self.reading.after(after) if after else None
        return next_one.value_of("dim") if next_one is not None and next_one.means("dim") else ""

    def breakdown(self) -> LedgerQuery | None:
        grouping = self._grouping()
        if not grouping or self._is_average_per(grouping):
            return self._where_it_went()
        group_by = "date" if grouping == "day" else grouping
        return self.query("breakdown", measure=self.measure(self._plain_op()), group_by=group_by)

    def _where_it_went(self) -> LedgerQuery | None:
        went = self.has("spend") and {"go", "went", "gone", "going", "goes", "gaya", "gaye"} & set(
            self.reading.words
        )
        if self.has("question", "where") and (went or {"money", "paisa", "paise"} & set(self.reading.words)):
            return self.query("breakdown", measure=self.measure("sum"), group_by="category")
        if any(item.means("group") and "break" in item.said.lower() for item in self.reading.items):
            return self.query(
                "breakdown", measure=self.measure(self._plain_op()), group_by=self.dimension() or "category"
            )
        return None

    def _is_average_per(self, grouping: str) -> bool:
        item = self.reading.first("per")
        if item is None or item.value_of("per") != grouping:
            return False
        says_per = item.said.lower().startswith(("per ", "a ", "/", "p "))
        return self.has("measure", "avg") or (
            says_per and self.has("measure", "sum") and not self.has("list")
        )

    # Numbers over all rows

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
        if per in _PER_UNITS and self._is_average_per(per):
            return self.query("aggregate", measure=self.measure("avg_per", per=per))
        op = self._plain_op()
        if per == "transaction" and op == "sum":
            op = "avg"
        return None if op == "sum" else self.query("aggregate", measure=self.measure(op))

    def _plain_op(self) -> str:
        for op in ("gross", "median", "count", "avg"):
            if self.has("measure", op):
                return op
        if self._two_superlatives():
            return "sum"
        return "sum"

    def listing(self) -> LedgerQuery | None:
        asks_total = self.has("measure", "sum")
        filters = self.facts.filters
        bounded = bool(self.reading.amounts) or self.facts.has_expensive or filters.text
        shows = self.has("list", "show") or self.has("list", "which") or not self.has("spend")
        points_back = self.has("follow", "that") and self.has("list", "show")
        names_rows = self.has("noun") or points_back or (self.has("of") and self.facts.of != "income")
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


def query_month(clock: Clock) -> QueryPeriod:
    this = clock.unit("month")
    return QueryPeriod(start=this.start, end=this.end, text="this month", grain="month")


_GRAIN_MONTHS = {"month": 1, "quarter": 3, "year": 12}


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


def _are_apart(one: QueryPeriod, other: QueryPeriod) -> bool:
    return one.end != other.start and other.end != one.start
