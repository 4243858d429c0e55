"""From facts to one typed query: each rule knows one kind of question and passes on the rest."""

from collections.abc import Callable

from transactions.questions.composer.base import query_month, shifted
from transactions.questions.composer.planned import Planned
from transactions.questions.query import LedgerQuery

__all__ = ["Composer", "query_month", "shifted"]


class Composer(Planned):
    """`compose` tries the rules in order; the first that fits decides."""

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
                return self.about_subscriptions(query)
        return self.about_subscriptions(self.total())
