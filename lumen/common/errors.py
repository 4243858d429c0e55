"""Errors that a person can act on."""

from typing import Any, ClassVar

from django.db import DataError

_OF_CHARACTER_0 = ("NUL (0x00)", "unsupported Unicode escape sequence")  # as text, and in JSON


class LumenError(Exception):
    """An anticipated failure. `detail` is the sentence shown to the person: what happened, what to do."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "error"
    title: ClassVar[str] = "This did not work"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


def is_unstorable(error: Exception) -> bool:
    """Whether text could not be stored because it has the character 0 or half a surrogate pair."""
    if isinstance(error, UnicodeEncodeError):
        return error.reason == "surrogates not allowed"
    return isinstance(error, DataError) and any(words in str(error) for words in _OF_CHARACTER_0)
