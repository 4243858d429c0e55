"""Language models behind one protocol. Nothing here knows a vendor."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from lumen.common.errors import LumenError


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the model's text."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model asks for a tool; nothing runs until the caller decides so."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool the model asked for gave back, as data."""

    call: ToolCall
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `calls` belong to an assistant's message, `results` are the whole of a tool's.

    `pictures` (JPEG) stand after a user's text.
    """

    role: Literal["system", "user", "assistant", "tool"]
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class ToolOffer:
    """A tool a model may ask for."""

    name: str
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


Chunk = TextDelta | ToolCall | Usage


class ModelError(LumenError):
    """The language model gave no usable answer; the offline path takes over."""

    status, code, title = 503, "model-failed", "The language model did not answer"


class ModelRefusedError(ModelError):
    """The key or the model's name is not accepted: trying again does not help."""

    code = "model-refused"


class ModelBusyError(ModelError):
    """Too many requests or too little quota; `retry_after` seconds were asked for, if any."""

    code = "model-busy"

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class ModelDownError(ModelError):
    """The model's server failed, broke off, or could not be reached."""

    code = "model-down"


class ModelSlowError(ModelError):
    """The answer took too long."""

    code = "model-slow"


class LanguageModel(Protocol):
    """Streams an answer to a conversation."""

    name: str
    max_tokens: int  # that it writes in one answer

    def stream(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[ToolOffer] = (),
        timeout_seconds: float,
        should_stop: Callable[[], bool],
    ) -> Iterator[Chunk]:
        """Yield text as it comes, then tool calls, then usage.

        Ends early, without an error, within a fifth of a second of `should_stop` saying so.

        Raises:
            ModelError: no complete answer came.
        """
        ...
