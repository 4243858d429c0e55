"""Half-open periods of calendar dates."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """`start` is in, `end` is out; `None` is open."""

    start: date | None
    end: date | None

    @property
    def days(self) -> int | None:
        return (self.end - self.start).days if self.start and self.end else None


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def month_of(day: date) -> Period:
    start = day.replace(day=1)
    return Period(start, add_months(start, 1))


def today_in(zone: str, now: datetime) -> date:
    """The calendar date of the aware moment `now` in the zone of a workspace."""
    return now.astimezone(ZoneInfo(zone)).date()
