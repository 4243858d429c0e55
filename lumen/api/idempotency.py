"""`Idempotency-Key` on a POST: the same key and body again gives the first answer again."""

import hashlib
import json
from typing import Any, cast

from django.core.cache import cache
from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from lumen.api.permissions import WORKSPACE_HEADER
from lumen.common.errors import LumenError

KEEP_SECONDS = 86_400
IN_PROGRESS_SECONDS = 300


class IdempotencyConflictError(LumenError):
    status, code, title = 409, "idempotency-conflict", "This key was used for something else"


class IdempotencyBusyError(LumenError):
    status, code, title = 409, "idempotency-busy", "The first request with this key is not done"


class IdempotentMixin:
    """Put before a view class: remembers successful answers to POSTs that carry a key.

    The key is claimed before the work starts, so of two requests at the same time one does the work
    and the other is told to ask again. A refused request frees its key.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key:
            return
        slot, body = _slot_of(request, key), _fingerprint(request)
        claim = json.dumps({"body": body, "status": None})
        if cache.add(slot, claim, IN_PROGRESS_SECONDS):
            self._idempotency_slot, self._idempotency_body = slot, body
            return
        kept = json.loads(cache.get(slot) or claim)
        if kept["body"] != body:
            raise IdempotencyConflictError("Use a new Idempotency-Key for a different request.")
        if kept["status"] is None:
            raise IdempotencyBusyError("Ask again in a moment with the same key.")
        raise _Replay(kept)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            replay = Response(exc.kept["data"], status=exc.kept["status"])
            replay["Idempotent-Replay"] = "true"
            return replay
        if slot := getattr(self, "_idempotency_slot", None):
            cache.delete(slot)
        return cast("Response", super().handle_exception(exc))  # type: ignore[misc]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        slot = getattr(self, "_idempotency_slot", None)
        if slot and 200 <= response.status_code < 300:
            kept = {
                "status": response.status_code,
                "data": json.loads(json.dumps(response.data, default=str)),
                "body": self._idempotency_body,
            }
            cache.set(slot, json.dumps(kept), KEEP_SECONDS)
        elif slot:
            cache.delete(slot)
        return response


def _slot_of(request: Request, key: str) -> str:
    workspace = request.headers.get(WORKSPACE_HEADER, "")
    raw = f"{request.user.pk}:{workspace}:{request.path}:{key}"
    return "idem:" + hashlib.sha256(raw.encode()).hexdigest()


def _fingerprint(request: Request) -> str:
    """A digest of what was sent; files by their content, since each upload is framed differently."""
    if not (request.content_type or "").startswith("multipart/"):
        return hashlib.sha256(request._request.body).hexdigest()
    digest = hashlib.sha256()
    fields = cast("QueryDict", request.data)
    for name in sorted(fields):
        if name not in request.FILES:
            digest.update(f"{name}={fields.getlist(name)}".encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(f"{name}={file.name}".encode())
            for block in file.chunks():
                digest.update(block)
            file.seek(0)
    return digest.hexdigest()


class _Replay(Exception):  # noqa: N818
    def __init__(self, kept: dict[str, Any]) -> None:
        super().__init__()
        self.kept = kept
