"""Encryption of stored messages and source secrets with a rotating key ring outside the database."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> bytes:
    """Encrypt with the first key of `FERNET_KEYS`; bytes that are no text survive as surrogates."""
    return _ring(tuple(settings.FERNET_KEYS)).encrypt(text.encode("utf-8", "surrogateescape"))


def decrypt(token: bytes | memoryview) -> str:
    """Decrypt with any key of `FERNET_KEYS`.

    Raises:
        cryptography.fernet.InvalidToken: no key of the ring fits.
    """
    return _ring(tuple(settings.FERNET_KEYS)).decrypt(bytes(token)).decode("utf-8", "surrogateescape")


def is_current(token: bytes | memoryview) -> bool:
    """Whether the newest key (the first of `FERNET_KEYS`) encrypted this."""
    try:
        Fernet(settings.FERNET_KEYS[0]).decrypt(bytes(token))
    except InvalidToken:
        return False
    return True


def rotate(token: bytes | memoryview) -> bytes:
    """The same content under the newest key, with its first time stamp.

    Raises:
        cryptography.fernet.InvalidToken: no key of the ring fits.
    """
    return _ring(tuple(settings.FERNET_KEYS)).rotate(bytes(token))
