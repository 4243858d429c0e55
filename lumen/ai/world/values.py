"""Values that can be watched: each kind has one provider, which an app or a service of the world registers.

Whoever watches need not know where a value comes from; whoever knows it need not know who watches.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lumen.ai.world import quotes, weather
from lumen.ai.world.fetching import NotConfiguredError, ServiceDownError
from lumen.common.dates import today_in
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import Workspace

PLACES = Decimal("0.00000001")
MOST = Decimal(10) ** 15


class UnknownValueError(LumenError):
    status, code, title = 404, "unknown-value", "This value is not known"


class DayOverError(LumenError):
    """The day that was asked about has passed."""

    status, code, title = 410, "day-over", "This day is over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which value: its kind, what it is of, and for weather the day (none: today)."""

    kind: str
    subject: str
    on: date | None = None
    is_lowest: bool = False  # of a day's temperatures; the highest otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value with its unit, its source and the moment it is of; `is_late` when it is one of before."""

    amount: Decimal
    unit: str
    source: str
    label: str  # the subject as the source writes it
    at: datetime | date
    is_late: bool = False


Provider = Callable[["Workspace", Wanted, datetime], Value]
_providers: dict[str, Provider] = {}


def register(kind: str, provider: Provider) -> None:
    _providers[kind] = provider


def fetch(workspace: "Workspace", wanted: Wanted, *, now: datetime) -> Value:
    """The value as it is now, or as it was last known.

    Raises:
        NotConfiguredError, ServiceDownError: nobody can be asked, or nobody answers.
        LumenError: the subject is not known; the sentence says how to write it.
    """
    provider = _providers.get(wanted.kind)
    if provider is None:
        raise NotConfiguredError(_("Nothing here knows values of this kind."))
    value = provider(workspace, wanted, now)
    try:
        amount = value.amount.quantize(PLACES)
    except InvalidOperation as error:
        raise ServiceDownError(_("%(source)s sent no number.") % {"source": value.source}) from error
    if not amount.is_finite() or abs(amount) > MOST:
        raise ServiceDownError(_("%(source)s sent no number.") % {"source": value.source})
    return value


def _share(workspace: "Workspace", wanted: Wanted, now: datetime) -> Value:
    found = quotes.quote(wanted.subject, now=now, workspace=workspace)
    return Value(
        amount=found.price,
        unit=found.currency,
        source=found.source,
        label=f"{found.name} ({found.symbol})" if found.name != found.symbol else found.symbol,
        at=found.at,
        is_late=found.is_late,
    )


def _rain(workspace: "Workspace", wanted: Wanted, now: datetime) -> Value:
    told, day = _forecast(workspace, wanted, now)
    if day.chance is None:
        raise UnknownValueError(_("The forecast does not say yet whether it rains on that day."))
    return _of_weather(told, day.chance, "%")


def _temperature(workspace: "Workspace", wanted: Wanted, now: datetime) -> Value:
    told, day = _forecast(workspace, wanted, now)
    return _of_weather(told, day.lowest if wanted.is_lowest else day.highest, "°C")


def _forecast(workspace: "Workspace", wanted: Wanted, now: datetime) -> tuple[weather.Forecast, weather.Day]:
    told = weather.forecast(weather.find_place(wanted.subject, now=now), now=now)
    today = today_in(told.place.time_zone or workspace.time_zone, now)
    on = wanted.on or today
    if on < today:
        raise DayOverError(_("This day has passed."))
    day = next((each for each in told.days if each.on == on), None)
    if day is None:
        raise UnknownValueError(_("The forecast does not reach that day yet. Lumen looks again by itself."))
    return told, day


def _of_weather(told: weather.Forecast, amount: float, unit: str) -> Value:
    return Value(
        amount=Decimal(str(amount)),
        unit=unit,
        source=f"Open-Meteo ({told.told.source})",
        label=told.place.name,
        at=told.told.at,
        is_late=told.told.is_late,
    )


register("share", _share)
register("rain", _rain)
register("temperature", _temperature)
