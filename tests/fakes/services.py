"""A local server of somebody's JSON: each path answers what a test laid out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Service:
    """What the server answers, and what it was asked.

    `pages` maps a path to its JSON, to (status, content type, text), or to what makes that of the query.
    """

    url: str = ""
    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            service.asked.append((parts.path, query))
            page = service.pages.get(parts.path, (404, "application/json", "{}"))
            page = page(query) if callable(page) else page
            is_raw = isinstance(page, tuple)
            status, kind, body = page if is_raw else (200, "application/json", json.dumps(page))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
