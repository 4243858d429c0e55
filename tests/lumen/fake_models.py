"""A server on 127.0.0.1 that speaks three wire protocols of language models, well or badly on demand."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = (11, 7)


@dataclass(frozen=True)
class Turn:
    """What the model does when it is asked once: speak, or ask for tools."""

    text: str = ""
    calls: list[tuple[str, Any]] = field(default_factory=list)  # (name, arguments; a string is sent as it is)


def says(text: str) -> Turn:
    return Turn(text=text)


def calls(name: str, **arguments: Any) -> Turn:
    return Turn(calls=[(name, arguments)])


class FakeModels:
    """`behaviour`: ok, tool, broken-json, malformed, html, 401, 429, 500, 404, cut, unfinished, slow, never.

    `script` holds one `Turn` for each request; after it, and without one, the model says `text`.
    `behaviours` is for each request in turn, when they differ.
    """

    def __init__(self) -> None:
        self.behaviour = "ok"
        self.behaviours: list[str] = []
        self.text = "You spent ₹1,234.50 on food."
        self.script: list[Turn] = []
        self.retry_after = "7"
        self.under = ""  # every other path is not found
        self.requests: list[dict] = []
        self.paths: list[str] = []
        self.headers: list[dict] = []
        self.broken_off = threading.Event()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                fake.requests.append(json.loads(self.rfile.read(length)))
                fake.paths.append(self.path)
                fake.headers.append({name.lower(): value for name, value in self.headers.items()})
                fake.answer(self)

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        behaviour = self.behaviours.pop(0) if self.behaviours else self.behaviour
        if not handler.path.startswith(self.under):
            behaviour = "404"
        if behaviour.isdigit():
            self._refuse(handler, int(behaviour))
            return
        if behaviour == "html":
            self._page(handler)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        try:
            self._stream(handler, behaviour)
        except OSError:
            self.broken_off.set()

    def _refuse(self, handler: BaseHTTPRequestHandler, status: int) -> None:
        body = json.dumps({"error": {"message": "no", "code": status}}).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        if status == 429:
            handler.send_header("Retry-After", self.retry_after)
        handler.end_headers()
        handler.wfile.write(body)

    def _page(self, handler: BaseHTTPRequestHandler) -> None:
        body = b"<!doctype html><title>Sign in to the network</title>"
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _stream(self, handler: BaseHTTPRequestHandler, behaviour: str) -> None:
        if behaviour == "never":
            time.sleep(20)
        for number, line in enumerate(self._lines(handler.path, self._turn(behaviour))):
            if number == 3 and behaviour == "cut":
                handler.close_connection = True
                handler.connection.close()
                return
            if number == 3 and behaviour == "unfinished":
                break
            if behaviour == "slow":
                time.sleep(0.3)
            text = "event: oops\ndata: {not json" if number == 3 and behaviour == "malformed" else line
            self._chunk(handler, f"{text}\n\n".encode())
        handler.wfile.write(b"0\r\n\r\n")

    def _turn(self, behaviour: str) -> Turn:
        if behaviour in ("tool", "broken-json"):
            return Turn(calls=[("weather", {"city": "Pune"} if behaviour == "tool" else '{"city": ')])
        return self.script.pop(0) if self.script else Turn(text=self.text)

    def _lines(self, path: str, turn: Turn) -> Iterator[str]:
        if "GenerateContent" in path:
            return _gemini(turn)
        return _anthropic(turn) if path.endswith("/messages") else _openai(turn)

    @staticmethod
    def _chunk(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        handler.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        handler.wfile.flush()


def _words(text: str) -> list[str]:
    return [f"{word} " for word in text.split(" ")] if text else []


def _written(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def _openai(turn: Turn) -> Iterator[str]:
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake"}

    def chunk(delta: dict, reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return f"data: {json.dumps({**head, 'choices': [choice]})}"

    for word in _words(turn.text):
        yield chunk({"role": "assistant", "content": word})
    for index, (name, arguments) in enumerate(turn.calls):
        function = {"name": name, "arguments": _written(arguments)}
        call = {"index": index, "id": f"t{index}", "type": "function", "function": function}
        yield chunk({"role": "assistant", "tool_calls": [call]})
    yield chunk({}, "tool_calls" if turn.calls else "stop")
    sent, received = USAGE
    usage = {"prompt_tokens": sent, "completion_tokens": received, "total_tokens": sent + received}
    yield f"data: {json.dumps({**head, 'choices': [], 'usage': usage})}"
    yield "data: [DONE]"


def _gemini(turn: Turn) -> Iterator[str]:
    def chunk(parts: list[dict], reason: str | None = None) -> str:
        candidate: dict = {"content": {"role": "model", "parts": parts}, "index": 0}
        if reason:
            candidate["finishReason"] = reason
        usage = {
            "promptTokenCount": USAGE[0],
            "candidatesTokenCount": USAGE[1],
            "totalTokenCount": sum(USAGE),
        }
        found = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "fake"}
        return f"data: {json.dumps(found)}"

    for word in _words(turn.text):
        yield chunk([{"text": word}])
    parts: list[dict[str, Any]] = [
        {"functionCall": {"name": name, "args": arguments if isinstance(arguments, dict) else {}}}
        for name, arguments in turn.calls
    ]
    yield chunk(parts or [{"text": ""}], "STOP")


def _anthropic(turn: Turn) -> Iterator[str]:
    def event(kind: str, **found: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **found})}"

    def block(index: int, started: dict, deltas: list[dict]) -> Iterator[str]:
        yield event("content_block_start", index=index, content_block=started)
        for delta in deltas:
            yield event("content_block_delta", index=index, delta=delta)
        yield event("content_block_stop", index=index)

    usage = {"input_tokens": USAGE[0], "output_tokens": 1}
    head = {"id": "m1", "type": "message", "role": "assistant", "model": "fake", "content": []}
    yield event("message_start", message={**head, "stop_reason": None, "stop_sequence": None, "usage": usage})
    words = [{"type": "text_delta", "text": word} for word in _words(turn.text)]
    if words:
        yield from block(0, {"type": "text", "text": ""}, words)
    for index, (name, arguments) in enumerate(turn.calls, start=1 if words else 0):
        started = {"type": "tool_use", "id": f"t{index}", "name": name, "input": {}}
        pieces = [{"type": "input_json_delta", "partial_json": _written(arguments)}]
        yield from block(index, started, pieces)
    reason = "tool_use" if turn.calls else "end_turn"
    delta = {"stop_reason": reason, "stop_sequence": None}
    yield event("message_delta", delta=delta, usage={"output_tokens": USAGE[1]})
    yield event("message_stop")
