"""API tokens: `Authorization: Bearer lmn_...`."""

from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

TOKEN_PREFIX = "lmn_"  # noqa: S105  a mark, not a secret


class ApiTokenAuthentication(BaseAuthentication):
    """Recognises Lumen's own tokens and leaves every other bearer to the next class."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        from django.apps import apps

        scheme, _, token = get_authorization_header(request).decode(errors="replace").partition(" ")
        if scheme.lower() != "bearer" or not token.startswith(TOKEN_PREFIX):
            return None
        found = apps.get_model("accounts", "ApiToken").live(token)
        if found is None:
            raise AuthenticationFailed("This API token is not valid. Make a new one in the settings.")
        type(found).objects.filter(pk=found.pk).update(last_used_at=timezone.now())
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
