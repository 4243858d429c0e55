"""Other ways to prove a delivery than Lumen's own signature: a key in the clear, or Twilio's way."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl

from lumen.common.signatures import SignatureError


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
