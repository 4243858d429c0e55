"""A websocket client of the few lines that a thousand open widgets need."""

import asyncio
import base64
import os
import struct

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
LONG, LONGER = 126, 127


class ClosedError(Exception):
    """The other side ended the socket."""


class Socket:
    """One open socket; text only."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port: int, path: str) -> "Socket":
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"Origin: http://127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise ClosedError(head.split(b"\r\n")[0].decode())
        return cls(reader, writer)

    async def send(self, text: str) -> None:
        await self._send(text.encode(), TEXT)

    async def _send(self, body: bytes, kind: int) -> None:
        size = struct.pack("!B", 0x80 | len(body))
        if len(body) >= LONG:
            size = struct.pack("!BH", 0x80 | LONG, len(body))
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(body))
        self.writer.write(struct.pack("!B", 0x80 | kind) + size + mask + masked)
        await self.writer.drain()

    async def receive(self) -> str:
        """The next text; pings are answered.

        Raises:
            ClosedError: the socket ended.
        """
        while True:
            kind, body = await self._frame()
            if kind == PING:
                await self._send(body, PONG)  # byte for byte, or it does not count
            elif kind == CLOSE:
                raise ClosedError(str(struct.unpack("!H", body[:2])[0]) if body else "")
            elif kind == TEXT:
                return body.decode()

    async def _frame(self) -> tuple[int, bytes]:
        try:
            first, second = await self.reader.readexactly(2)
            size = second & 0x7F
            if size == LONG:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif size == LONGER:
                (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return first & 0x0F, await self.reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ClosedError("cut off") from error

    def close(self) -> None:
        self.writer.close()
