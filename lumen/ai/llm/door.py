"""The one module that knows pydantic-ai and, through it, every vendor."""

import asyncio
import contextlib
import json
import threading
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

if TYPE_CHECKING:
    from pydantic_ai.models import Model

TICK_SECONDS = 0.1
ENDING_SECONDS = 0.5
NO_KEY = "no-key"  # servers on one's own machine ask for none


class PydanticModel:
    """A vendor's model, by `vendor:name`: `google:...`, or any OpenAI-compatible `openai:...`."""

    def __init__(self, name: str, *, api_key: str, base_url: str = "") -> None:
        self.name = name
        self._api_key, self._base_url = api_key, base_url

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
        """The same stream inside a running loop."""
        from pydantic_ai.direct import model_request_stream
        from pydantic_ai.messages import (
            PartDeltaEvent,
            PartStartEvent,
            TextPart,
            TextPartDelta,
        )

        parameters = _parameters(tools)
        async with (
            _opened(self._vendor_model()) as model,
            model_request_stream(model, _request(messages), model_request_parameters=parameters) as response,
        ):
            async for event in response:
                if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
                    yield TextDelta(event.part.content)
                elif isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
                    yield TextDelta(event.delta.content_delta)
            for call in response.get().tool_calls:
                yield ToolCall(call.tool_call_id, call.tool_name, _arguments(call.args))
            usage = response.usage
            counted = usage() if callable(usage) else usage
            yield Usage(counted.input_tokens or 0, counted.output_tokens or 0)

    def _vendor_model(self) -> "Model":
        vendor, _, name = self.name.partition(":")
        if vendor == "google":
            from google.genai.types import HttpRetryOptions
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            google = GoogleProvider(
                api_key=self._api_key,
                base_url=self._base_url or None,
                retry_options=HttpRetryOptions(attempts=1),
            )
            return GoogleModel(name, provider=google)
        from openai import AsyncOpenAI
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider

        client = AsyncOpenAI(api_key=self._api_key or NO_KEY, base_url=self._base_url or None, max_retries=0)
        return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))


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
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._work, name="language-model", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Break the connection off, if it is still open, and wait until the thread is gone."""
        with contextlib.suppress(RuntimeError):  # the loop has closed by itself
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(ENDING_SECONDS)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _work(self) -> None:
        try:
            self._task = self._loop.create_task(self._read())
            with contextlib.suppress(asyncio.CancelledError):
                self._loop.run_until_complete(self._task)
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                async for chunk in self._model.chunks(self._messages, self._tools):
                    self.chunks.put(chunk)
            self.chunks.put(None)
        except Exception as error:  # noqa: BLE001  every vendor fails in its own way
            self.chunks.put(_as_model_error(error))


def _as_model_error(error: Exception) -> ModelError:
    from pydantic_ai import exceptions

    status = getattr(error, "status_code", 0) or 0
    if isinstance(error, TimeoutError | exceptions.ModelTimeoutError):
        return ModelSlowError("The language model took too long.")
    if status in (401, 403, 404) or isinstance(error, exceptions.ModelAuthenticationError):
        return ModelRefusedError("The language model refused the key or the model's name.")
    if status == 429 or isinstance(error, exceptions.ModelRateLimitError):
        return ModelBusyError("The language model is busy or its quota is used up.")
    return ModelDownError("The language model broke off or could not be reached.")


def _request(messages: Sequence[Message]) -> list[Any]:
    from pydantic_ai.messages import (
        ModelRequest,
        ModelResponse,
        SystemPromptPart,
        TextPart,
        UserPromptPart,
    )

    request: list[Any] = []
    for message in messages:
        if message.role == "assistant":
            request.append(ModelResponse(parts=[TextPart(message.text)]))
        else:
            part = SystemPromptPart if message.role == "system" else UserPromptPart
            request.append(ModelRequest(parts=[part(message.text)]))
    return request


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
