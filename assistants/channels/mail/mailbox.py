"""The two servers behind an e-mail channel, from its row."""

import json

from assistants.channels.mail.smtp import STARTTLS, Server
from assistants.models import Channel
from lumen.common.crypto import decrypt
from lumen.common.mailboxes.imap import Login


def address_of(channel: Channel) -> str:
    """The channel's own address, lower case."""
    return str(channel.settings.get("address", "")).lower()


def login_of(channel: Channel) -> Login:
    """Where mail is read."""
    told = channel.settings
    return Login(
        host=told.get("host", ""),
        port=int(told.get("port", 993)),
        user=told.get("user", ""),
        password=_password(channel),
        folder=told.get("folder", "INBOX"),
    )


def server_of(channel: Channel) -> Server:
    """Where mail is sent."""
    told = channel.settings
    return Server(
        host=told.get("smtp_host", ""),
        port=int(told.get("smtp_port", 587)),
        user=told.get("user", ""),
        password=_password(channel),
        security=told.get("smtp_security", STARTTLS),
    )


def _password(channel: Channel) -> str:
    if not channel.credentials:
        return ""
    return str(json.loads(decrypt(channel.credentials)).get("password", ""))
