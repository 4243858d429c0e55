"""A small IMAP server over TLS with a certificate made for the test."""

import datetime
import ipaddress
import re
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Mail:
    uid: int
    raw: bytes
    moment: datetime.datetime
    claimed_size: int = 0  # a size the server tells instead of the true one

    @property
    def size(self) -> int:
        return self.claimed_size or len(self.raw)


@dataclass
class Imap:
    host: str = "localhost"
    port: int = 0
    user: str = "maria@example.com"
    password: str = "app-password"
    validity: int = 7
    folder: str = "INBOX"
    mails: list[Mail] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    break_after_fetches: int = -1  # the connection ends in the middle of the fetch with this number
    claimed_literal: int = 0  # announce a literal of this size when a mail is fetched

    def arrives(self, raw: bytes, *, days_ago: int = 0, claimed_size: int = 0) -> int:
        uid = (self.mails[-1].uid if self.mails else 0) + 3
        moment = datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=days_ago)
        self.mails.append(Mail(uid, raw, moment, claimed_size))
        return uid

    def is_made_anew(self) -> None:
        """The folder gets another UIDVALIDITY, and every mail another UID."""
        self.validity += 1
        for position, mail in enumerate(self.mails, start=1):
            mail.uid = position


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(tz=datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "imap.pem", folder / "imap.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return chain, private


class _Session(socketserver.StreamRequestHandler):
    fake: Imap

    def handle(self) -> None:
        try:
            self._say("* OK ready")
            while line := self.rfile.readline(8192):
                tag, _space, rest = line.decode().strip().partition(" ")
                self.fake.commands.append(re.sub(r"(LOGIN \S+) .*", r"\1 ***", rest))
                if not self._answer(tag, rest):
                    return
        except (OSError, ssl.SSLError):
            return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _answer(self, tag: str, rest: str) -> bool:
        name, _space, arguments = rest.partition(" ")
        match name.upper():
            case "CAPABILITY":
                self._say("* CAPABILITY IMAP4rev1")
                self._say(f"{tag} OK done")
            case "LOGIN":
                right = f'{self.fake.user} "{self.fake.password}"'
                is_right = arguments in {right, f'"{self.fake.user}" "{self.fake.password}"'}
                self._say(f"{tag} OK signed in" if is_right else f"{tag} NO [AUTHENTICATIONFAILED] no")
            case "EXAMINE":
                self._examine(tag, arguments)
            case "UID":
                return self._uid(tag, arguments)
            case "LOGOUT":
                self._say("* BYE")
                self._say(f"{tag} OK bye")
                return False
            case _:
                self._say(f"{tag} BAD {name}")
        return True

    def _examine(self, tag: str, folder: str) -> None:
        if folder.strip('"') != self.fake.folder:
            self._say(f"{tag} NO no such folder")
            return
        self._say(f"* {len(self.fake.mails)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self.fake.validity}] valid")
        self._say(f"{tag} OK [READ-ONLY] examined")

    def _uid(self, tag: str, arguments: str) -> bool:
        command, _space, rest = arguments.partition(" ")
        if command.upper() == "SEARCH":
            self._say(f"* SEARCH {' '.join(map(str, self._found(rest)))}".rstrip())
        elif not self._fetch(rest):
            return False
        self._say(f"{tag} OK done")
        return True

    def _found(self, criteria: str) -> list[int]:
        if since := re.fullmatch(r"SINCE (\S+)", criteria):
            day = datetime.datetime.strptime(since[1], "%d-%b-%Y").replace(tzinfo=datetime.UTC)
            return [mail.uid for mail in self.fake.mails if mail.moment >= day]
        first = int(criteria.removeprefix("UID ").partition(":")[0])
        newest = self.fake.mails[-1].uid if self.fake.mails else 0
        return [mail.uid for mail in self.fake.mails if mail.uid >= min(first, newest)]

    def _fetch(self, rest: str) -> bool:
        uids, _space, what = rest.partition(" ")
        wanted = set(map(int, uids.split(",")))
        for number, mail in enumerate(self.fake.mails, start=1):
            if mail.uid not in wanted:
                continue
            if "HEADER.FIELDS" in what:
                self._heading(number, mail)
            elif not self._whole(number, mail):
                return False
        return True

    def _heading(self, number: int, mail: Mail) -> None:
        headers = BytesHeaderParser(policy=policy.compat32).parsebytes(mail.raw)
        lines = [f"{name}: {headers[name]}\r\n" for name in ("From", "Subject") if headers[name]]
        block = ("".join(lines) + "\r\n").encode("utf-8", "surrogateescape")
        moment = mail.moment.strftime("%d-%b-%Y %H:%M:%S +0000")
        before = f'* {number} FETCH (UID {mail.uid} RFC822.SIZE {mail.size} INTERNALDATE "{moment}"'
        self._say(f"{before} BODY[HEADER.FIELDS (FROM SUBJECT)] {{{len(block)}}}")
        self.wfile.write(block + b")\r\n")

    def _whole(self, number: int, mail: Mail) -> bool:
        if self.fake.break_after_fetches == 0:
            return False
        self.fake.break_after_fetches -= 1
        size = self.fake.claimed_literal or len(mail.raw)
        self._say(f"* {number} FETCH (UID {mail.uid} BODY[] {{{size}}}")
        self.wfile.write(mail.raw + b")\r\n")
        return True


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
def running(folder: Path, *, tls: bool = True) -> Iterator[tuple[Imap, Path]]:
    """The server and the certificate to trust."""
    fake = Imap()
    chain, private = _certificate(folder)
    server = _Server(("127.0.0.1", 0), type("Session", (_Session,), {"fake": fake}))
    if tls:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(chain, private)
    fake.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake, chain
    finally:
        server.shutdown()
        server.server_close()
