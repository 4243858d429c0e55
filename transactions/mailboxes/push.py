"""Google's Pub/Sub tells of new mail: its token is checked before a word of it is believed."""

import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import jwt
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from lumen.common.errors import LumenError
from lumen.common.mailboxes.base import LaterError
from lumen.common.tasks import enqueue
from transactions.models import Source

ISSUERS = ["https://accounts.google.com", "accounts.google.com"]
_CERTS = "google-certs"
_KEEP_CERTS = 3600
_ASK_AGAIN = 60  # an unknown key fetches the list anew, but not more often than this


class PushTokenError(LumenError):
    status = 401
    code, title = "bad-push-token", "This does not come from Google"


class NoPushError(LumenError):
    status = 404
    code, title = "no-push", "Pushes are not set up"


class PushShapeError(LumenError):
    code, title = "unreadable-push", "This push names no mailbox"


def accept(*, authorization: str, body: bytes) -> int:
    """Have the mailboxes that a push names looked at; how many there are.

    Raises:
        NoPushError: no topic is configured.
        PushTokenError: the token is missing, expired, for somebody else, or not signed by Google.
        PushShapeError: the body is not a Pub/Sub message about a mailbox.
    """
    if not settings.GMAIL_PUBSUB_TOPIC:
        raise NoPushError("Set GMAIL_PUBSUB_TOPIC to be told of new mail.")
    _verify(authorization)
    address = _address(body)
    found = Source.objects.filter(kind=Source.Kind.GMAIL, is_active=True, settings__address=address)
    with transaction.atomic():
        for source in found:
            enqueue("transactions.tasks.poll_mailbox", source_id=str(source.pk))
    return len(found)


def _verify(authorization: str) -> None:
    scheme, _space, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise PushTokenError("Send Google's OIDC token as a bearer token.")
    try:
        key = _key(str(jwt.get_unverified_header(token).get("kid", "")))
        claims = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=settings.GMAIL_PUBSUB_AUDIENCE,
            issuer=ISSUERS,
            leeway=timedelta(seconds=30),
            options={"require": ["exp", "iat", "aud", "iss"]},
        )
    except jwt.PyJWTError as error:
        raise PushTokenError("The token of this push is not valid here.") from error
    if not _is_our_sender(claims):
        raise PushTokenError("This push was signed by another service account.")


def _is_our_sender(claims: dict[str, Any]) -> bool:
    """Anybody with a Google project can have a token made for our address; only one account is ours."""
    sender = settings.GMAIL_PUBSUB_SENDER
    return bool(sender) and claims.get("email") == sender and claims.get("email_verified") is True


def _key(key_id: str) -> Any:
    """Google's public key of that name.

    Raises:
        jwt.PyJWTError: there is none.
    """
    for fresh in (False, True):
        for key in jwt.PyJWKSet.from_dict(_certs(fresh=fresh)).keys:
            if key.key_id == key_id:
                return key
    raise jwt.InvalidKeyError(key_id)


def _certs(*, fresh: bool) -> dict[str, Any]:
    kept: dict[str, Any] | None = cache.get(_CERTS)
    if kept is not None and not (fresh and cache.add(f"{_CERTS}:asked", 1, _ASK_AGAIN)):
        return kept
    try:
        answer = httpx.get(settings.GOOGLE_CERTS_URL, timeout=10).raise_for_status()
        told: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise LaterError("Google's keys cannot be read at the moment.") from error
    cache.set(_CERTS, told, _KEEP_CERTS)
    return told


def _address(body: bytes) -> str:
    try:
        data = json.loads(body)["message"]["data"]
        address = json.loads(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)))["emailAddress"]
    except (ValueError, KeyError, TypeError) as error:
        raise PushShapeError(
            'Expected {"message": {"data": "<base64 of emailAddress and historyId>"}}.'
        ) from error
    return str(address).lower()
