"""Who calls: API tokens (`Authorization: Bearer lmn_...`) and JWT access tokens."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token

USE_RESOLUTION = timedelta(minutes=1)
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
        self._note_use(found)
        return found.user, found

    @staticmethod
    def _note_use(token: Any) -> None:
        """Once a minute is enough for people, and spares a write a call."""
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > USE_RESOLUTION:
            type(token).objects.filter(pk=token.pk).update(last_used_at=now)

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class AccessTokenAuthentication(JWTAuthentication):
    """JWT access tokens, also refused once they were signed out."""

    def get_validated_token(self, raw_token: bytes) -> Token:
        token = super().get_validated_token(raw_token)
        if cache.get(_denied_key(token)):
            raise InvalidToken("This token was signed out. Sign in again.")
        return token

    @classmethod
    def user_of(cls, token: Token) -> Any | None:
        """The active person of a valid token, if their password is still the one of its time."""
        try:
            return cls().get_user(token)
        except AuthenticationFailed:
            return None


def deny_access_token(token: Token) -> None:
    """Refuse an access token from now on; remembered for as long as it would have lived."""
    seconds = int(token["exp"] - timezone.now().timestamp())
    if seconds > 0:
        cache.set(_denied_key(token), 1, seconds)


def _denied_key(token: Token) -> str:
    return f"denied:{token['jti']}"
