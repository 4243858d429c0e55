"""Which servers Lumen may be told to connect to: none inside its own network, unless allowed."""

import socket

from django.conf import settings

from lumen.common.addresses import is_public
from lumen.common.mailboxes.base import LaterError, MailboxError


def address_of(host: str, port: int) -> str:
    """The address to connect to; it is the one that was checked, whatever the name says a moment later.

    Raises:
        LaterError: the name is not known at the moment.
        MailboxError: the name leads into a private network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise LaterError(f"There is no server called {host}. Check the name.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.MAILBOX_PRIVATE_HOSTS and not all(is_public(address) for address in addresses):
        raise MailboxError("Lumen does not connect to servers inside its own network.")
    return addresses[0]
