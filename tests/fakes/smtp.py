"""A small SMTP server on this machine: STARTTLS or TLS, a password, and refusals a test lays out."""

import base64
import re
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

from tests.fakes.imap import _certificate


@dataclass
class Taken:
    sender: str
    to: list[str]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class Smtp:
    host: str = "localhost"
    port: int = 0
    user: str = "support@shop.example"
    password: str = "app-password"
    offers_tls: bool = True
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)  # by command: what to say instead, in turn
    breaks_at: str = ""  # the connection ends when this command comes

    def refuse(self, command: str, *answers: str) -> None:
        self.answers.setdefault(command, []).extend(answers)


class _Session(socketserver.StreamRequestHandler):
    fake: Smtp
    context: ssl.SSLContext
    starts_secure = False

    def handle(self) -> None:
        self.is_secure, self.is_known = self.starts_secure, False
        self.sender = ""
        self.to: list[str] = []
        try:
            self._say("220 ready")
            while line := self.rfile.readline(8192):
                if not self._answer(line.decode("utf-8", "replace").strip()):
                    return
        except (OSError, ssl.SSLError):
            return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _answer(self, line: str) -> bool:
        name = re.split(r"\W", line, maxsplit=1)[0].upper()
        self.fake.commands.append("AUTH ***" if name == "AUTH" else line)
        if self.fake.breaks_at == name:
            return False
        if self.fake.answers.get(name):
            self._say(self.fake.answers[name].pop(0))
            return True
        return self._known(name, line)

    def _known(self, name: str, line: str) -> bool:
        match name:
            case "EHLO" | "HELO":
                self._greet()
            case "STARTTLS":
                self._secure()
            case "AUTH":
                self._know(line)
            case "MAIL":
                self.sender, self.to = line.partition("<")[2].partition(">")[0], []
                self._say("250 ok" if self.is_known else "530 sign in first")
            case "RCPT":
                self.to.append(line.partition("<")[2].partition(">")[0])
                self._say("250 ok")
            case "DATA":
                self._take()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 ok")
        return True

    def _greet(self) -> None:
        offers = ["fake", "8BITMIME", "SMTPUTF8"]
        if self.is_secure:
            offers.append("AUTH PLAIN")
        elif self.fake.offers_tls:
            offers.append("STARTTLS")
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        self._say(f"250 {offers[-1]}")

    def _secure(self) -> None:
        self._say("220 go")
        self.request = self.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self.is_secure = True

    def _know(self, line: str) -> None:
        parts = line.split(" ")
        told = base64.b64decode(parts[2]).decode().split("\0") if len(parts) > 2 else []
        self.is_known = self.is_secure and told[1:] == [self.fake.user, self.fake.password]
        self._say("235 welcome" if self.is_known else "535 5.7.8 wrong")

    def _take(self) -> None:
        self._say("354 go")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.fake.answers.get("END"):
            self._say(self.fake.answers["END"].pop(0))
            return
        self.fake.taken.append(Taken(self.sender, self.to, b"".join(lines)))
        self._say("250 taken")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    context: ssl.SSLContext | None = None

    def get_request(self):
        connection, address = super().get_request()
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True)
        return connection, address

    def handle_error(self, request, client_address) -> None:
        pass


@contextmanager
def running(folder: Path, *, tls: bool = False) -> Iterator[tuple[Smtp, Path]]:
    """The server and the certificate to trust: that of the IMAP server of the same folder if there is one."""
    fake = Smtp()
    chain, private = folder / "imap.pem", folder / "imap.key"
    if not chain.exists():
        chain, private = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    handler = type("Session", (_Session,), {"fake": fake, "context": context, "starts_secure": tls})
    server = _Server(("127.0.0.1", 0), handler)
    server.context = context if tls else None
    fake.port = server.server_address[1]
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield fake, chain
    finally:
        server.shutdown()
        server.server_close()
