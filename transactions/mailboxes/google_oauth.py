"""Google's authorization code flow with PKCE: asking, exchanging, renewing and giving back."""

import base64
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from django.conf import settings

from lumen.common.mailboxes.base import LaterError, MailboxError, ReconnectError

SCOPE = "https://www.googleapis.com/auth/gmail.readonly"
TIMEOUT = httpx.Timeout(20, connect=10)
MARGIN = timedelta(minutes=1)
_GONE = {"invalid_grant", "unauthorized_client"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What Google gave; kept encrypted."""

    access_token: str
    refresh_token: str
    expires_at: str  # ISO 8601

    def is_fresh(self, now: datetime) -> bool:
        return datetime.fromisoformat(self.expires_at) - MARGIN > now

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Tokens":
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Challenge:
    """What ties Google's answer to this browser: kept in the session until it comes."""

    state: str
    verifier: str

    @classmethod
    def make(cls) -> "Challenge":
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(64))


def is_configured() -> bool:
    return bool(settings.GOOGLE_CLIENT_ID and settings.GOOGLE_CLIENT_SECRET)


def authorize_url(*, challenge: Challenge, redirect_uri: str, address: str = "") -> str:
    """Where the person is sent to say yes; `address` chooses the Google account beforehand."""
    digest = hashlib.sha256(challenge.verifier.encode()).digest()
    query = {
        "client_id": settings.GOOGLE_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": SCOPE,
        "state": challenge.state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
    }
    if address:
        query["login_hint"] = address
    return f"{settings.GOOGLE_AUTH_URL}?{urlencode(query)}"


def exchange(*, code: str, verifier: str, redirect_uri: str, now: datetime) -> Tokens:
    """The tokens for a code.

    Raises:
        ReconnectError, LaterError, MailboxError: no tokens came.
    """
    told = _ask(
        {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
    )
    if not told.get("refresh_token"):
        raise MailboxError("Google gave no lasting permission. Connect again and choose Allow.")
    if SCOPE not in str(told.get("scope", SCOPE)).split():
        raise MailboxError("Reading mail was not allowed. Connect again and tick the box for reading mail.")
    return _tokens(told, refresh_token=str(told["refresh_token"]), now=now)


def renew(tokens: Tokens, *, now: datetime) -> Tokens:
    """A fresh access token.

    Raises:
        ReconnectError: the permission was taken back or ran out.
    """
    told = _ask({"grant_type": "refresh_token", "refresh_token": tokens.refresh_token})
    return _tokens(told, refresh_token=str(told.get("refresh_token") or tokens.refresh_token), now=now)


def revoke(tokens: Tokens) -> bool:
    """Give the permission back; `False` when Google could not be asked."""
    try:
        answer = httpx.post(settings.GOOGLE_REVOKE_URL, data={"token": tokens.refresh_token}, timeout=TIMEOUT)
    except httpx.HTTPError:
        return False
    return answer.status_code in {200, 400}  # 400: it was void already


def _tokens(told: dict[str, Any], *, refresh_token: str, now: datetime) -> Tokens:
    expires_at = now + timedelta(seconds=int(told.get("expires_in") or 3600))
    return Tokens(
        access_token=str(told["access_token"]),
        refresh_token=refresh_token,
        expires_at=expires_at.isoformat(),
    )


def _ask(fields: dict[str, str]) -> dict[str, Any]:
    who = {"client_id": settings.GOOGLE_CLIENT_ID, "client_secret": settings.GOOGLE_CLIENT_SECRET}
    try:
        answer = httpx.post(settings.GOOGLE_TOKEN_URL, data={**who, **fields}, timeout=TIMEOUT)
    except httpx.HTTPError as error:
        raise LaterError("Google cannot be reached at the moment.") from error
    told = json_object(answer)
    if answer.status_code == 200 and told.get("access_token"):
        return told
    if answer.status_code == 429 or answer.status_code >= 500:
        raise LaterError("Google asks to wait a moment.", seconds=retry_after(answer))
    if told.get("error") in _GONE:
        raise ReconnectError("Google no longer lets Lumen read this mailbox. Connect it again.")
    raise MailboxError(
        "Google refused Lumen's own credentials. Check GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET."
    )


def json_object(answer: httpx.Response) -> dict[str, Any]:
    """The object in an answer; empty when there is none."""
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def retry_after(answer: httpx.Response) -> int:
    """How many seconds an answer asks to wait; 0 when it does not say."""
    told = answer.headers.get("Retry-After", "")
    return min(int(told), 3600) if told.isdigit() else 0
