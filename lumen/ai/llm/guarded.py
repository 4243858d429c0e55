"""A language model that is asked within its allowances and left alone while it fails."""

from collections.abc import Callable, Iterator, Sequence

from lumen.ai.llm import router
from lumen.ai.llm.base import Chunk, LanguageModel, Message, ModelError, ModelRefusedError, ToolOffer
from lumen.ai.llm.budgets import Meter, Purse


class GuardedModel:
    """Every call is counted on the purse before it is made, and its outcome told to the breaker.

    Args:
        is_agreed: asked before every call, for an owner may withdraw their consent in the middle of a run.
    """

    def __init__(self, model: LanguageModel, purse: Purse, is_agreed: Callable[[], bool]) -> None:
        self.name, self.max_tokens = model.name, model.max_tokens
        self._model, self._purse, self._is_agreed = model, purse, is_agreed

    def stream(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[ToolOffer] = (),
        timeout_seconds: float,
        should_stop: Callable[[], bool],
    ) -> Iterator[Chunk]:
        """See `LanguageModel.stream`.

        Raises:
            BudgetUsedUpError, ModelRefusedError: before anything is sent.
        """
        if not self._is_agreed():
            raise ModelRefusedError("The consent to this model was withdrawn.")
        meter = Meter(self._purse, self.name)
        meter.begin(messages, tools, self.max_tokens)
        seconds = min(timeout_seconds, meter.seconds_left())
        chunks = self._model.stream(messages, tools=tools, timeout_seconds=seconds, should_stop=should_stop)
        try:
            yield from meter.watch(chunks)
        except ModelError as error:
            router.breaker.failed(getattr(error, "retry_after", None))
            raise
        else:
            router.breaker.succeeded()
        finally:
            meter.end()
