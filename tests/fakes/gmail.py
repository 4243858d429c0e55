"""A local server that speaks Gmail's REST protocol, Google's token endpoints and key list."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesHeaderParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

SCOPE = "https://www.googleapis.com/auth/gmail.readonly"


@dataclass
class Failure:
    """What the next `times` requests whose address holds `part` get instead of an answer."""

    part: str
    status: int
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)


@dataclass
class Gmail:
    url: str = ""
    address: str = "maria@gmail.example"
    page_size: int = 2
    oldest_history: int = 0  # an older start is answered with 404
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    history_id: int = 1000
    refresh_token: str = "refresh-1"
    access_token: str = "access-1"
    scope: str = SCOPE
    code: str = "the-code"
    verifiers: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    watched: list[str] = field(default_factory=list)
    stopped: int = 0
    keys: dict[str, Any] = field(default_factory=lambda: {"keys": []})

    def arrives(self, raw: bytes, *, labels: tuple[str, ...] = ("INBOX",), days_ago: int = 0) -> str:
        """A new mail, with its line in the history."""
        self.history_id += 7
        message_id = f"m{len(self.messages) + 1}"
        moment = int((time.time() - days_ago * 86_400) * 1000)
        self.messages[message_id] = {
            "id": message_id,
            "threadId": message_id,
            "labelIds": list(labels),
            "internalDate": str(moment),
            "raw": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        }
        self.tell(message_id)
        return message_id

    def tell(self, message_id: str) -> None:
        """A line of the history: a message was added (Gmail may say so twice)."""
        self.history_id += 7
        told = {"id": message_id, "labelIds": self.messages[message_id]["labelIds"]}
        self.history.append({"id": str(self.history_id), "messagesAdded": [{"message": told}]})

    def fails(self, part: str, status: int, times: int = 1, **told: Any) -> None:
        self.failures.append(Failure(part, status, times, **told))

    def failure_of(self, address: str) -> Failure | None:
        for failure in self.failures:
            if failure.part in address and failure.times > 0:
                failure.times -= 1
                return failure
        return None

    def fetched(self) -> list[str]:
        """The ids whose whole text was asked for."""
        return [path.rsplit("/", 1)[1] for _m, path, query in self.asked if query.get("format") == ["raw"]]

    def answer(self, method: str, path: str, query: dict[str, list[str]], form: dict[str, str]) -> Any:
        if path == "/token":
            return self._token(form)
        if path == "/revoke":
            self.revoked.append(form["token"])
            return 200, {}
        if path == "/certs":
            return 200, self.keys
        return self._mailbox(path.removeprefix("/gmail/v1/users/me/"), query)

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if form["grant_type"] == "authorization_code":
            if form["code"] != self.code:
                return 400, {"error": "invalid_grant"}
            self.verifiers.append(form["code_verifier"])
        elif form["refresh_token"] != self.refresh_token:
            return 400, {"error": "invalid_grant"}
        told = {"access_token": self.access_token, "expires_in": 3600, "scope": self.scope}
        if form["grant_type"] == "authorization_code":
            told["refresh_token"] = self.refresh_token
        return 200, told

    def _mailbox(self, what: str, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        if what == "profile":
            return 200, {"emailAddress": self.address, "historyId": str(self.history_id)}
        if what == "messages":
            return self._list(query)
        if what.startswith("messages/"):
            return self._message(what.removeprefix("messages/"), query["format"][0])
        if what == "history":
            return self._history(query)
        if what == "watch":
            self.watched.append("watch")
            week = int((time.time() + 7 * 86_400) * 1000)
            return 200, {"historyId": str(self.history_id), "expiration": str(week)}
        self.stopped += 1
        return 200, {}

    def _list(self, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        after = int(query["q"][0].split()[0].removeprefix("after:")) * 1000
        ids = [key for key, told in reversed(self.messages.items()) if int(told["internalDate"]) >= after]
        return self._page("messages", [{"id": one} for one in ids], query)

    def _history(self, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        start = int(query["startHistoryId"][0])
        if start < self.oldest_history:
            return 404, {"error": {"code": 404}}
        records = [record for record in self.history if int(record["id"]) > start]
        status, told = self._page("history", records, query)
        return status, {**told, "historyId": str(self.history_id)}

    def _page(self, name: str, rows: list[Any], query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        start = int(query.get("pageToken", ["0"])[0])
        told: dict[str, Any] = {name: rows[start : start + self.page_size]}
        if start + self.page_size < len(rows):
            told["nextPageToken"] = str(start + self.page_size)
        return 200, told

    def _message(self, message_id: str, form: str) -> tuple[int, dict[str, Any]]:
        message = self.messages.get(message_id)
        if message is None:
            return 404, {"error": {"code": 404}}
        if form == "raw":
            return 200, message
        raw = base64.urlsafe_b64decode(message["raw"] + "==")
        headers = BytesHeaderParser(policy=policy.default).parsebytes(raw)
        told = [{"name": name, "value": str(headers[name])} for name in ("From", "Subject") if headers[name]]
        return 200, {"id": message_id, "labelIds": message["labelIds"], "payload": {"headers": told}}


@contextmanager
def running() -> Iterator[Gmail]:
    fake = Gmail()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            fake.asked.append((self.command, parts.path, query))
            failure = fake.failure_of(self.path)
            if failure:
                self._send(failure.status, failure.body, failure.headers)
                return
            is_ours = self.headers.get("Authorization") == f"Bearer {fake.access_token}"
            if parts.path.startswith("/gmail/") and not is_ours:
                self._send(401, {"error": {"code": 401}}, {})
                return
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, answer = fake.answer(self.command, parts.path, query, form)
            self._send(status, answer, {})

        def do_POST(self) -> None:
            self.do_GET()

        def _send(self, status: int, body: Any, headers: dict[str, str]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
