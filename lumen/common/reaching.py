"""Connections to servers that a person named: the outside world only, within a time.

The connection goes to the very address that was judged, so a name that leads elsewhere a moment later
changes nothing.
"""

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from lumen.common.addresses import is_public

CONNECT_SECONDS = 8.0
LONGEST_URL = 2_000
LOWEST_PORT = 1_024
PORTS = {"http": 80, "https": 443}
_BAD = re.compile(r"[\x00-\x20\x7f]")


class PrivateAddressError(OSError):
    """The name leads into a private network that nobody allowed."""


class NoWebAddressError(ValueError):
    """This is no address of a web server; `reason` is one of: malformed, scheme, credentials, port."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Deadline:
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


def parsed(url: str) -> SplitResult:
    """The parts of an http(s) address without name and password, at a port a web server may have.

    Raises:
        NoWebAddressError: it is something else.
    """
    url = url.strip()
    if len(url) > LONGEST_URL or _BAD.search(url):
        raise NoWebAddressError("malformed")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NoWebAddressError("malformed") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise NoWebAddressError("scheme")
    if parts.username or parts.password:
        raise NoWebAddressError("credentials")
    if port is not None and port not in PORTS.values() and port < LOWEST_PORT:
        raise NoWebAddressError("port")
    return parts


def connect(
    parts: SplitResult, *, deadline: Deadline, allowed: Collection[str] = ()
) -> http.client.HTTPConnection:
    """Connect to the server of a parsed address.

    Args:
        allowed: hosts (`name` or `name:port`) of one's own network that may be reached all the same.

    Raises:
        PrivateAddressError: one of the name's addresses is not public.
        OSError: it cannot be reached.
    """
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    address = _address(host, port, allowed)
    plain = socket.create_connection((address, port), timeout=CONNECT_SECONDS)
    deadline.watch(plain)
    connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    try:
        connection.sock = _secured(plain, host) if parts.scheme == "https" else plain
        deadline.watch(connection.sock)
    except BaseException:
        plain.close()
        raise
    return connection


def path_of(parts: SplitResult) -> str:
    """What to ask the server for, in ASCII."""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in path)


def _secured(plain: socket.socket, host: str) -> socket.socket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _address(host: str, port: int, allowed: Collection[str]) -> str:
    """The checked address to connect to."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    is_allowed = {host, f"{host}:{port}"} & set(allowed)
    if not is_allowed and not all(is_public(address) for address in addresses):
        raise PrivateAddressError(host)
    return addresses[0]
