"""Deliveries from outside: who sent them, whether they may, and into the raw inbox."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError

from lumen.common import signatures
from lumen.common.errors import LumenError
from transactions.models import Source
from transactions.parsing import Reading, read_message
from transactions.parsing.mail import read_mail
from transactions.services import inbox, sources
from transactions.services.inbox import Received
from transactions.sources import health, mail_payloads, payloads, proofs
from transactions.sources.payloads import Delivered

MAX_BYTES = 64 * 1024
NEVER_SET = 1970  # the year of a clock that nobody set, or an earlier one


class UnknownSourceError(LumenError):
    status = 401
    code, title = "unknown-source", "This source is not known"


class PausedSourceError(LumenError):
    status = 403
    code, title = "paused-source", "This source is paused"


class TooLargeError(LumenError):
    status = 413
    code, title = "too-large", "This delivery is too large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A request as it came over the wire."""

    source_id: str
    timestamp: str
    signature: str
    content_type: str
    body: bytes
    key: str = ""
    twilio_signature: str = ""
    urls: tuple[str, ...] = ()


def max_bytes(kind: str) -> int:
    """A bank message is small; a mail may come wrapped into JSON as base64."""
    return settings.MAIL_MAX_BYTES * 3 // 2 if kind == Source.Kind.MAIL else MAX_BYTES


def require_fitting(kind: str, size: int) -> None:
    """
    Raises:
        TooLargeError: more than one delivery of this kind may hold.
    """
    limit = max_bytes(kind)
    if size > limit:
        told = f"{limit // 1024} KB" if limit < 1024 * 1024 else f"{limit // (1024 * 1024)} MB"
        raise TooLargeError(f"A delivery may hold up to {told}. Send one message at a time.")


def accept_message(*, delivery: Delivery, now: datetime) -> Received:
    """Store a bank message.

    Raises:
        TooLargeError, UnknownSourceError, SignatureError, StaleDeliveryError, PausedSourceError,
        UnreadablePayloadError: nothing is stored.
    """
    source = _source(delivery.source_id, Source.Kind.SMS)
    with health.counting_refusals(source):
        signed_at = _authenticate(source, delivery, now)
        told = payloads.read_payload(delivery.body, delivery.content_type)
    told_at = signatures.parse_moment(told.stamp)
    is_likely = told_at is not None and told_at.year > NEVER_SET and told_at <= now
    received_at = told_at if told_at and is_likely else signed_at
    return inbox.receive(
        source=source,
        sender=told.sender,
        text=told.text,
        received_at=received_at,
        stamp=told.stamp or told.channel_id,
        channel_id=told.channel_id,
    )


def accept_mail(*, delivery: Delivery, now: datetime) -> Received:
    """Store a mail; the request's body is the mail itself, or a mail service's JSON or form around it.

    Raises: as `accept_message`.
    """
    source = _source(delivery.source_id, Source.Kind.MAIL)
    with health.counting_refusals(source):
        signed_at = _authenticate(source, delivery, now)
        raw = mail_payloads.raw_mail(delivery.body, delivery.content_type)
    return inbox.receive_mail(source=source, raw=raw, received_at=signed_at)


def try_message(*, source: Source, sender: str, text: str, now: datetime) -> Reading:
    """Sign a message with the source's key and take it through signature and reader; keeps nothing."""
    if source.channel == "mail":
        raw = mail_payloads.composed(sender=sender, subject=text.partition("\n")[0][:80], text=text, html="")
        with _signed(source, raw, now):
            return read_mail(raw.decode(), received_at=now).reading
    body = json.dumps({"from": sender, "body": text, "timestamp": now.isoformat()}).encode()
    with _signed(source, body, now):
        told: Delivered = payloads.read_payload(body, "application/json")
        return read_message(told.sender, told.text, now)


@contextmanager
def _signed(source: Source, body: bytes, now: datetime) -> Iterator[None]:
    stamp, secret = str(int(now.timestamp())), sources.secret_of(source)
    signature = signatures.sign(secret=secret, timestamp=stamp, body=body)
    signatures.verify(secret=secret, timestamp=stamp, signature=signature, body=body, now=now)
    yield


def _authenticate(source: Source, delivery: Delivery, now: datetime) -> datetime:
    """When the delivery was signed; one that shows only a key, or Twilio's signature, counts as of now."""
    require_fitting(source.kind, len(delivery.body))
    signed_at = now
    if delivery.twilio_signature:
        _verify_twilio(source, delivery)
    elif delivery.key and source.settings.get("takes_key"):
        proofs.verify_key(secrets=sources.secrets_of(source, now=now), key=delivery.key)
    else:
        signed_at = signatures.verify_any(
            secrets=sources.secrets_of(source, now=now),
            timestamp=delivery.timestamp,
            signature=delivery.signature,
            body=delivery.body,
            now=now,
        )
    if not source.is_active:
        raise PausedSourceError("This source is paused. Resume it on the Sources page, then send again.")
    return signed_at


def _verify_twilio(source: Source, delivery: Delivery) -> None:
    proofs.verify_twilio(
        token=sources.credentials_of(source).get("twilio_token", ""),
        urls=delivery.urls,
        body=delivery.body,
        signature=delivery.twilio_signature,
    )


def _source(source_id: str, kind: str) -> Source:
    try:
        source = Source.objects.select_related("workspace", "account").filter(pk=source_id, kind=kind).first()
    except (ValidationError, ValueError):
        source = None
    if source is None or sources.is_disconnected(source):
        raise UnknownSourceError(
            "X-Lumen-Source names no source of this kind. Copy the id from the Sources page."
        )
    return source
