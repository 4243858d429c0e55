"""The twin that needs no network: it says the draft it was given, word for word."""

from collections.abc import Callable, Iterator, Sequence

from lumen.ai.llm.base import Chunk, Message, TextDelta, ToolOffer, Usage


class OfflineModel:
    """Repeats the newest assistant message, which callers fill with the text from the template."""

    name = ""
    max_tokens = 0

    def stream(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[ToolOffer] = (),
        timeout_seconds: float,
        should_stop: Callable[[], bool],
    ) -> Iterator[Chunk]:
        drafts = [message.text for message in messages if message.role == "assistant"]
        for word in (drafts[-1] if drafts else "").split(" "):
            if should_stop():
                return
            yield TextDelta(f"{word} ")
        yield Usage(0, 0)
