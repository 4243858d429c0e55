"""Fetching a file from an address a person gave: the outside world only, within limits.

Each step of a redirect is judged anew, and the connection goes to the very address that was judged, so
a name that leads elsewhere a moment later changes nothing.
"""

import http.client
import re
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from typing import IO, cast
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.conf import settings

from lumen.common.addresses import is_public
from lumen.common.errors import LumenError

MOST_REDIRECTS = 5
CONNECT_SECONDS = 8.0
BLOCK = 64 * 1024
LONGEST_URL = 2_000
LONGEST_REASON = 80
LOWEST_PORT = 1_024
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
_BAD = re.compile(r"[\x00-\x20\x7f]")


class LinkError(LumenError):
    code, title = "unreachable-link", "This link could not be fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A downloaded file at its beginning; closing it removes it."""

    file: IO[bytes]
    name: str
    url: str


@contextmanager
def fetch(url: str) -> Iterator[Fetched]:
    """Download a file for the time of the `with` block.

    Raises:
        LinkError: no http(s) address, inside a private network, unreachable, too slow, or refused there.
    """
    with tempfile.TemporaryFile() as target:
        deadline = _Deadline(settings.DOCUMENTS_LINK_SECONDS)
        try:
            name, final = _follow(url, target, deadline)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise LinkError(_why(error, deadline)) from error
        finally:
            deadline.cancel()
        target.seek(0)
        yield Fetched(file=cast("IO[bytes]", target), name=name, url=final)


def _why(error: Exception, deadline: "_Deadline") -> str:
    if deadline.is_over or isinstance(error, TimeoutError):
        return "The server behind this link took too long. Download the file yourself and upload it."
    if isinstance(error, ssl.SSLError):
        return "The server behind this link has no valid certificate, so nothing was fetched."
    return "The server behind this link cannot be reached. Check the address."


def _follow(url: str, target: IO[bytes], deadline: "_Deadline") -> tuple[str, str]:
    for _ in range(MOST_REDIRECTS + 1):
        parts = _judged(url)
        connection = _connection(parts, deadline)
        try:
            response = _ask(connection, parts)
            if response.status not in REDIRECTS:
                _download(response, target)
                if deadline.is_over:  # what came may be a part only
                    raise TimeoutError
                return _name(response.headers, parts), url
            url = urljoin(url, response.headers.get("Location") or "")
        finally:
            connection.close()
    raise LinkError("This link leads from one address to the next without end.")


def _judged(url: str) -> SplitResult:
    url = url.strip()
    if len(url) > LONGEST_URL or _BAD.search(url):
        raise LinkError("This is not an address of the web. Copy it again from the address line.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise LinkError("This is not an address of the web. Copy it again from the address line.") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise LinkError("Lumen fetches addresses that begin with https:// or http:// only.")
    if parts.username or parts.password:
        raise LinkError("This address holds a name or password. Download the file yourself and upload it.")
    if port is not None and port not in PORTS.values() and port < LOWEST_PORT:
        raise LinkError("Lumen does not connect to this kind of server.")
    return parts


def _connection(parts: SplitResult, deadline: "_Deadline") -> http.client.HTTPConnection:
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    plain = socket.create_connection((_address(host, port), port), timeout=CONNECT_SECONDS)
    deadline.watch(plain)
    connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    try:
        connection.sock = _secured(plain, host) if parts.scheme == "https" else plain
        deadline.watch(connection.sock)
    except BaseException:
        plain.close()
        raise
    return connection


def _secured(plain: socket.socket, host: str) -> socket.socket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _address(host: str, port: int) -> str:
    """The checked address to connect to."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    is_allowed = {host, f"{host}:{port}"} & set(settings.DOCUMENTS_LINK_HOSTS)
    if not is_allowed and not all(is_public(address) for address in addresses):
        raise LinkError("This link leads into a private network, where Lumen does not go.")
    return addresses[0]


def _ask(connection: http.client.HTTPConnection, parts: SplitResult) -> http.client.HTTPResponse:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    path = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in path)
    headers = {"User-Agent": "Lumen", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def _download(response: http.client.HTTPResponse, target: IO[bytes]) -> None:
    if response.status != http.client.OK:
        raise LinkError(
            f"The server behind this link answered “{response.status} {response.reason[:LONGEST_REASON]}”. "
            "If it asks for a sign-in, download the file yourself and upload it."
        )
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise LinkError("The server behind this link sends the file packed. Download and upload it yourself.")
    limit = settings.DOCUMENT_MAX_BYTES
    told = response.headers.get("Content-Length") or ""
    if told.isascii() and told.isdigit() and int(told) > limit:
        raise _too_large(limit)
    received = 0
    while block := response.read(BLOCK):
        received += len(block)
        if received > limit:
            raise _too_large(limit)
        target.write(block)
    if told.isascii() and told.isdigit() and received < int(told):
        raise http.client.IncompleteRead(b"", int(told) - received)


def _too_large(limit: int) -> LinkError:
    return LinkError(f"The file behind this link is larger than {limit // (1024 * 1024)} MB.")


def _name(headers: Message, parts: SplitResult) -> str:
    """What the server calls the file, or the last part of the address, with an ending of its kind."""
    told = headers.get_filename() or unquote(PurePosixPath(parts.path).name) or str(parts.hostname)
    is_page = headers.get_content_type() in ("text/html", "application/xhtml+xml")
    return f"{told}.html" if is_page and not PurePosixPath(told).suffix.lower().startswith(".htm") else told


class _Deadline:
    """Shuts the connection when all of it took too long, however slowly it drips."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, opened: socket.socket) -> None:
        self._sockets.append(opened)

    def cancel(self) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.is_over = True
        for opened in self._sockets:
            try:
                opened.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
