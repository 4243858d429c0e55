"""A local server of sites and feeds: each path answers what a test laid out, and hears what was asked."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

RSS = "application/rss+xml"


@dataclass
class Page:
    """One answer; `drip` seconds pass before each piece of it."""

    body: bytes | str = b""
    kind: str = RSS
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0


@dataclass
class Sites:
    url: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Sites]:
    sites = Sites()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sites.asked.append((self.path, dict(self.headers)))
            page = sites.pages.get(self.path.partition("?")[0], Page("gone", "text/plain", 404))
            if page.headers.get("ETag") and self.headers.get("If-None-Match") == page.headers["ETag"]:
                page = Page(status=304, headers=page.headers)
            body = page.body.encode() if isinstance(page.body, str) else page.body
            with suppress(OSError):
                self.send_response(page.status)
                self.send_header("Content-Type", page.kind)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self._write(body, page.drip)

        def _write(self, body: bytes, drip: float) -> None:
            if not drip:
                self.wfile.write(body)
            for place in range(0, len(body) if drip else 0, 8):
                time.sleep(drip)
                self.wfile.write(body[place : place + 8])
                self.wfile.flush()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    sites.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
