"""What language models used while something ran, such as one tool: counted where the thing runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lumen.ai.llm.budgets import Amounts


class Account:
    """The sum of what was noted on it, from any thread."""

    def __init__(self) -> None:
        self._noted: list[Amounts] = []
        self._lock = threading.Lock()

    def note(self, used: "Amounts") -> None:
        with self._lock:
            self._noted.append(used)

    @property
    def total(self) -> "Amounts":
        from lumen.ai.llm.budgets import Amounts

        return sum(self._noted, Amounts())


_open: ContextVar[tuple[Account, ...]] = ContextVar("open_accounts", default=())


@contextmanager
def counting() -> Iterator[Account]:
    """An account of what is used inside; accounts further out count it too."""
    account = Account()
    token = _open.set((*_open.get(), account))
    try:
        yield account
    finally:
        _open.reset(token)


def note(used: "Amounts") -> None:
    """Put what one call of a model used on every open account."""
    for account in _open.get():
        account.note(used)
