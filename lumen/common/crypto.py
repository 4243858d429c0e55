"""Encryption of stored messages and source secrets with a rotating key ring outside the database."""

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> bytes:
    """Encrypt with the first key of `FERNET_KEYS`."""
    return _ring(tuple(settings.FERNET_KEYS)).encrypt(text.encode())


def decrypt(token: bytes | memoryview) -> str:
    """Decrypt with any key of `FERNET_KEYS`.

    Raises:
        cryptography.fernet.InvalidToken: no key of the ring fits.
    """
    return _ring(tuple(settings.FERNET_KEYS)).decrypt(bytes(token)).decode()
