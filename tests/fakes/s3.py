"""A bucket on this machine that speaks as much of S3 as storing files needs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "papers"
_MISSING = b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>"


@dataclass
class Bucket:
    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    server: "Server"
    protocol_version = "HTTP/1.1"

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}").lstrip("/")

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" in (self.headers.get("Content-Encoding") or ""):
            content = _unchunked(content)
        self.server.bucket.files[self.key] = content
        self._answer(200, b"", ETag=f'"{md5(content, usedforsecurity=False).hexdigest()}"')

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if not self.key:
            return self._answer(200, self._listing(query.get("prefix", [""])[0]))
        content = self.server.bucket.files.get(self.key)
        if content is None:
            return self._answer(404, _MISSING)
        span = (self.headers.get("Range") or "").removeprefix("bytes=")
        if not span:
            return self._answer(200, content)
        start, _, end = span.partition("-")
        part = content[int(start) : int(end) + 1 if end else None]
        return self._answer(
            206, part, Content_Range=f"bytes {start}-{int(start) + len(part) - 1}/{len(content)}"
        )

    def do_HEAD(self) -> None:
        content = self.server.bucket.files.get(self.key)
        self._answer(404 if content is None else 200, content or b"", is_head=True)

    def do_DELETE(self) -> None:
        self.server.bucket.files.pop(self.key, None)
        self._answer(204, b"")

    def _answer(self, status: int, content: bytes, *, is_head: bool = False, **headers: str) -> None:
        self.server.bucket.asked.append(f"{self.command} {self.key}")
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", "Tue, 03 Mar 2026 10:00:00 GMT")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if not is_head:
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing is written."""

    def _listing(self, prefix: str) -> bytes:
        names = [name for name in self.server.bucket.files if name.startswith(prefix)]
        rows = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(self.server.bucket.files[name])}</Size></Contents>"
            for name in names
        )
        return (
            f"<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>{len(names)}</KeyCount>"
            f"{rows}</ListBucketResult>"
        ).encode()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bucket = Bucket(f"http://127.0.0.1:{self.server_address[1]}")


@contextmanager
def serving() -> Iterator[Bucket]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.bucket
    finally:
        server.shutdown()
        server.server_close()


def _unchunked(content: bytes) -> bytes:
    """The body without the frames that a client puts around its pieces."""
    whole = b""
    while content:
        size, _, rest = content.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if not length:
            break
        whole += rest[:length]
        content = rest[length + 2 :]
    return whole
