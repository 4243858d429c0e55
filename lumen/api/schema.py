"""How the OpenAPI document names things."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from lumen.api.exceptions import PROBLEM_TYPE
from lumen.api.idempotency import IdempotentMixin
from lumen.api.permissions import WORKSPACE_HEADER, IsMember

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details; some problems carry more members.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "example": "/problems/invalid"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "what programs compare", "example": "invalid"},
        "detail": {"type": "string", "description": "what happened and what to do, for people"},
        "fields": {"type": "object", "description": "with code `invalid`: what is wrong by field"},
    },
}
PROBLEM_ANSWER = {
    "description": "Refused: problem details say why.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="The same key and body again within a day gives the first answer again.",
)
WORKSPACE = OpenApiParameter(
    WORKSPACE_HEADER,
    str,
    OpenApiParameter.HEADER,
    description="Slug or id, for people with several workspaces; API tokens are bound to one.",
)


class LumenSchema(AutoSchema):
    """Groups operations by the first part of their path."""

    def get_tags(self) -> list[str]:
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return [parts[2] if len(parts) > 2 else "lumen"]

    def get_override_parameters(self) -> list[Any]:
        """Headers that every view of a kind understands."""
        headers = list(super().get_override_parameters())
        if IsMember in getattr(self.view, "permission_classes", []):
            headers.append(WORKSPACE)
        if self.method == "POST" and isinstance(self.view, IdempotentMixin):
            headers.append(IDEMPOTENCY_KEY)
        return headers


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells drf-spectacular about Lumen's own keys."""

    target_class = "lumen.api.authentication.ApiTokenAuthentication"
    name = "apiToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "lmn_...",
            "description": "An API token made under Settings, API tokens.",
        }


class AccessTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "lumen.api.authentication.AccessTokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access_token of POST auth/login.",
        }


def add_problem_answers(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Every operation may answer with problem details."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault("default", PROBLEM_ANSWER)
    return result
