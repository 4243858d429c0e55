"""A local server that speaks the paths of Open-Meteo: places by name, and forecasts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

PLACES = {
    "Lisbon": {
        "name": "Lisbon",
        "latitude": 38.72,
        "longitude": -9.13,
        "timezone": "Europe/Lisbon",
        "country": "Portugal",
    },
    "Kolkata": {
        "name": "Kolkata",
        "latitude": 22.57,
        "longitude": 88.36,
        "timezone": "Asia/Kolkata",
        "country": "India",
    },
}


@dataclass
class OpenMeteo:
    """What the server answers, and what it was asked."""

    url: str = ""
    first_day: date = date(2026, 11, 18)
    status: int = 200
    body: str | None = None
    content_type: str = "application/json"
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        if path == "/v1/search":
            found = PLACES.get(query["name"][0].title())
            return {"results": [found]} if found else {"generationtime_ms": 0.5}
        days = [(self.first_day + timedelta(days=step)).isoformat() for step in range(14)]
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
                "wind_speed_10m_max": [25.0] * 14,
                "sunrise": [f"{day}T07:22" for day in days],
                "sunset": [f"{day}T17:20" for day in days],
                "uv_index_max": [2.5] * 14,
            },
        }


@contextmanager
def running() -> Iterator[OpenMeteo]:
    fake = OpenMeteo()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            fake.asked.append((parts.path, query))
            body = fake.body if fake.body is not None else json.dumps(fake.answer(parts.path, query))
            self.send_response(fake.status)
            self.send_header("Content-Type", fake.content_type)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
