"""Slack's signatures: HMAC-SHA256 over `v0:timestamp:body` with the app's signing secret."""

import hashlib
import hmac
from datetime import datetime

from lumen.common.signatures import WINDOW, SignatureError, StaleDeliveryError


def sign(*, secret: str, timestamp: str, body: bytes) -> str:
    """As it stands in X-Slack-Signature."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return f"v0={hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()}"


def verify(*, secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> None:
    """
    Raises:
        SignatureError: the signature is missing or another one.
        StaleDeliveryError: it was signed more than five minutes from `now`.
    """
    expected = sign(secret=secret, timestamp=timestamp, body=body)
    if not secret or not hmac.compare_digest(expected.encode(), signature.strip().encode()):
        raise SignatureError("The signature does not fit. Enter the signing secret of the Slack app again.")
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    if not is_number or abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise StaleDeliveryError("X-Slack-Request-Timestamp must lie within five minutes of now.")
