"""A local server that speaks the paths of the Frankfurter service."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


@dataclass
class Frankfurter:
    """What the server answers, and what it was asked."""

    url: str = ""
    currencies: tuple[str, ...] = ("EUR", "INR", "USD")
    rates: dict[str, dict[str, float]] = field(default_factory=dict)  # day -> currency -> bought by the base
    status: int = 200
    body: str | None = None
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, list[str]]) -> object:
        if path.endswith("/currencies"):
            return dict.fromkeys(self.currencies, "A currency")
        since, until = path.rsplit("/", 1)[1].split("..")
        symbols = query["symbols"][0].split(",")
        within = {day: told for day, told in self.rates.items() if since <= day <= until}
        return {
            "base": query["base"][0],
            "start_date": since,
            "end_date": until,
            "rates": {d: {c: v for c, v in told.items() if c in symbols} for d, told in within.items()},
        }


@contextmanager
def running() -> Iterator[Frankfurter]:
    fake = Frankfurter()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            fake.asked.append((parts.path, query))
            body = fake.body if fake.body is not None else json.dumps(fake.answer(parts.path, query))
            self.send_response(fake.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
