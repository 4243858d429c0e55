"""Slack's web API in its real shape, on this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class Slack:
    """`calls` lists (method, arguments); `refusals` maps a method to what is said instead, in turn."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/api"
        self.token = "xoxb-good"
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refusals: dict[str, list[Any]] = {}
        self.people: dict[str, dict[str, Any]] = {}

    @property
    def posted(self) -> list[dict[str, Any]]:
        return [arguments for method, arguments in self.calls if method == "chat.postMessage"]


class _Handler(BaseHTTPRequestHandler):
    slack: Slack

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        method = self.path.rpartition("/")[2]
        is_json = (self.headers["Content-Type"] or "").startswith("application/json")
        told = json.loads(raw) if is_json else {name: v[0] for name, v in parse_qs(raw.decode()).items()}
        self.slack.calls.append((method, told))
        refusals = self.slack.refusals.get(method)
        status, body, headers = (
            self._refused(refusals.pop(0)) if refusals else (200, self._done(method, told), {})
        )
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    @staticmethod
    def _refused(refusal: Any) -> tuple[int, Any, dict[str, str]]:
        """A status, or the word of an error as Slack says it with status 200."""
        if isinstance(refusal, int):
            return refusal, "busy", {"Retry-After": "700"}
        return 200, {"ok": False, "error": refusal}, {}

    def _done(self, method: str, told: dict[str, Any]) -> Any:
        if self.headers.get("Authorization") != f"Bearer {self.slack.token}":
            return {"ok": False, "error": "invalid_auth"}
        if method == "chat.postMessage":
            return {
                "ok": True,
                "channel": told["channel"],
                "ts": f"17000000{len(self.slack.calls):02}.000100",
            }
        if method == "users.info":
            user = self.slack.people.get(told.get("user", ""))
            return {"ok": True, "user": user} if user else {"ok": False, "error": "user_not_found"}
        return {"ok": True, "team": "Kerze Co", "user_id": "UBOT"}

    def log_message(self, *_: Any) -> None:
        """Nothing is written."""


@contextmanager
def running() -> Iterator[Slack]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    slack = Slack(server.server_address[1])
    server.RequestHandlerClass = type("Handler", (_Handler,), {"slack": slack})
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield slack
    finally:
        server.shutdown()
        server.server_close()
