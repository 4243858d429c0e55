"""What calendar words mean on a given day. Every period is half-open."""

from dataclasses import dataclass
from datetime import date, timedelta

from lumen.common.dates import Period, add_months, days_in_month

MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class Clock:
    """Today, the first day of the week (0 = Monday) and the first month of the financial year."""

    today: date
    week_start: int = 0
    fy_start: int = 4

    def day(self, offset: int = 0) -> Period:
        start = self.today + timedelta(days=offset)
        return Period(start, start + timedelta(days=1))

    def unit(self, unit: str, offset: int = 0, *, around: date | None = None) -> Period:
        """The calendar unit that holds `around` (today), moved by `offset` units."""
        day = around or self.today
        if unit in DAYS_IN:
            return self._days(unit, offset, day)
        size = MONTHS_IN[unit]
        first = date(day.year, (day.month - 1) // size * size + 1, 1)
        start = add_months(first, offset * size)
        return Period(start, add_months(start, size))

    def _days(self, unit: str, offset: int, day: date) -> Period:
        if unit == "week":
            day -= timedelta(days=(day.weekday() - self.week_start) % 7)
        start = day + timedelta(days=offset * DAYS_IN[unit])
        return Period(start, start + timedelta(days=DAYS_IN[unit]))

    def last(self, count: int, unit: str) -> Period:
        """N days end today; N weeks, months, quarters or years are whole ones before the current."""
        if unit in ("day", "fortnight"):
            end = self.today + timedelta(days=1)
            return Period(end - timedelta(days=count * DAYS_IN[unit]), end)
        return Period(self.unit(unit, -count).start, self.unit(unit).start)

    def next(self, count: int, unit: str) -> Period:
        """N days from tomorrow; N whole units after the current one."""
        if unit in ("day", "fortnight"):
            start = self.today + timedelta(days=1)
            return Period(start, start + timedelta(days=count * DAYS_IN[unit]))
        return Period(self.unit(unit, 1).start, self.unit(unit, count).end)

    def rolling(self, count: int, unit: str) -> Period:
        """N units of days or months that end today, wherever the calendar cuts."""
        end = self.today + timedelta(days=1)
        if unit in DAYS_IN:
            return Period(end - timedelta(days=count * DAYS_IN[unit]), end)
        return Period(add_months(end, -count * MONTHS_IN[unit]), end)

    def weekend(self, offset: int = 0, *, around: date | None = None) -> Period:
        """Saturday and Sunday of the week from Monday that holds `around` (today)."""
        day = around or self.today
        saturday = day + timedelta(days=5 - day.weekday() + 7 * offset)
        return Period(saturday, saturday + timedelta(days=2))

    def to_date(self, period: Period) -> Period:
        """From its start up to and with today."""
        return Period(period.start, self.today + timedelta(days=1))

    def financial_year(self, ending: int) -> Period:
        """The financial year named by the calendar year it ends in (FY25 = April 2024 to March 2025)."""
        year = ending - 1 if self.fy_start > 1 else ending
        start = date(year, self.fy_start, 1)
        return Period(start, add_months(start, 12))

    def current_fy(self, offset: int = 0) -> Period:
        later = self.today.month >= self.fy_start and self.fy_start > 1
        return self.financial_year(self.today.year + int(later) + offset)

    def month(self, month: int, year: int | None = None) -> Period:
        """That month of that year, or its most recent occurrence."""
        year = year or (self.today.year if month <= self.today.month else self.today.year - 1)
        start = date(year, month, 1)
        return Period(start, add_months(start, 1))

    def part(self, number: int, size: int, year: Period | None = None) -> Period:
        """The n-th stretch of `size` months of a year, or its most recent start."""
        if year and year.start:
            start = add_months(year.start, (number - 1) * size)
            return Period(start, add_months(start, size))
        start = date(self.today.year, (number - 1) * size + 1, 1)
        if start > self.today:
            start = start.replace(year=start.year - 1)
        return Period(start, add_months(start, size))

    def weekday(self, weekday: int) -> Period:
        """Its most recent occurrence, today included."""
        return self.day(-((self.today.weekday() - weekday) % 7))

    def date(self, day: int, month: int | None = None, year: int | None = None) -> Period | None:
        """A day; what is not said is filled with the most recent past. `None` if it does not exist."""
        if month is None:
            this = self.today.replace(day=1)
            first = this if day <= self.today.day else add_months(this, -1)
            while day > days_in_month(first.year, first.month):
                first = add_months(first, -1)
            return _one_day(first.year, first.month, day)
        if year is not None:
            return _one_day(year, month, day)
        found = _one_day(self.today.year, month, day)
        if found is None or (found.start and found.start > self.today):
            for back in range(1, 9):  # 29 February is at most eight years away
                if earlier := _one_day(self.today.year - back, month, day):
                    return earlier
        return found


def _one_day(year: int, month: int, day: int) -> Period | None:
    if not (1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        return None
    start = date(year, month, day)
    return Period(start, start + timedelta(days=1))


def moved(day: date, count: int, unit: str) -> date:
    """The day so many units later; the last day of a month stays in its month."""
    if unit in DAYS_IN:
        return day + timedelta(days=count * DAYS_IN[unit])
    return add_months(day, count * MONTHS_IN[unit])
