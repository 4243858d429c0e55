"""The weather of Open-Meteo: places by name, forecasts by the hour and the day, without a key.

https://open-meteo.com/en/docs. Its free service is for use that is not commercial. Any server that speaks
the same paths will do.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.world.fetching import ServiceDownError, Told, get_json
from lumen.common.errors import LumenError

PLACE_SECONDS = 30 * 86_400
FORECAST_SECONDS = 1_800
DAYS = 14
DAILY = (
    "weather_code",
    "temperature_2m_max",
    "temperature_2m_min",
    "precipitation_sum",
    "precipitation_probability_max",
    "sunrise",
    "sunset",
)
CURRENT = ("temperature_2m", "apparent_temperature", "relative_humidity_2m", "weather_code", "wind_speed_10m")
WORDS = {  # WMO code table 4677, as Open-Meteo groups it
    0: gettext_lazy("clear"),
    1: gettext_lazy("mostly clear"),
    2: gettext_lazy("partly cloudy"),
    3: gettext_lazy("overcast"),
    45: gettext_lazy("fog"),
    48: gettext_lazy("freezing fog"),
    51: gettext_lazy("light drizzle"),
    53: gettext_lazy("drizzle"),
    55: gettext_lazy("heavy drizzle"),
    56: gettext_lazy("freezing drizzle"),
    57: gettext_lazy("heavy freezing drizzle"),
    61: gettext_lazy("light rain"),
    63: gettext_lazy("rain"),
    65: gettext_lazy("heavy rain"),
    66: gettext_lazy("freezing rain"),
    67: gettext_lazy("heavy freezing rain"),
    71: gettext_lazy("light snow"),
    73: gettext_lazy("snow"),
    75: gettext_lazy("heavy snow"),
    77: gettext_lazy("snow grains"),
    80: gettext_lazy("light showers"),
    81: gettext_lazy("showers"),
    82: gettext_lazy("violent showers"),
    85: gettext_lazy("snow showers"),
    86: gettext_lazy("heavy snow showers"),
    95: gettext_lazy("thunderstorms"),
    96: gettext_lazy("thunderstorms with hail"),
    99: gettext_lazy("thunderstorms with heavy hail"),
}


class UnknownPlaceError(LumenError):
    status, code, title = 404, "unknown-place", "This place is not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on earth; `name` as the service writes it, with its region and country."""

    name: str
    latitude: float
    longitude: float
    time_zone: str  # empty where the service does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's forecast; degrees Celsius, millimetres, per cent."""

    on: date
    words: str
    lowest: float
    highest: float
    rain: float | None
    chance: float | None  # of rain or snow
    sunrise: str
    sunset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The weather as it is."""

    words: str
    degrees: float
    feels: float | None
    humidity: float | None
    wind: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    place: Place
    now: Now
    days: tuple[Day, ...]
    told: Told


def find_place(name: str, *, now: datetime) -> Place:
    """The best-known place of a name.

    Raises:
        UnknownPlaceError: the service knows none.
        ServiceDownError: it did not answer.
    """
    query = {"name": name, "count": "1", "format": "json"}
    url = f"{settings.WEATHER_PLACES_URL}/v1/search" if settings.WEATHER_PLACES_URL else ""
    told = get_json(url, query, fresh_seconds=PLACE_SECONDS, now=now)
    results = told.content.get("results") if isinstance(told.content, dict) else None
    if not results:
        raise UnknownPlaceError(
            _("No place called “%(name)s” is known. Name a town nearby.") % {"name": name}
        )
    try:
        found = results[0]
        parts = [found["name"], found.get("admin1"), found.get("country")]
        return Place(
            name=", ".join(dict.fromkeys(str(part) for part in parts if part)),
            latitude=float(found["latitude"]),
            longitude=float(found["longitude"]),
            time_zone=str(found.get("timezone") or ""),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _strange() from error


def forecast(place: Place, *, now: datetime) -> Forecast:
    """The weather now and for two weeks.

    Raises:
        ServiceDownError: the service did not answer, or not with a forecast.
    """
    query = {
        "latitude": str(place.latitude),
        "longitude": str(place.longitude),
        "timezone": place.time_zone or "auto",
        "current": ",".join(CURRENT),
        "daily": ",".join(DAILY),
        "forecast_days": str(DAYS),
    }
    url = f"{settings.WEATHER_URL}/v1/forecast" if settings.WEATHER_URL else ""
    told = get_json(url, query, fresh_seconds=FORECAST_SECONDS, now=now)
    try:
        return Forecast(
            place=place, now=_now(told.content["current"]), days=_days(told.content["daily"]), told=told
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _strange() from error


def _now(said: dict[str, Any]) -> Now:
    return Now(
        words=_words(said.get("weather_code")),
        degrees=float(said["temperature_2m"]),
        feels=_number(said.get("apparent_temperature")),
        humidity=_number(said.get("relative_humidity_2m")),
        wind=_number(said.get("wind_speed_10m")),
    )


def _days(said: dict[str, list[Any]]) -> tuple[Day, ...]:
    def at(name: str, index: int) -> Any:
        values = said.get(name) or []
        return values[index] if index < len(values) else None

    return tuple(
        Day(
            on=date.fromisoformat(day),
            words=_words(at("weather_code", index)),
            lowest=float(at("temperature_2m_min", index)),
            highest=float(at("temperature_2m_max", index)),
            rain=_number(at("precipitation_sum", index)),
            chance=_number(at("precipitation_probability_max", index)),
            sunrise=str(at("sunrise", index) or "")[-5:],
            sunset=str(at("sunset", index) or "")[-5:],
        )
        for index, day in enumerate(said["time"])
        if at("temperature_2m_min", index) is not None
    )


def _words(code: Any) -> str:
    return str(WORDS.get(int(code), "")) if code is not None else ""


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _strange() -> ServiceDownError:
    return ServiceDownError(_("The weather service sent something else than the weather. Try again later."))
