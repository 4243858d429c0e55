"""What reading a text came to: a query to compute, or what is said instead."""

from collections.abc import Callable
from dataclasses import dataclass, field

from transactions.questions.facts import KindsOf
from transactions.questions.names import Names
from transactions.questions.periods import Clock
from transactions.questions.query import LedgerQuery


@dataclass(frozen=True, slots=True)
class Scope:
    """What a text is read against."""

    names: Names
    clock: Clock
    kinds_of: KindsOf
    base_currency: str
    is_regular: Callable[[LedgerQuery], bool] = lambda _query: False


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on: a button, and the full question it asks."""

    label: str
    text: str


@dataclass(slots=True)
class Parsed:
    query: LedgerQuery
    message: str = ""  # said instead of an answer when the status is not ok
    options: list[Option] = field(default_factory=list)
    had_year: bool = False
    needs_expensive: bool = False
    corrections: dict[str, str] = field(default_factory=dict)
    unknown_name: str = ""
    is_understood: bool = True  # whether the words themselves were clear


def clarify(message: str, options: list[Option] | None = None) -> Parsed:
    """A question back, with the ways to go on as buttons."""
    return Parsed(LedgerQuery(intent="none", status="clarify"), message, options or [])


def no_data(message: str, options: list[Option] | None = None, *, unknown_name: str = "") -> Parsed:
    """There is nothing in the ledger to answer from, and why."""
    query = LedgerQuery(intent="none", status="no_data")
    return Parsed(query, message, options or [], unknown_name=unknown_name)


def not_understood() -> Parsed:
    """The text is no question about a ledger."""
    message = (
        "I did not understand that as a question about your ledger. Ask for example: how much did "
        "I spend on food last month?"
    )
    query = LedgerQuery(intent="none", status="unanswerable")
    return Parsed(query, message, is_understood=False)


def unclear(said: str) -> Parsed:
    """It is about the ledger, but some of its words say nothing to us."""
    message = f"I did not understand {said}. Could you say it another way?"
    return Parsed(LedgerQuery(intent="none", status="clarify"), message, is_understood=False)
