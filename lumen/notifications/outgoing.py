"""Signed HTTP requests to programs of a workspace's own.

Signed as what comes in is: `X-Lumen-Signature: sha256=<hex HMAC of "timestamp.rawbody">`. A request may
arrive twice when an answer got lost, so each says its own number in `X-Lumen-Delivery`.
"""

import http.client
import json
import ssl
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from lumen.common.errors import LumenError
from lumen.common.reaching import Deadline, NoWebAddressError, PrivateAddressError, connect, parsed, path_of
from lumen.common.signatures import sign
from lumen.notifications.models import OutgoingHook

SECONDS = 10.0
TRY_AGAIN = {408, 425, 429}
LONGEST_REASON = 60


class HookAddressError(LumenError):
    status, code, title = 422, "hook-address", "Lumen does not call this address"


class HookFailedError(LumenError):
    """A call that was not taken; `is_lasting` when trying again would not help."""

    status, code, title = 502, "hook-failed", "The program did not take it"

    def __init__(self, detail: str, *, is_lasting: bool = False) -> None:
        super().__init__(detail)
        self.is_lasting = is_lasting


_WHY_NOT = {
    "malformed": "This is not an address of the web. Copy it again.",
    "scheme": "The address has to begin with https:// or http://.",
    "credentials": "The address may not hold a name or password: the signature says who is calling.",
    "port": "Lumen does not connect to this kind of server.",
}
PRIVATE = (
    "This address is inside a private network, where Lumen does not go. Whoever runs this Lumen can allow "
    "it by naming the host in OUTGOING_HOSTS."
)


def check_address(url: str) -> None:
    """Raises: HookAddressError: no address of a web server. Where it leads is looked at when it is called."""
    try:
        parsed(url)
    except NoWebAddressError as error:
        raise HookAddressError(_WHY_NOT[error.reason]) from error


def post(*, hook: OutgoingHook, payload: Mapping[str, Any], delivery: str, now: datetime) -> None:
    """Call a program once; notes at the hook how it went.

    Args:
        delivery: the number of this call, the same when it is tried again.

    Raises:
        HookFailedError: it was not taken, and why.
    """
    try:
        send(url=hook.url, key=hook.key, payload=payload, delivery=delivery, now=now)
    except HookFailedError as error:
        _note(hook, now, problem=error.detail)
        raise
    _note(hook, now, problem="")


def send(*, url: str, key: str, payload: Mapping[str, Any], delivery: str, now: datetime) -> None:
    """Call a program's address once, signed with its key.

    Raises:
        HookFailedError: it was not taken, and why.
    """
    body = json.dumps(payload, ensure_ascii=False).encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Lumen",
        "Connection": "close",
        "X-Lumen-Delivery": delivery,
        "X-Lumen-Timestamp": timestamp,
        "X-Lumen-Signature": sign(secret=key, timestamp=timestamp, body=body),
    }
    _require_taken(*_call(url, body, headers))


def _note(hook: OutgoingHook, now: datetime, *, problem: str) -> None:
    hook.tried_at, hook.problem = now, problem[:300]
    hook.worked_at = hook.worked_at if problem else now
    hook.save(update_fields=["tried_at", "problem", "worked_at"])


def _call(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Status and reason of the answer; its words are not read, a redirect is not followed."""
    deadline = Deadline(SECONDS)
    try:
        parts = parsed(url)
        connection = connect(parts, deadline=deadline, allowed=settings.OUTGOING_HOSTS)
        try:
            connection.request("POST", path_of(parts), body=body, headers=headers)
            response = connection.getresponse()
            return response.status, response.reason[:LONGEST_REASON]
        finally:
            connection.close()
    except PrivateAddressError as error:
        raise HookFailedError(PRIVATE, is_lasting=True) from error
    except NoWebAddressError as error:
        raise HookFailedError(_WHY_NOT[error.reason], is_lasting=True) from error
    except ssl.SSLError as error:
        raise HookFailedError("The server has no valid certificate, so nothing was sent.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_slow = deadline.is_over or isinstance(error, TimeoutError)
        why = "The server took too long." if is_slow else "The server cannot be reached."
        raise HookFailedError(why) from error
    finally:
        deadline.cancel()


def _require_taken(status: int, reason: str) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise HookFailedError(
            f"The server answered “{status} {reason}”. Enter the address it leads to.", is_lasting=True
        )
    is_lasting = status < 500 and status not in TRY_AGAIN
    raise HookFailedError(f"The server answered “{status} {reason}”.", is_lasting=is_lasting)
