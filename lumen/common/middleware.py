"""What every request gets: an id, a time, a log line; and what htmx needs on top."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from lumen.common.errors import is_unstorable
from lumen.common.metrics import observe_request

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """Request id in and out, `X-Process-Time`, and a warning for slow requests."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        response["X-Process-Time"] = f"{seconds:.4f}"
        self._log(request, response, seconds)
        return response

    def _log(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        route = request.resolver_match.route if request.resolver_match else "unresolved"
        facts = {
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "seconds": round(seconds, 4),
        }
        observe_request(
            method=request.method or "", route=route, status=response.status_code, seconds=seconds
        )
        if seconds > settings.SLOW_REQUEST_SECONDS:
            log.warning("request.slow", **facts)
        else:
            log.debug("request.done", **facts)


PERMISSIONS_POLICY = (
    "microphone=(self), camera=(self), geolocation=(), payment=(), usb=(), serial=(), midi=(), "
    "display-capture=()"
)


class PermissionsPolicyMiddleware:
    """Pages of Lumen may ask for microphone and camera; what they embed may not, and nobody for the rest."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class UnstorableTextMiddleware:
    """Text that no database keeps, as with the character 0, is the sender's mistake and not ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if is_unstorable(exception):
            raise BadRequest("Null characters and half characters are not allowed.") from exception


class HtmxMiddleware:
    """Redirects become `HX-Redirect`; pending messages ride along as an out-of-band toast."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        htmx = getattr(request, "htmx", None)
        if not htmx or htmx.boosted:
            return response
        if response.status_code in (301, 302, 303, 307, 308):
            redirect = HttpResponse(status=204)
            redirect["HX-Redirect"] = response["Location"]
            redirect.cookies = response.cookies
            return redirect
        return self._with_toasts(request, response)

    def _with_toasts(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_html = response.get("Content-Type", "").startswith("text/html")
        if not is_html or response.streaming or response.status_code == 204:
            return response
        if pending := list(get_messages(request)):
            toasts = render_to_string("components/toasts.html", {"messages": pending, "oob": True})
            response.content = response.content + toasts.encode()
        return response
