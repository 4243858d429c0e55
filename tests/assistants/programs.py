"""A program of a business: a server on this machine that takes events, and signs what it sends."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.utils import timezone

from assistants.models import Channel


class Program(ThreadingHTTPServer):
    asked: list[tuple[dict[str, str], bytes]]
    answers: list[int]
    url: str


class _Taker(BaseHTTPRequestHandler):
    server: Program

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((dict(self.headers), body))
        answers = self.server.answers
        self.send_response(answers.pop(0) if answers else 200)
        self.send_header("Location", "http://127.0.0.1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def serving(settings: Any) -> Iterator[Program]:
    """`asked` lists headers and bodies; `answers` are the next statuses."""
    server = Program(("127.0.0.1", 0), _Taker)
    server.asked, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}/lumen"
    settings.OUTGOING_HOSTS = [f"127.0.0.1:{server.server_port}"]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def is_signed(channel: Channel, headers: dict[str, str], body: bytes) -> bool:
    signed = headers["X-Lumen-Timestamp"].encode() + b"." + body
    made = hmac.new(channel.key.encode(), signed, hashlib.sha256).hexdigest()
    return headers["X-Lumen-Signature"] == f"sha256={made}"


def send(client: Any, channel: Channel, told: Any, *, key: str = "", age: int = 0, **headers: str) -> Any:
    """POST a signed message to a channel's address."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    stamp = str(int(timezone.now().timestamp()) - age)
    digest = hmac.new((key or channel.key).encode(), stamp.encode() + b"." + body, hashlib.sha256)
    named = {"X-Lumen-Timestamp": stamp, "X-Lumen-Signature": f"sha256={digest.hexdigest()}", **headers}
    url = f"/api/v1/webhooks/channels/{channel.public_key}"
    return client.post(url, body, content_type="application/json", headers=named)
