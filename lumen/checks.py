"""Lumen's own system checks."""

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def fernet_keys_are_usable(**kwargs: Any) -> list[CheckMessage]:
    try:
        for key in settings.FERNET_KEYS:
            Fernet(key)
    except ValueError:
        return [
            Error(
                "FERNET_KEYS holds a key that is not a Fernet key.",
                hint="Make one with: python -c 'from cryptography.fernet import Fernet; "
                "print(Fernet.generate_key().decode())'",
                id="lumen.E001",
            )
        ]
    if not settings.FERNET_KEYS:
        return [Error("FERNET_KEYS is empty.", hint="Give at least one key.", id="lumen.E002")]
    return []
