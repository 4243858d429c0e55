"""A local server that speaks the paths of Open-Meteo: places by name, and forecasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from tests.fakes import services

FIRST_DAY = date(2026, 11, 18)
PLACES = {
    "Lisbon": ("Portugal", 38.72, -9.13, "Europe/Lisbon"),
    "Kolkata": ("India", 22.57, 88.36, "Asia/Kolkata"),
    "Auckland": ("New Zealand", -36.85, 174.76, "Pacific/Auckland"),
}


@contextmanager
def running() -> Iterator[services.Service]:
    with services.serving() as service:
        service.pages = {"/v1/search": _search, "/v1/forecast": _forecast}
        yield service


def _search(query: dict[str, list[str]]) -> Any:
    name = query["name"][0].title()
    if name not in PLACES:
        return {"generationtime_ms": 0.5}
    country, latitude, longitude, zone = PLACES[name]
    place = {"name": name, "country": country, "latitude": latitude, "longitude": longitude, "timezone": zone}
    return {"results": [place]}


def _forecast(query: dict[str, list[str]]) -> Any:
    days = [(FIRST_DAY + timedelta(days=step)).isoformat() for step in range(14)]
    return {
        "current": {
            "time": f"{days[0]}T10:15",
            "temperature_2m": 17.6,
            "apparent_temperature": 14.9,
            "relative_humidity_2m": 71,
            "weather_code": 2,
            "wind_speed_10m": 19.4,
        },
        "daily": {
            "time": days,
            "weather_code": [2, 63, *([0] * 12)],
            "temperature_2m_max": [18.2, 15.4, *([20.0] * 12)],
            "temperature_2m_min": [11.0, 9.6, *([12.0] * 11), None],
            "precipitation_sum": [0.0, 7.5, *([0.0] * 12)],
            "precipitation_probability_max": [10, 85, *([None] * 12)],
            "sunrise": [f"{day}T07:22" for day in days],
            "sunset": [f"{day}T17:20" for day in days],
        },
    }
