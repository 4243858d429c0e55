"""Signed deliveries: HMAC-SHA256 over the sender's time stamp and the raw body."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

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
