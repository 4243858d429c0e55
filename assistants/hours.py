"""Business hours: how far a moment is from another when only open hours count. Pure arithmetic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOOKS_AHEAD = timedelta(days=800)  # over years of holidays nobody waits
DAY = timedelta(days=1)
Span = tuple[time, time]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a business is open. A week without any opening counts as always open.

    Attributes:
        week: the spans of each day, Monday first; an end that is not after its start lies on the next day.
    """

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()

    @property
    def is_always_open(self) -> bool:
        return not any(self.week)

    def spans_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open spans that begin on a day, in UTC: clocks that change make them longer or shorter."""
        if day in self.holidays:
            return []
        spans = []
        for start, end in sorted(self.week[day.weekday()]):
            ends_on = day if end > start else day + DAY
            opens = datetime.combine(day, start, tzinfo=self.zone).astimezone(UTC)
            closes = datetime.combine(ends_on, end, tzinfo=self.zone).astimezone(UTC)
            spans.append((opens, closes))
        return spans


def read_hours(
    *, zone: ZoneInfo, week: Mapping[str, Sequence[Sequence[str]]], holidays: Sequence[date] = ()
) -> Hours:
    """Hours as an assistant keeps them: `{"0": [["09:00", "18:00"]]}`, 0 = Monday."""
    days = tuple(tuple(_span(span) for span in week.get(str(day), ())) for day in range(7))
    return Hours(zone=zone, week=days, holidays=frozenset(holidays))


def _span(span: Sequence[str]) -> Span:
    start, end = span
    return time.fromisoformat(start), time.min if end == "24:00" else time.fromisoformat(end)


def is_open(hours: Hours, moment: datetime) -> bool:
    if hours.is_always_open:
        return True
    day = moment.astimezone(hours.zone).date()
    return any(start <= moment < end for each in (day - DAY, day) for start, end in hours.spans_of(each))


def shift(hours: Hours, moment: datetime, minutes: float) -> datetime:
    """The moment so many open minutes later; negative minutes go back.

    With 0 minutes: the moment itself when open, else the next opening.
    """
    if hours.is_always_open:
        return moment + timedelta(minutes=minutes)
    left = timedelta(minutes=abs(minutes))
    found = _forward(hours, moment, left) if minutes >= 0 else _back(hours, moment, left)
    return found or moment + timedelta(minutes=minutes)


def minutes_between(hours: Hours, start: datetime, end: datetime) -> float:
    """Open minutes from `start` to `end`; negative when `end` lies before."""
    if end < start:
        return -minutes_between(hours, end, start)
    if hours.is_always_open:
        return (end - start).total_seconds() / 60
    total = timedelta()
    for opens, closes in _spans_after(hours, start):
        if opens >= end:
            break
        total += max(timedelta(), min(closes, end) - max(opens, start))
    return total.total_seconds() / 60


def _forward(hours: Hours, moment: datetime, left: timedelta) -> datetime | None:
    for opens, closes in _spans_after(hours, moment):
        begins = max(opens, moment)
        if closes - begins >= left and closes > begins:
            return begins + left
        left -= max(timedelta(), closes - begins)
    return None


def _back(hours: Hours, moment: datetime, left: timedelta) -> datetime | None:
    day = moment.astimezone(hours.zone).date()
    for back in range(LOOKS_AHEAD.days):
        for opens, closes in reversed(hours.spans_of(day - back * DAY)):
            ends = min(closes, moment)
            if ends - opens >= left and ends > opens:
                return ends - left
            left -= max(timedelta(), ends - opens)
    return None


def _spans_after(hours: Hours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Spans that end after a moment, one after the other."""
    day = moment.astimezone(hours.zone).date() - DAY  # a night shift may have begun yesterday
    for ahead in range(LOOKS_AHEAD.days):
        for opens, closes in hours.spans_of(day + ahead * DAY):
            if closes > moment:
                yield opens, closes
