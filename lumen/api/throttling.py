"""Throttles of the API, counted in Redis."""

import hashlib
import math
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from lumen.common import limits


class RedisThrottle(SimpleRateThrottle):
    """Lets `rate` calls through in any window of its length and says when the next one may come."""

    num_requests: int | None
    duration: int | None
    wait_milliseconds = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        key = self.get_cache_key(request, view)
        if self.rate is None or key is None:
            return True
        self.wait_milliseconds = limits.wait_milliseconds(
            f"lumen:{key}", calls=self.num_requests or 0, seconds=int(self.duration or 0)
        )
        return self.wait_milliseconds == 0

    def wait(self) -> float:
        return math.ceil(self.wait_milliseconds / 1000)

    def key_of(self, ident: str) -> str:
        return self.cache_format % {"scope": self.scope, "ident": ident}


class MemberThrottle(RedisThrottle):
    """Counts by person and by address, so neither a shared address nor a shared person hides a flood."""

    scope = "member"

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = request.user.pk if request.user and request.user.is_authenticated else "anonymous"
        return self.key_of(f"{who}:{self.get_ident(request)}")


class AuthThrottle(RedisThrottle):
    """For sign-in, registration and reset: by address and the account that is tried."""

    scope = "auth"

    def get_cache_key(self, request: Request, view: Any) -> str:
        given = request.data if isinstance(request.data, dict) else {}
        account = str(given.get("email") or given.get("username") or "").strip().lower()
        digest = hashlib.sha256(account.encode(errors="replace")).hexdigest()[:16]
        return self.key_of(f"{type(view).__name__}:{self.get_ident(request)}:{digest}")


class AuthAddressThrottle(RedisThrottle):
    """Beside `AuthThrottle`: one address cannot try one account after the other."""

    scope = "auth_address"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.key_of(self.get_ident(request))


class WebhookThrottle(RedisThrottle):
    """For forwarders, which send in bursts."""

    scope = "webhook"

    def get_cache_key(self, request: Request, view: Any) -> str:
        source = request.headers.get("X-Lumen-Source", "")[:40]
        return self.key_of(f"{source}:{self.get_ident(request)}")
