"""Servers on this machine that keep whoever asks them waiting, each in its own way."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
FIRST_WORD = (
    b'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,'
    b'"delta":{"role":"assistant","content":"You "},"finish_reason":null}]}\n\n'
)
OUT_OF_ORDER = (
    b"HTTP/1.1 503 Busy\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
COME_BACK = (
    b"HTTP/1.1 429 Busy\r\nContent-Type: application/json\r\nRetry-After: 3\r\nContent-Length: 2\r\n"
    b"Connection: close\r\n\r\n{}"
)
DRIP_SECONDS = 0.05
TICK_SECONDS = 0.02
SILENT_CONNECTIONS = 4


@dataclass
class Server:
    """Takes one connection after the other, says something, and then waits to be left."""

    says: bytes = b""
    drips: bytes = b""
    hangs_up: bool = False
    url: str = ""
    is_asked: threading.Event = field(default_factory=threading.Event)
    asked_at: float = 0.0
    open_connections: int = 0
    _is_over: threading.Event = field(default_factory=threading.Event)

    def serve(self, listening: socket.socket) -> None:
        listening.settimeout(TICK_SECONDS)
        while not self._is_over.is_set():
            with suppress(TimeoutError):
                connection, _address = listening.accept()
                self.open_connections += 1
                with connection, suppress(OSError):
                    self._answer(connection)
                self.open_connections -= 1

    def close(self) -> None:
        self._is_over.set()

    def _answer(self, connection: socket.socket) -> None:
        asked = b""
        while b"\r\n\r\n" not in asked:
            received = connection.recv(65_536)
            if not received:
                return
            asked += received
        connection.sendall(self.says)
        self.asked_at = time.monotonic()
        self.is_asked.set()
        if not self.hangs_up:
            self._wait_until_left(connection)

    def _wait_until_left(self, connection: socket.socket) -> None:
        dripped_at = time.monotonic()
        while not self._is_over.is_set():
            ready, _, _ = select.select([connection], [], [], TICK_SECONDS)
            if ready and not connection.recv(65_536):
                return
            if self.drips and time.monotonic() - dripped_at > DRIP_SECONDS:
                dripped_at = time.monotonic()
                connection.sendall(self.drips)


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=server.serve, args=(listening,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.close()
            thread.join()


@dataclass
class Wall:
    """An address that lets nobody in and tells nobody so."""

    port: int
    filling: int = 0  # connections that only keep it full

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def knocking(self) -> int:
        """How many connections to it are being tried now, those that fill it left out."""
        wanted = f":{self.port:04X}"
        with open("/proc/net/tcp") as table:  # noqa: PTH123  not a file on a disk
            rows = [line.split() for line in table.readlines()[1:]]
        return sum(row[2].endswith(wanted) and row[3] == "02" for row in rows) - self.filling


@contextmanager
def walled() -> Iterator[Wall]:
    """A listening socket whose queue is full: whoever knocks waits until he gives up."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(0)
    wall = Wall(listening.getsockname()[1])
    fillers = []
    try:
        for _each in range(SILENT_CONNECTIONS):
            filler = socket.socket()
            filler.settimeout(0)
            with suppress(BlockingIOError):
                filler.connect(("127.0.0.1", wall.port))
            fillers.append(filler)
        time.sleep(TICK_SECONDS)
        wall.filling = wall.knocking()
        yield wall
    finally:
        for one in (*fillers, listening):
            one.close()
