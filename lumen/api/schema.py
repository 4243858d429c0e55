"""How the OpenAPI document names things."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class LumenSchema(AutoSchema):
    """Groups operations by the first part of their path."""

    def get_tags(self) -> list[str]:
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return [parts[2] if len(parts) > 2 else "lumen"]


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[misc]
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


class AccessTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[misc]
    target_class = "lumen.api.authentication.AccessTokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access_token of POST auth/login.",
        }
