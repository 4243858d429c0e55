"""Throttles counted in Redis."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class MemberThrottle(SimpleRateThrottle):
    """Counts by person and by address, so neither a shared address nor a shared person hides a flood."""

    scope = "member"

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = request.user.pk if request.user and request.user.is_authenticated else "anonymous"
        return self.cache_format % {"scope": self.scope, "ident": f"{who}:{self.get_ident(request)}"}


class AuthThrottle(MemberThrottle):
    """For sign-in, registration and reset: by address."""

    scope = "auth"


class WebhookThrottle(MemberThrottle):
    """For forwarders, which send in bursts."""

    scope = "webhook"

    def get_cache_key(self, request: Request, view: Any) -> str:
        source = request.headers.get("X-Lumen-Source", "")[:40]
        ident = f"{source}:{self.get_ident(request)}"
        return self.cache_format % {"scope": self.scope, "ident": ident}
