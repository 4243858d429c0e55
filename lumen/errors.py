"""Refusals outside a view: pages keep the frame of the site, API paths get problem details."""

from http import HTTPStatus
from typing import Any

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.views.decorators.csrf import csrf_exempt

from lumen.api.exceptions import PROBLEM_TYPE, problem_body

log = structlog.get_logger(__name__)

API = "/api/"
DETAILS = {
    400: ("bad-request", "The request could not be understood."),
    403: ("forbidden", "You may not do this."),
    404: ("not-found", "There is nothing here that you may see."),
    500: ("server-error", "Something went wrong on our side. Nothing was half-saved; try again."),
}


def _answer(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    if request.path.startswith(API):
        code, detail = DETAILS[status]
        title = HTTPStatus(status).phrase
        body = problem_body(status, code, title, {"detail": context.get("reason") or detail})
        return JsonResponse(body, status=status, content_type=PROBLEM_TYPE)
    return _page(request, status, context)


def _page(request: HttpRequest, status: int, context: dict[str, Any]) -> HttpResponse:
    """The page of this refusal; one sentence when even that page cannot be made."""
    try:
        return render(request, f"{status}.html", context, status=status)
    except (DatabaseError, TemplateDoesNotExist):
        log.exception("error_page.failed", status=status)
        return HttpResponse(DETAILS[status][1], status=status, content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, reason=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500)


@csrf_exempt
def unknown_api(request: HttpRequest) -> HttpResponse:
    """Every address below `/api/` that no route knows."""
    return _answer(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
