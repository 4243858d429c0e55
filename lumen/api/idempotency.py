"""`Idempotency-Key` on a POST: the same key and body again gives the first answer again."""

import hashlib
import json
from typing import Any, cast

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.response import Response

from lumen.common.errors import LumenError

KEEP_SECONDS = 86_400


class IdempotencyConflictError(LumenError):
    status, code, title = 409, "idempotency-conflict", "This key was used for something else"


class IdempotentMixin:
    """Put before a view class: remembers successful answers to POSTs that carry a key."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key:
            return
        raw = f"{request.user.pk}:{request.path}:{key}"
        self._idempotency_slot = "idem:" + hashlib.sha256(raw.encode()).hexdigest()
        self._idempotency_body = hashlib.sha256(request._request.body).hexdigest()
        if remembered := cache.get(self._idempotency_slot):
            raise _Replay(json.loads(remembered), self._idempotency_body)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            if exc.kept["body"] != exc.body:
                exc = IdempotencyConflictError("Use a new Idempotency-Key for a different request.")
            else:
                replay = Response(exc.kept["data"], status=exc.kept["status"])
                replay["Idempotent-Replay"] = "true"
                return replay
        return cast("Response", super().handle_exception(exc))  # type: ignore[misc]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        slot = getattr(self, "_idempotency_slot", None)
        if slot and 200 <= response.status_code < 300 and "Idempotent-Replay" not in response:
            kept = {
                "status": response.status_code,
                "data": json.loads(json.dumps(response.data, default=str)),
                "body": self._idempotency_body,
            }
            cache.set(slot, json.dumps(kept), KEEP_SECONDS)
        return response


class _Replay(Exception):  # noqa: N818
    def __init__(self, kept: dict[str, Any], body: str) -> None:
        super().__init__()
        self.kept, self.body = kept, body
