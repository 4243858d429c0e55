"""Signed deliveries: HMAC-SHA256 over the sender's time stamp and the raw body, or Twilio's own way."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from django.utils.dateparse import parse_datetime

from lumen.common.errors import LumenError

WINDOW = timedelta(minutes=5)
PREFIX = "sha256="


class SignatureError(LumenError):
    status = 401
    code, title = "bad-signature", "This delivery is not signed as it should be"


class StaleDeliveryError(LumenError):
    status = 401
    code, title = "stale-delivery", "This delivery is too old or from the future"


def sign(*, secret: str, timestamp: str, body: bytes) -> str:
    """`sha256=<hex>` over `timestamp.body`, as it belongs into X-Lumen-Signature."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return PREFIX + digest.hexdigest()


def verify(*, secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> datetime:
    """The moment at which the delivery was signed.

    Raises:
        SignatureError: the signature is missing or another one.
        StaleDeliveryError: it was signed more than five minutes from `now`.
    """
    expected = sign(secret=secret, timestamp=timestamp, body=body)
    if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode()):
        raise SignatureError(
            "The signature does not fit. It is the HMAC-SHA256, in hex, of the time stamp, "
            "a dot and the raw body."
        )
    moment = parse_moment(timestamp)
    if moment is None or abs(now - moment) > WINDOW:
        raise StaleDeliveryError(
            "X-Lumen-Timestamp must lie within five minutes of now. Check the sender's clock."
        )
    return moment


def verify_any(
    *, secrets: Sequence[str], timestamp: str, signature: str, body: bytes, now: datetime
) -> datetime:
    """As `verify`, with the first of several keys that fits.

    Raises: as `verify`, for the newest key.
    """
    told = signature.strip().lower().encode()
    fitting = [
        one
        for one in secrets
        if hmac.compare_digest(sign(secret=one, timestamp=timestamp, body=body).encode(), told)
    ]
    secret = (fitting or secrets)[0]
    return verify(secret=secret, timestamp=timestamp, signature=signature, body=body, now=now)


def verify_key(*, secrets: Sequence[str], key: str) -> None:
    """
    Raises:
        SignatureError: it is none of the source's keys.
    """
    if not any(hmac.compare_digest(secret.encode(), key.strip().encode()) for secret in secrets):
        raise SignatureError("X-Lumen-Key is not the key of this source.")


def verify_twilio(*, token: str, urls: Sequence[str], body: bytes, signature: str) -> None:
    """Twilio signs its address and the sorted fields of the form with the account's auth token (SHA-1).

    Args:
        urls: the addresses Twilio may have been given: as the request shows it, and as the site is called.

    Raises:
        SignatureError: no token is known, or the signature is another one.
    """
    fields = parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True)
    told = "".join(f"{name}{value}" for name, value in sorted(fields))
    fitting = (
        hmac.compare_digest(_twilio_signature(token, url + told), signature.strip().encode()) for url in urls
    )
    if not token or not any(fitting):
        raise SignatureError(
            "Twilio's signature does not fit. Enter the account's auth token on the source's page, and give "
            "Twilio the address exactly as shown there."
        )


def _twilio_signature(token: str, signed: str) -> bytes:
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest())


def parse_moment(value: object) -> datetime | None:
    """An ISO time, or a Unix time in seconds or milliseconds; aware; `None` when it is neither."""
    text = str(value).strip() if value is not None else ""
    if text.replace(".", "", 1).isdigit() and 9 <= len(text.partition(".")[0]) <= 14:
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, tz=UTC)
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
