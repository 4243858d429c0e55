"""Every refusal of the API as RFC 9457 problem details."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from lumen.common.errors import LumenError, is_unstorable

PROBLEM_TYPE = "application/problem+json"


def problem_body(status_code: int, code: str, title: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {"type": f"/problems/{code}", "title": title, "status": status_code, "code": code, **extra}


def problem(status_code: int, code: str, title: str, extra: dict[str, Any]) -> Response:
    body = problem_body(status_code, code, title, extra)
    return Response(body, status=status_code, content_type=PROBLEM_TYPE)


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer anticipated errors; bugs go on to the 500 handler."""
    if isinstance(exc, LumenError):
        set_rollback()
        return problem(exc.status, exc.code, exc.title, {"detail": exc.detail, **exc.extra})
    if isinstance(exc, ValidationError):
        by_field = hasattr(exc, "error_dict")
        exc = exceptions.ValidationError(exc.message_dict if by_field else exc.messages)
    if is_unstorable(exc):
        exc = exceptions.ValidationError("Null characters and half characters are not allowed.")
    if isinstance(exc, RecursionError) and "decoding a JSON" in str(exc):
        exc = exceptions.ParseError("This JSON is nested too deeply.")
    answer = exception_handler(exc, context)
    if answer is None:
        return None
    described = _described(exc)
    result = problem(answer.status_code, *described[:2], described[2])
    for header in ("WWW-Authenticate", "Retry-After"):
        if header in answer:
            result[header] = answer[header]
    return result


def _described(exc: Exception) -> tuple[str, str, dict[str, Any]]:
    if isinstance(exc, exceptions.ValidationError):
        detail = exc.detail
        fields = detail if isinstance(detail, dict) else {"non_field_errors": detail}
        sentence = "; ".join(_sentences(fields))
        return "invalid", "Some fields need another look", {"detail": sentence, "fields": fields}
    if isinstance(exc, Http404):
        return "not-found", "Not found", {"detail": "There is nothing here that you may see."}
    if isinstance(exc, PermissionDenied):
        return "forbidden", "Not allowed", {"detail": str(exc) or "You may not do this."}
    if isinstance(exc, exceptions.Throttled):
        wait = int(getattr(exc, "wait", None) or 1)
        return "throttled", "Too many requests", {"detail": f"Try again in {wait} seconds."}
    code = getattr(exc, "default_code", "error").replace("_", "-")
    title = status_title(getattr(exc, "status_code", status.HTTP_400_BAD_REQUEST))
    told: Any = getattr(exc, "detail", exc)
    if isinstance(told, dict):  # tokens refuse with a code beside the sentence
        told = told.get("detail", title)
    return code, title, {"detail": str(told)}


def _sentences(fields: Any, name: str = "") -> list[str]:
    if isinstance(fields, dict):
        return [line for key, value in fields.items() for line in _sentences(value, str(key))]
    if isinstance(fields, list):
        return [line for value in fields for line in _sentences(value, name)]
    prefix = "" if name in {"", "non_field_errors"} else f"{name}: "
    return [f"{prefix}{fields}"]


def status_title(status_code: int) -> str:
    from http import HTTPStatus

    return HTTPStatus(status_code).phrase
