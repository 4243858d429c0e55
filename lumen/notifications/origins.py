"""Which pages may open the websocket."""

from typing import Any

from channels.security.websocket import OriginValidator
from django.conf import settings


class OwnOrigins(OriginValidator):  # type: ignore[misc]
    """Browsers only from our own hosts, so that no other site can use a member's session.

    Browsers always say where a socket comes from; programs do not, and bring a token instead.
    """

    def __init__(self, application: Any) -> None:
        super().__init__(application, [*settings.ALLOWED_HOSTS, *settings.CSRF_TRUSTED_ORIGINS])

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or self.validate_origin(parsed_origin)
