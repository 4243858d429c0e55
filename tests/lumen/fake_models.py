"""A server on 127.0.0.1 that speaks the wire protocols of language models, well or badly on demand."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeModels:
    """`behaviour`: ok, tool, broken-json, 401, 429, 500, cut, slow, never."""

    def __init__(self) -> None:
        self.behaviour = "ok"
        self.text = "You spent ₹1,234.50 on food."
        self.requests: list[dict] = []
        self.paths: list[str] = []
        self.broken_off = threading.Event()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                fake.requests.append(json.loads(self.rfile.read(length)))
                fake.paths.append(self.path)
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
        if self.behaviour.isdigit():
            body = json.dumps({"error": {"message": "no", "code": int(self.behaviour)}}).encode()
            handler.send_response(int(self.behaviour))
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            if self.behaviour == "429":
                handler.send_header("Retry-After", "7")
            handler.end_headers()
            handler.wfile.write(body)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        try:
            self._stream(handler)
        except OSError:
            self.broken_off.set()

    def _stream(self, handler: BaseHTTPRequestHandler) -> None:
        if self.behaviour == "never":
            time.sleep(20)
        lines = self._gemini() if "GenerateContent" in handler.path else self._openai()
        for number, line in enumerate(lines):
            if self.behaviour == "cut" and number == 3:
                handler.close_connection = True
                handler.connection.close()
                return
            if self.behaviour == "slow":
                time.sleep(0.3)
            self._chunk(handler, f"data: {line}\n\n".encode())
        handler.wfile.write(b"0\r\n\r\n")

    @staticmethod
    def _chunk(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        handler.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        handler.wfile.flush()

    def _words(self) -> list[str]:
        return [f"{word} " for word in self.text.split(" ")]

    def _openai(self) -> Iterator[str]:
        def chunk(delta: dict, reason: str | None = None, **extra: object) -> str:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake"}
            return json.dumps({**head, "choices": [choice], **extra})

        if self.behaviour in ("tool", "broken-json"):
            arguments = '{"city": "Pune"}' if self.behaviour == "tool" else '{"city": '
            call = {
                "index": 0,
                "id": "t1",
                "type": "function",
                "function": {"name": "weather", "arguments": arguments},
            }
            yield chunk({"role": "assistant", "tool_calls": [call]})
            yield chunk({}, "tool_calls")
        else:
            for word in self._words():
                yield chunk({"role": "assistant", "content": word})
            yield chunk({}, "stop")
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        yield json.dumps(
            {
                "id": "c1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "fake",
                "choices": [],
                "usage": usage,
            }
        )
        yield "[DONE]"

    def _gemini(self) -> Iterator[str]:
        def chunk(parts: list[dict], reason: str | None = None) -> str:
            candidate = {"content": {"role": "model", "parts": parts}, "index": 0}
            if reason:
                candidate["finishReason"] = reason
            usage = {"promptTokenCount": 11, "candidatesTokenCount": 7, "totalTokenCount": 18}
            return json.dumps({"candidates": [candidate], "usageMetadata": usage, "modelVersion": "fake"})

        if self.behaviour == "tool":
            yield chunk([{"functionCall": {"name": "weather", "args": {"city": "Pune"}}}], "STOP")
            return
        for word in self._words():
            yield chunk([{"text": word}])
        yield chunk([{"text": ""}], "STOP")
