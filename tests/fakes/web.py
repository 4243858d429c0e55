"""A web server on this machine that answers with what a test laid out."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


class Web:
    """`pages` maps a path to what answers it; `asked` lists the paths that were asked for."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []

    def lay(
        self, path: str, content: bytes, content_type: str = "application/octet-stream", **headers: str
    ) -> str:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.pages[path] = lambda handler: send(handler, 200, content, {"Content-Type": content_type} | named)
        return f"{self.url}{path}"

    def lead(self, path: str, to: str, status: int = 302) -> str:
        self.pages[path] = lambda handler: send(handler, status, b"", {"Location": to})
        return f"{self.url}{path}"


def send(handler: BaseHTTPRequestHandler, status: int, content: bytes, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(content))} | headers).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


@contextmanager
def serving() -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append(self.path)
            answer = web.pages.get(self.path)
            try:
                answer(self) if answer else send(self, 404, b"", {})
            except OSError:  # the asker has gone
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nothing is written."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = Web(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
