"""How much a language model may be asked: calls, tokens, money and seconds, per run, person and day.

What a call may use at most is set aside before it is made and corrected afterwards, so that calls
at the same moment cannot pass a limit together. Who keeps the counts of a day registers here.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from lumen.ai.llm import spending
from lumen.ai.llm.base import Chunk, Message, ModelError, TextDelta, ToolCall, ToolOffer, Usage

if TYPE_CHECKING:
    from accounts.models import User, Workspace

Scope = Literal["run", "user", "day"]
SCOPES: dict[Scope, str] = {"run": "AI_BUDGET_RUN", "user": "AI_BUDGET_USER_DAY", "day": "AI_BUDGET_DAY"}
CHARACTERS_A_TOKEN = 3  # on the careful side for the languages spoken here
MILLION = 1_000_000
UNLISTED = "*"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What was used, or may be used at most. Money is in US dollars."""

    calls: int = 0
    tokens: int = 0
    money: Decimal = ZERO
    seconds: Decimal = ZERO

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(**{name: getattr(self, name) + getattr(other, name) for name in MEASURES})

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(**{name: getattr(self, name) - getattr(other, name) for name in MEASURES})


MEASURES = tuple(measure.name for measure in fields(Amounts))


class BudgetUsedUpError(ModelError):
    """A limit would be passed; nothing was sent."""

    status, code, title = 429, "model-budget", "The language model's allowance is used up"


@dataclass(slots=True)
class Purse:
    """On whose account a model is asked, and what this run has used so far."""

    workspace: "Workspace"
    user: "User | None" = None
    spent: Amounts = field(default_factory=Amounts)


class Book(Protocol):
    """Keeps what was used on a day."""

    def set_aside(self, purse: Purse, model: str, most: Amounts) -> None:
        """Count `most` as used, unless that passes a limit of the day.

        Raises:
            BudgetUsedUpError: it does; nothing was counted.
        """
        ...

    def correct(self, purse: Purse, model: str, change: Amounts) -> None:
        """Add what was used beyond what was set aside; negative where it was less."""
        ...


_books: list[Book] = []


def register(book: Book) -> None:
    """Keep the counts of days there from now on."""
    _books[:] = [book]


# Limits and prices, from settings


def limits(scope: Scope) -> dict[str, Decimal]:
    """The limits of a scope by measure, as `calls=12 money=0.25`; any may be left out.

    Raises:
        ImproperlyConfigured: the setting is not written like that.
    """
    name = SCOPES[scope]
    found = _pairs(name, getattr(settings, name).split())
    if unknown := found.keys() - set(MEASURES):
        raise ImproperlyConfigured(f"{name} limits {', '.join(sorted(unknown))}, which nobody counts")
    return found


def _pairs(setting: str, parts: Sequence[str]) -> dict[str, Decimal]:
    try:
        return {part.rpartition("=")[0]: Decimal(part.rpartition("=")[2]) for part in parts}
    except InvalidOperation:
        raise ImproperlyConfigured(f"{setting} needs name=number, separated by spaces") from None


def price_of(model: str) -> tuple[Decimal, Decimal]:
    """US dollars for a million tokens sent and received, by `AI_PRICES`.

    An unlisted model costs what `*` says; at an address of one's own it costs nothing.
    """
    prices = _prices()
    if model in prices:
        return prices[model]
    if settings.AI_BASE_URL and urlsplit(settings.AI_BASE_URL).hostname:
        return ZERO, ZERO
    return prices.get(UNLISTED, (ZERO, ZERO))


def _prices() -> Mapping[str, tuple[Decimal, Decimal]]:
    found = {}
    for part in settings.AI_PRICES.split():
        model, _equals, both = part.rpartition("=")
        sent, _slash, received = both.partition("/")
        try:
            found[model] = (Decimal(sent), Decimal(received))
        except InvalidOperation:
            raise ImproperlyConfigured("AI_PRICES needs model=sent/received, separated by spaces") from None
    return found


# One call


def first_passed(scope: Scope, used: Amounts) -> str:
    """The measure of which more is used than the scope allows; empty when there is none."""
    allowed = limits(scope)
    return next((name for name in MEASURES if name in allowed and getattr(used, name) > allowed[name]), "")


def refuse(scope: Scope) -> BudgetUsedUpError:
    """The error that says which allowance is used up."""
    sentences = {
        "run": _("The language model's allowance for one question is used up."),
        "user": _("Your allowance of the language model for today is used up."),
        "day": _("Today's allowance of the language model is used up."),
    }
    return BudgetUsedUpError(sentences[scope])


class Meter:
    """Counts one call: what it may use at most before, what it used after."""

    def __init__(self, purse: Purse, model: str) -> None:
        self._purse, self._model = purse, model
        self._most = Amounts()
        self._started = 0.0
        self._sent = self._written = 0
        self._usage: Usage | None = None

    def begin(self, messages: Sequence[Message], tools: Sequence[ToolOffer], max_tokens: int) -> None:
        """Set aside the most that the call may use.

        Raises:
            BudgetUsedUpError: that passes a limit.
        """
        self._sent = tokens_of(messages, tools)
        self.set_aside(self._amounts(self._sent, max_tokens, seconds=0))

    def set_aside(self, most: Amounts) -> None:
        """The same for a call that is not measured in messages, such as one for a picture.

        Raises:
            BudgetUsedUpError: that passes a limit.
        """
        self._most = most
        if first_passed("run", self._purse.spent + self._most):
            raise refuse("run")
        for book in _books:
            book.set_aside(self._purse, self._model, self._most)
        self._started = time.monotonic()

    def seconds_left(self) -> float:
        """How long this run may still wait for its model."""
        allowed = limits("run").get("seconds")
        return float(max(allowed - self._purse.spent.seconds, ZERO)) if allowed is not None else float("inf")

    def watch(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The same chunks, counted as they pass."""
        for chunk in chunks:
            if isinstance(chunk, Usage):
                self._usage = chunk
            else:
                self._written += len(chunk.text if isinstance(chunk, TextDelta) else str(chunk.arguments))
            yield chunk

    def end(self) -> None:
        """Correct what was set aside by what was used; by what was seen when the model did not say."""
        if self._usage is not None and self._usage.input_tokens:
            sent, received = self._usage.input_tokens, self._usage.output_tokens
        else:
            received = self._written // CHARACTERS_A_TOKEN
            sent = self._sent if self._written else 0
        self.settle(self._amounts(sent, received, time.monotonic() - self._started))

    def settle(self, used: Amounts) -> None:
        """Correct what was set aside by what was used."""
        self._purse.spent += used
        spending.note(used)
        for book in _books:
            book.correct(self._purse, self._model, used - self._most)

    def _amounts(self, sent: int, received: int, seconds: float) -> Amounts:
        for_sent, for_received = price_of(self._model)
        money = (sent * for_sent + received * for_received) / MILLION
        exact = Decimal(str(round(seconds, 2)))
        return Amounts(calls=1, tokens=sent + received, money=money, seconds=exact)


def tokens_of(messages: Sequence[Message], tools: Sequence[ToolOffer]) -> int:
    """About how many tokens are sent, rather too many than too few."""
    said = sum(len(message.text) + _length(message) for message in messages)
    offered = sum(len(tool.description) + len(str(tool.parameters)) for tool in tools)
    return (said + offered) // CHARACTERS_A_TOKEN + 1


def _length(message: Message) -> int:
    calls: tuple[ToolCall, ...] = message.calls
    return sum(len(str(call.arguments)) for call in calls) + sum(len(one.text) for one in message.results)
