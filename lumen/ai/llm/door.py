"""The one module that knows pydantic-ai and, through it, every vendor."""

import asyncio
import contextlib
import importlib
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from lumen.ai.llm.base import (
    Chunk,
    Message,
    ModelBusyError,
    ModelDownError,
    ModelError,
    ModelRefusedError,
    ModelSlowError,
    TextDelta,
    ToolCall,
    ToolOffer,
    Usage,
)
from lumen.common.stopping import Errand

if TYPE_CHECKING:
    from pydantic_ai.models import Model

TICK_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 3.0  # that a busy server may ask for while somebody waits for the answer
MAX_TOKENS = 4_096
NO_KEY = "no-key"  # servers on one's own machine ask for none
_VERSION = re.compile(r"/v\d+\w*$")
_CLIENTS = {
    "google": ("google.genai", "pydantic_ai.models.google"),
    "anthropic": ("anthropic", "pydantic_ai.models.anthropic"),
    "openai": ("openai", "pydantic_ai.models.openai"),
}
_WHOLE = ("stop", "tool_call")  # how a complete answer ends


class PydanticModel:
    """A vendor's model: `google:<name>`, `anthropic:<name>`, or `openai:<name>` at any compatible address."""

    def __init__(self, name: str, *, api_key: str, base_url: str = "", max_tokens: int = MAX_TOKENS) -> None:
        self.name = name
        self.max_tokens = max_tokens
        self._api_key = api_key
        self._addresses = _addresses(name.partition(":")[0], base_url.rstrip("/"))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[ToolOffer] = (),
        timeout_seconds: float,
        should_stop: Callable[[], bool],
    ) -> Iterator[Chunk]:
        """See `LanguageModel.stream`. The vendor's client lives in a thread with its own loop."""
        pump = _Pump(self, messages, tools, timeout_seconds)
        pump.start()
        try:
            while not should_stop():
                try:
                    received = pump.chunks.get(timeout=TICK_SECONDS)
                except Empty:
                    continue
                if isinstance(received, ModelError):
                    raise received
                if received is None:
                    return
                yield received
        finally:
            pump.end()

    async def chunks(self, messages: Sequence[Message], tools: Sequence[ToolOffer]) -> AsyncIterator[Chunk]:
        """The same stream inside a running loop; a short wait that a server asks for is kept, once."""
        has_waited, is_done = False, False
        while not is_done:
            try:
                async for chunk in self._attempt(messages, tools):
                    yield chunk
                is_done = True
            except Exception as error:
                wait = _wait_asked(error)
                if self._has_other_address(error):
                    self._addresses.pop(0)
                elif wait is not None and not has_waited:
                    has_waited = True
                    await asyncio.sleep(wait)
                else:
                    raise _as_model_error(error) from error

    async def _attempt(self, messages: Sequence[Message], tools: Sequence[ToolOffer]) -> AsyncIterator[Chunk]:
        from pydantic_ai.direct import model_request_stream
        from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta
        from pydantic_ai.settings import ModelSettings

        wanted = ModelSettings(max_tokens=self.max_tokens)
        async with (
            _opened(self._vendor_model()) as model,
            model_request_stream(
                model,
                _request(messages),
                model_settings=wanted,
                model_request_parameters=_parameters(tools),
            ) as response,
        ):
            async for event in response:
                if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
                    yield TextDelta(event.part.content)
                elif isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
                    yield TextDelta(event.delta.content_delta)
            for chunk in _endings(response):
                yield chunk

    def load(self) -> None:
        """Import the vendor's client, which the first time takes seconds that are not the model's."""
        for module in ("pydantic_ai.direct", *_CLIENTS.get(self.name.partition(":")[0], ())):
            importlib.import_module(module)

    def _has_other_address(self, error: Exception) -> bool:
        """Nothing was found at the address as given, and there may be something under `/v1`."""
        return getattr(error, "status_code", 0) == 404 and len(self._addresses) > 1

    def _vendor_model(self) -> "Model":
        vendor, _, name = self.name.partition(":")
        build = {"google": _google, "anthropic": _anthropic}.get(vendor, _openai)
        return build(name, self._api_key or NO_KEY, self._addresses[0])


def _addresses(vendor: str, base_url: str) -> list[str]:
    """Where to ask, in turn: `/v1` may be left out of an OpenAI-compatible address."""
    if vendor == "anthropic":
        return [base_url.removesuffix("/v1")]
    if vendor == "google" or not base_url or _VERSION.search(base_url):
        return [base_url]
    return [base_url, f"{base_url}/v1"]


def _google(name: str, api_key: str, base_url: str) -> "Model":
    from google.genai.types import HttpRetryOptions
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    google = GoogleProvider(
        api_key=api_key, base_url=base_url or None, retry_options=HttpRetryOptions(attempts=1)
    )
    return GoogleModel(name, provider=google)


def _anthropic(name: str, api_key: str, base_url: str) -> "Model":
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    client = AsyncAnthropic(api_key=api_key, base_url=base_url or None, max_retries=0)
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=client))


def _openai(name: str, api_key: str, base_url: str) -> "Model":
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai import OpenAIProvider

    ends = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
    client = AsyncOpenAI(api_key=api_key, base_url=base_url or None, max_retries=0)
    return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client), profile=ends)


