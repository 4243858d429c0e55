"""Errors that a person can act on."""

from typing import Any, ClassVar


class LumenError(Exception):
    """An anticipated failure. `detail` is the sentence shown to the person: what happened, what to do."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "error"
    title: ClassVar[str] = "This did not work"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra
