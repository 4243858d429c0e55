"""The grammars of time and amounts for apps below this one, behind `lumen.common.phrases`."""

from lumen.common import phrases
from lumen.common.phrases import AmountPhrase, Calendar, PeriodPhrase
from transactions.questions.amounts import find_amounts
from transactions.questions.periods import Clock, find_periods


def register() -> None:
    phrases.register(periods=_periods, amounts=_amounts)


def _periods(text: str, calendar: Calendar) -> list[PeriodPhrase]:
    clock = Clock(calendar.today, calendar.week_start, calendar.fy_start)
    return [
        PeriodPhrase(span.period, span.start, span.end, text[span.start : span.end], span.has_year)
        for span in find_periods(text, clock)
    ]


def _amounts(text: str) -> list[AmountPhrase]:
    return [
        AmountPhrase(
            low=span.amount.low,
            high=span.amount.high,
            low_inclusive=span.amount.low_inclusive,
            high_inclusive=span.amount.high_inclusive,
            start=span.start,
            end=span.end,
            is_marked=span.is_marked,
        )
        for span in find_amounts(text)
    ]