@contextlib.asynccontextmanager
async def _opened(model: "Model") -> AsyncIterator["Model"]:
    """Closes the vendor's connections, which belong to one loop."""
    try:
        yield model
    finally:
        client = getattr(model, "client", None)
        closed = getattr(getattr(client, "aio", None), "aclose", None) or getattr(client, "close", None)
        if closed is not None:
            await closed()


class _Pump:
    """Runs the asynchronous stream in a thread and hands its chunks over; `None` is the end."""

    def __init__(
        self,
        model: PydanticModel,
        messages: Sequence[Message],
        tools: Sequence[ToolOffer],
        timeout_seconds: float,
    ) -> None:
        self.chunks: SimpleQueue[Chunk | ModelError | None] = SimpleQueue()
        self._model, self._messages, self._tools = model, messages, tools
        self._timeout_seconds = timeout_seconds
        self._errand = Errand(self._read(), "language-model")

    def start(self) -> None:
        self._errand.start()

    def end(self) -> None:
        """Break the connection off, if it is still open, and wait until the thread is gone."""
        self._errand.end()

    async def _read(self) -> None:
        try:
            self._model.load()
            async with asyncio.timeout(self._timeout_seconds):
                async for chunk in self._model.chunks(self._messages, self._tools):
                    self.chunks.put(chunk)
            self.chunks.put(None)
        except Exception as error:  # noqa: BLE001  whatever it is, the asking thread has to hear of it
            self.chunks.put(_as_model_error(error))


def _endings(response: Any) -> Iterator[Chunk]:
    """The tool calls and the usage of an answer that was read to its end."""
    whole = response.get()
    if whole.finish_reason not in _WHOLE:
        raise ModelDownError("The language model broke off before its answer was complete.")
    for call in whole.tool_calls:
        yield ToolCall(call.tool_call_id, call.tool_name, _arguments(call.args))
    usage = response.usage
    counted = usage() if callable(usage) else usage
    yield Usage(counted.input_tokens or 0, counted.output_tokens or 0)


def _wait_asked(error: Exception) -> float | None:
    """How long a busy server asks to wait, when that is short enough to do so."""
    from pydantic_ai import exceptions

    is_busy = getattr(error, "status_code", 0) == 429 or isinstance(error, exceptions.ModelRateLimitError)
    wait: float | None = getattr(error, "retry_after", None)
    return wait if is_busy and wait is not None and 0 <= wait <= LONGEST_WAIT_SECONDS else None


def _as_model_error(error: Exception) -> ModelError:
    from pydantic_ai import exceptions

    if isinstance(error, ModelError):
        return error
    status = getattr(error, "status_code", 0) or 0
    if isinstance(error, TimeoutError | exceptions.ModelTimeoutError):
        return ModelSlowError("The language model took too long.")
    if status in (401, 403, 404) or isinstance(error, exceptions.ModelAuthenticationError):
        return ModelRefusedError("The language model refused the key or the model's name.")
    if status == 429 or isinstance(error, exceptions.ModelRateLimitError):
        wait = getattr(error, "retry_after", None)
        return ModelBusyError("The language model is busy or its quota is used up.", retry_after=wait)
    return ModelDownError("The language model broke off or could not be reached.")


def _request(messages: Sequence[Message]) -> list[Any]:
    from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart

    request: list[Any] = []
    for message in messages:
        if message.role == "assistant":
            request.append(_said(message))
        elif message.role == "tool":
            request.append(ModelRequest(parts=_returned(message)))
        else:
            part = SystemPromptPart if message.role == "system" else UserPromptPart
            request.append(ModelRequest(parts=[part(_content(message))]))
    return request


def _content(message: Message) -> Any:
    """The text alone, or the text and what is to be seen."""
    from pydantic_ai.messages import BinaryContent

    if not message.pictures:
        return message.text
    return [message.text, *(BinaryContent(data, media_type="image/jpeg") for data in message.pictures)]


def _said(message: Message) -> Any:
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart

    text = [TextPart(message.text)] if message.text else []
    calls = [ToolCallPart(call.name, call.arguments, tool_call_id=call.id) for call in message.calls]
    return ModelResponse(parts=[*text, *calls])


def _returned(message: Message) -> list[Any]:
    from pydantic_ai.messages import ToolReturnPart

    return [
        ToolReturnPart(result.call.name, result.text, tool_call_id=result.call.id)
        for result in message.results
    ]


def _parameters(tools: Sequence[ToolOffer]) -> Any:
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.tools import ToolDefinition

    offers = [
        ToolDefinition(name=tool.name, description=tool.description, parameters_json_schema=tool.parameters)
        for tool in tools
    ]
    return ModelRequestParameters(function_tools=offers, allow_text_output=True)


def _arguments(raw: Any) -> dict[str, Any]:
    """Tool arguments as an object; a model that writes broken JSON asked for nothing usable."""
    if isinstance(raw, dict):
        return raw
    try:
        parsed = json.loads(raw or "{}")
    except json.JSONDecodeError:
        raise ModelDownError("The language model asked for a tool in broken JSON.") from None
    return parsed if isinstance(parsed, dict) else {}
