"""A local server that hears what a test says it hears: OpenAI's transcriptions, and Gemini's answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Transcriber:
    """What it answers, by default with a transcript; `asked` holds path, headers and body of each call."""

    url: str = ""
    status: int = 200
    answer: Any = None
    raw: bytes | None = None  # instead of the answer: no JSON
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Transcriber]:
    fake = Transcriber()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fake.asked.append((self.path, dict(self.headers), body))
            answer = json.dumps(fake.answer).encode() if fake.raw is None else fake.raw
            self.send_response(fake.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

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


def gemini_says(text: str) -> dict[str, Any]:
    """As `generateContent` answers."""
    content = {"role": "model", "parts": [{"text": text}]}
    return {"candidates": [{"content": content, "finishReason": "STOP"}]}
