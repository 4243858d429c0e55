"""A mailbox of customers on two servers of this machine, and what customers write to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from assistants.channels.mail import polling
from assistants.models import Assistant, Channel
from lumen.common import crypto
from lumen.common.redis import client
from tests.assistants import making
from tests.fakes import imap as fake_imap
from tests.fakes import smtp as fake_smtp

ADDRESS = "support@kerze.example"


@dataclass
class Servers:
    imap: fake_imap.Imap
    smtp: fake_smtp.Smtp

    def settings(self, **changes: Any) -> dict[str, Any]:
        told = {
            "address": ADDRESS,
            "from_name": "Kerze",
            "host": self.imap.host,
            "port": self.imap.port,
            "folder": "INBOX",
            "smtp_host": self.smtp.host,
            "smtp_port": self.smtp.port,
            "smtp_security": "starttls",
            "user": ADDRESS,
            "uses_plus": True,
        }
        return {**told, **changes}


@contextmanager
def serving(folder, settings, *, smtp_tls: bool = False) -> Iterator[Servers]:
    """Both servers, trusted and allowed."""
    with (
        fake_imap.running(folder) as (imap, chain),
        fake_smtp.running(folder, tls=smtp_tls) as (smtp, _chain),
    ):
        imap.user = smtp.user = ADDRESS
        settings.MAILBOX_PRIVATE_HOSTS, settings.MAILBOX_CA_FILE = True, str(chain)
        yield Servers(imap, smtp)


def connected(assistant: Assistant, servers: Servers, **changes: Any) -> Channel:
    """An e-mail channel since an hour ago."""
    started = (timezone.now() - timedelta(hours=1)).isoformat()
    return making.make_channel(
        assistant,
        Channel.Kind.EMAIL,
        name="Support",
        settings=servers.settings(starts_at=started, **changes),
        credentials=crypto.encrypt(json.dumps({"password": "app-password"})),
    )


def poll(channel: Channel) -> dict[str, int]:
    client().delete(f"lumen:channel:{channel.pk}:wait")
    counts = polling.poll(channel_id=str(channel.pk), now=timezone.now())
    channel.refresh_from_db()
    return dict(counts)


def letter(text: str = "Where is my parcel?", *, number: int = 1, **headers: str) -> bytes:
    told = {
        "From": "Nora Lind <nora@example.com>",
        "To": ADDRESS,
        "Subject": "My parcel",
        "Message-ID": f"<nora-{number}@example.com>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return ("".join(f"{name}: {value}\r\n" for name, value in told.items()) + f"\r\n{text}\r\n").encode()
