"""Sending over SMTP with TLS, to a server whose address was checked; what goes wrong is said in words."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from assistants.channels.base import DeliveryError
from lumen.common.mailboxes import hosts
from lumen.common.mailboxes.base import MailboxError

TIMEOUT = 20
TLS, STARTTLS = "tls", "starttls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    host: str
    port: int
    user: str
    password: str
    security: str = STARTTLS


class _Checked(smtplib.SMTP):
    """Connects to the address that was checked."""

    def __init__(self, address: str, host: str, port: int) -> None:
        self._address = address
        own_name = urlsplit(settings.SITE_URL).hostname or "localhost"
        super().__init__(timeout=TIMEOUT, local_hostname=own_name)
        self._host = host
        code, told = self.connect(host, port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, told)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((self._address, port), timeout)


class _CheckedTls(_Checked):
    """TLS from the first byte."""

    def __init__(self, address: str, host: str, port: int, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(address, host, port)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._context.wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)


def check(server: Server) -> None:
    """Connect and sign in.

    Raises:
        DeliveryError: with what is wrong in words.
    """
    with _signed_in(server):
        return


def send(server: Server, mail: EmailMessage, *, sender: str, to: str) -> None:
    """
    Raises:
        DeliveryError: it was not taken, and why.
    """
    with _signed_in(server) as connection:
        connection.send_message(mail, from_addr=sender, to_addrs=[to])


@contextmanager
def _signed_in(server: Server) -> Iterator[smtplib.SMTP]:
    with _in_words(server):
        connection = _connect(server)
        try:
            _sign_in(connection, server)
            yield connection
        finally:
            _leave(connection)


def _connect(server: Server) -> smtplib.SMTP:
    address = hosts.address_of(server.host, server.port)
    context = ssl.create_default_context()
    if settings.MAILBOX_CA_FILE:
        context.load_verify_locations(settings.MAILBOX_CA_FILE)
    if server.security == TLS:
        return _CheckedTls(address, server.host, server.port, context)
    connection = _Checked(address, server.host, server.port)
    try:
        connection.starttls(context=context)
    except BaseException:
        connection.close()
        raise
    return connection


def _sign_in(connection: smtplib.SMTP, server: Server) -> None:
    connection.ehlo_or_helo_if_needed()
    if server.user:
        connection.login(server.user, server.password)


def _leave(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


@contextmanager
def _in_words(server: Server) -> Iterator[None]:
    """Turn what the libraries raise into sentences."""
    try:
        yield
    except MailboxError as error:
        raise DeliveryError(error.detail) from error
    except smtplib.SMTPException as error:
        raise _refused(error, server) from error
    except ssl.SSLCertVerificationError as error:
        told = _("The certificate of %(host)s is not valid for this name.")
        raise DeliveryError(told % {"host": server.host}) from error
    except ssl.SSLError as error:
        told = _("%(host)s does not speak TLS on port %(port)s. Try 587 or 465.")
        raise DeliveryError(told % {"host": server.host, "port": server.port}) from error
    except TimeoutError as error:
        told = _("%(host)s did not answer within %(seconds)s seconds.")
        raise DeliveryError(told % {"host": server.host, "seconds": TIMEOUT}) from error
    except (ConnectionRefusedError, OSError) as error:
        told = _("%(host)s cannot be reached on port %(port)s.")
        raise DeliveryError(told % {"host": server.host, "port": server.port}) from error
    except (UnicodeError, ValueError) as error:
        told = _("This address cannot be written to by mail.")
        raise DeliveryError(told, is_lasting=True, is_channels=False) from error


def _refused(error: smtplib.SMTPException, server: Server) -> DeliveryError:
    names = {"host": server.host}
    match error:
        case smtplib.SMTPAuthenticationError():
            told = _(
                "%(host)s does not accept this name and password. Most services want an app password "
                "instead of the one you sign in with."
            )
            return DeliveryError(told % names)
        case smtplib.SMTPNotSupportedError():
            told = _("%(host)s offers no encryption or does not take this address, so nothing was sent.")
            return DeliveryError(told % names)
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()), (550, b""))
            return _of_message(
                _("%(host)s does not take mail for this address: %(why)s"), server, code, words
            )
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError() | smtplib.SMTPSenderRefused():
            told = _("%(host)s refused: %(why)s")
            return DeliveryError(told % {**names, "why": _short(error.smtp_code, error.smtp_error)})
        case smtplib.SMTPResponseException():
            told = _("%(host)s did not take the mail: %(why)s")
            return _of_message(told, server, error.smtp_code, error.smtp_error)
        case _:
            return DeliveryError(_("The connection to %(host)s broke off.") % names)


def _of_message(told: str, server: Server, code: int, words: bytes | str) -> DeliveryError:
    is_lasting = code >= 500
    sentence = told % {"host": server.host, "why": _short(code, words)}
    return DeliveryError(sentence, is_lasting=is_lasting, is_channels=not is_lasting)


def _short(code: int, words: bytes | str) -> str:
    why = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return f"{code} {' '.join(why.split())[:120]}"
