"""Who a widget's visitor is: tokens that need no row until something is written.

An anonymous token is a random name that we signed for one channel. A member's token names the customer that
the business itself vouched for; it is bound to the channel's secret and ends when that is changed.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.core import signing

ANONYMOUS, MEMBER = "a", "m"
MEMBER_SECONDS = 24 * 3_600
LONGEST_TOKEN = 600


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a token proves: the name of an identity, and the business's own number when it signed that."""

    value: str
    external_id: str = ""

    @property
    def is_verified(self) -> bool:
        return bool(self.external_id)


def new_anonymous(public_key: str) -> str:
    signer = signing.Signer(salt=f"widget:{public_key}")
    return f"{ANONYMOUS}.{signer.sign(secrets.token_urlsafe(24))}"


def new_member(public_key: str, secret: str, external_id: str) -> str:
    return f"{MEMBER}.{_member_signer(public_key, secret).sign_object({'id': external_id})}"


def read(token: object, *, public_key: str, secret: str) -> Bearer | None:
    """The bearer of a token of this channel; `None` when it is not ours, or over."""
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        return None
    kind, _, signed = token.partition(".")
    try:
        if kind == MEMBER:
            found = _member_signer(public_key, secret).unsign_object(signed, max_age=MEMBER_SECONDS)
            return member(found["id"])
        name = signing.Signer(salt=f"widget:{public_key}").unsign(signed)
    except signing.BadSignature:
        return None
    return Bearer(f"visitor:{_digest(name)}") if kind == ANONYMOUS else None


def member(external_id: str) -> Bearer:
    return Bearer(f"member:{_digest(external_id)}", external_id)


def sign_identity(secret: str, external_id: str) -> str:
    """What the business's server puts beside a customer's number: hex HMAC-SHA256."""
    return hmac.new(secret.encode(), external_id.encode(), hashlib.sha256).hexdigest()


def is_signed(secret: str, external_id: str, signature: str) -> bool:
    """Whether the business signed this number; compared in constant time."""
    if not secret or not external_id:
        return False
    expected = sign_identity(secret, external_id)
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode(errors="replace"))


def _member_signer(public_key: str, secret: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"widget-member:{public_key}:{_digest(secret)[:16]}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
