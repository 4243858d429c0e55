"""A reply as a mail: threaded with what it answers, and known again when the customer writes back."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

MOST_REFERENCES = 20
MOST_QUOTED_LINES = 200
_TOKEN = re.compile(r"\[#(\d{1,9})\]")
_PLUS = re.compile(r"^(?P<name>[^@+]+)\+e(?P<number>\d{1,9})\.(?P<tag>[0-9a-f]{10})@(?P<domain>.+)$")
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f<>,;]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|rép|res|回复|答复|返信)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes to a customer.

    Attributes:
        related: Message-IDs of the conversation, oldest first; the last is what this answers.
        quote: what the customer wrote, `quoted_as` the line above it.
        is_automatic: the assistant sent it by itself.
    """

    message_id: str
    to: str
    from_address: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    at: datetime
    channel: str
    related: tuple[str, ...] = ()
    quote: str = ""
    quoted_as: str = ""
    is_automatic: bool = False


def compose(reply: Reply) -> EmailMessage:
    """
    Raises:
        ValueError: an address cannot stand in a header.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(reply.from_name, reply.from_address)
    mail["To"] = _address("", reply.to)
    if reply.reply_to != reply.from_address:
        mail["Reply-To"] = _address(reply.from_name, reply.reply_to)
    mail["Subject"] = reply.subject
    mail["Date"] = format_datetime(reply.at)
    mail["Message-ID"] = reply.message_id
    if reply.related:
        mail["In-Reply-To"] = reply.related[-1]
        mail["References"] = " ".join(_bounded(reply.related))
    mail["X-Lumen-Channel"] = reply.channel
    if reply.is_automatic:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    body = _body(reply)
    mail.set_content(body, cte=None if body.isascii() else "quoted-printable")
    return mail


def message_id(*, name: str, address: str) -> str:
    """A Message-ID that the same reply always has, however often it is tried."""
    told = address.rpartition("@")[2]
    domain = told if told and told.isascii() else "lumen.invalid"
    return f"<reply.{name}@{domain}>"


def subject_of(subject: str, number: int) -> str:
    """`Re:` once, one line, and the number by which an answer is known: `Re: Parcel [#12]`."""
    plain = _TOKEN.sub("", " ".join(subject.split()))
    plain = " ".join(_PREFIX.sub("", plain).split())[:160]
    return f"Re: {plain} [#{number}]" if plain else f"Re: [#{number}]"


def number_in(subject: str) -> int | None:
    """The number of the conversation that a subject names."""
    found = _TOKEN.findall(subject)
    return int(found[-1]) if found else None


def plus_address(*, address: str, number: int, key: str) -> str:
    """An address of the mailbox that leads to one conversation."""
    name, _at, domain = address.partition("@")
    return f"{name}+e{number}.{_tag(number, key)}@{domain}"


def number_at(address: str, *, own: str, key: str) -> int | None:
    """The number of the conversation to which a plus address leads; `None` for one nobody here made."""
    found = _PLUS.match(address.lower())
    if not found or f"{found['name']}@{found['domain']}" != own.lower():
        return None
    number = int(found["number"])
    return number if hmac.compare_digest(found["tag"], _tag(number, key)) else None


def _tag(number: int, key: str) -> str:
    return hmac.new(key.encode(), f"enquiry:{number}".encode(), hashlib.sha256).hexdigest()[:10]


def _address(name: str, address: str) -> Address:
    """
    Raises:
        ValueError: it would break the header.
    """
    if _NO_ADDRESS.search(address) or address.count("@") != 1:
        raise ValueError(address)
    user, _at, domain = address.partition("@")
    shown = " ".join(_CONTROL.sub(" ", name).split())
    return Address(shown, user, domain if domain.isascii() else domain.encode("idna").decode())


def _bounded(related: tuple[str, ...]) -> tuple[str, ...]:
    """The first, which names the thread, and the latest ones."""
    return related if len(related) <= MOST_REFERENCES else (related[0], *related[1 - MOST_REFERENCES :])


def _body(reply: Reply) -> str:
    if not reply.quote:
        return reply.text.rstrip() + "\n"
    lines = reply.quote.strip().split("\n")[:MOST_QUOTED_LINES]
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"{reply.text.rstrip()}\n\n{reply.quoted_as}\n{quoted}\n"
