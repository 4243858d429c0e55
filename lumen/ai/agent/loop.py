"""What a language model may do where the deterministic reading is unsure: call tools, a few rounds.

The model chooses tools and words; tools compute. Whatever goes wrong, the offline answer stands.
"""

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from lumen.ai.agent import combining, trust
from lumen.ai.agent.events import Event, PlanMade
from lumen.ai.agent.planner import DOUBTFUL, FALLBACK
from lumen.ai.agent.plans import Candidate, Plan, Task
from lumen.ai.agent.runner import Run, Step
from lumen.ai.answers import Answer
from lumen.ai.llm import prompts
from lumen.ai.llm.base import LanguageModel, Message, ModelError, TextDelta, ToolCall, ToolOffer, ToolResult
from lumen.ai.llm.budgets import BudgetUsedUpError
from lumen.ai.llm.redaction import masked
from lumen.ai.tools import registry
from lumen.ai.tools.registry import Effect, Tool, ToolContext
from lumen.common.stopping import StoppedError

log = structlog.get_logger(__name__)
MOST_ROUNDS = 8
MOST_CALLS = 4  # of one round
MOST_MISTAKES = 1  # a second one ends the run
TIMEOUT_SECONDS = 20.0
MAX_RESULT = 6_000
MAX_TEXT = 8_000
LEDGER, QUERY, NAMES = "ask_ledger", "run_ledger_query", "describe_ledger"
FOR_PAGES = (
    *("offer_choices", "change_interpretation", "know_names"),
    *("suggest_questions", "suggest_document_questions", "ground_documents"),
    "describe_documents",
)
NOT_OFFERED = frozenset(
    (NAMES, FALLBACK, "describe_transactions", "search_documents", "small_talk", "list_facts", *FOR_PAGES)
)  # facts are in the prompt; as a result they would bear out any number a person once noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What came of asking the model; without an answer the offline one stands."""

    answer: Answer | None = None
    is_worded: bool = False  # the text is the model's own
    problem: str = ""  # why the model's help was not, or not wholly, used
    notice: str = ""  # what the person should know about that


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the model."""

    text: str
    calls: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """What one call came to."""

    call: ToolCall
    answer: Answer
    is_ok: bool


class GaveUpError(Exception):
    """The model does not get any further."""


def is_needed(task: Task, answer: Answer) -> bool:
    """Whether the question was not understood offline, or nobody was sure and nobody knew."""
    if answer.status in ("ok", "refused") or (answer.options and answer.source != FALLBACK):
        return False  # buttons are better than a guess
    is_doubtful = task.choice.score < DOUBTFUL
    return answer.source == FALLBACK or not answer.is_understood or is_doubtful


@dataclass(slots=True)
class Helper:
    """Asks the model about one message.

    Args:
        emit: is told of the tools that run, in the caller's thread.
        side_by_side: see `Run`.
    """

    model: LanguageModel
    context: ToolContext
    emit: Callable[[Event], None]
    steps: list[Step]
    side_by_side: bool = True
    _returned: list[Returned] = field(default_factory=list)
    _mistakes: int = 0

    def help(self, text: str, offline: Answer) -> Help:
        """A better answer than the offline one, if the model finds one.

        Raises:
            StoppedError: the person stopped; no tool and no stream is going on by then.
        """
        self._returned, self._mistakes = [], 0
        before = copy.deepcopy(self.context.memory)
        try:
            found = self._fill(text) if offline.source == LEDGER else self._converse(text)
        except GaveUpError as error:
            found = self._so_far(str(error))
        except ModelError as error:
            log.warning("model.failed", model=self.model.name, code=error.code)
            notice = error.detail if isinstance(error, BudgetUsedUpError) else ""
            found = self._so_far(error.code, notice)
        if found.answer is None:
            self.context.memory.clear()
            self.context.memory.update(before)
        if found.problem:
            log.info("model.help", model=self.model.name, problem=found.problem)
        return found

    # The same typed query that the parser fills

    def _fill(self, text: str) -> Help:
        tool = registry.get(QUERY)
        messages = [Message("system", prompts.load("fill_query_1")), self._question(text)]
        while True:
            said = self._ask(messages, [tool])
            if not said.calls:
                return Help(problem="not-filled")
            returned = self._carry_out(said.calls[:1], [tool], text)
            if returned[0].is_ok:
                return Help(answer=returned[0].answer)
            messages += _exchange(replace(said, calls=said.calls[:1]), returned)

    # Any reading tools, and words

    def _converse(self, text: str) -> Help:
        messages = [Message("system", prompts.load("use_tools_1")), self._question(text)]
        for _round in range(MOST_ROUNDS):
            offered = list(self._offered())
            said = self._ask(messages, offered)
            if not said.calls:
                return self._worded(text, said.text)
            said = replace(said, calls=said.calls[:MOST_CALLS])
            messages += _exchange(said, self._carry_out(said.calls, offered, text))
        return self._so_far("too-many-rounds")

    def _offered(self) -> Iterator[Tool]:
        """Tools that read; those that propose a change only until a stranger's words may have been read."""
        may_write = self.context.may_propose and not self._returned
        for tool in registry.all_tools():
            is_fit = tool.effect is Effect.READ or may_write
            if is_fit and tool.name not in NOT_OFFERED and tool.allows(self.context.membership):
                yield tool

    def _worded(self, text: str, said: str) -> Help:
        """The model's words, when everything in them stands in what tools returned."""
        found = self._found()
        if not found:
            return Help(problem="no-tool-was-used")
        if any(answer.proposals for answer in found):
            return self._so_far("a-change-is-said-exactly")
        whole = combining.combine(found)
        evidence = "\n".join([text, *(_as_data(answer) for answer in combining.renumbered(found))])
        if problem := trust.distrust(said, whole, evidence):
            return self._so_far(problem)
        return Help(answer=replace(whole, text=said), is_worded=True)

    def _found(self) -> list[Answer]:
        """What tools answered, each thing once however often it was asked for."""
        fine = [one.answer for one in self._returned if one.is_ok and one.answer.status == "ok"]
        return [answer for number, answer in enumerate(fine) if answer not in fine[:number]]

    def _so_far(self, problem: str, notice: str = "") -> Help:
        """What tools found, in the words of their own templates."""
        found = self._found()
        answer = combining.combine(found) if found else None
        return Help(answer=answer, problem=problem, notice=notice)

    # One round

    def _question(self, text: str) -> Message:
        known = registry.get(NAMES).run(self.context).text if _has(NAMES) else ""
        before = f"{known}\n\n{self.context.remembered}".strip()
        return Message("user", f"{trust.fenced('data', masked(before))}\n\nQuestion: {masked(text)}")

    def _ask(self, messages: Sequence[Message], offered: Sequence[Tool]) -> Said:
        text, calls = "", []
        offers = [_offer(tool) for tool in offered]
        for chunk in self.model.stream(
            messages, tools=offers, timeout_seconds=TIMEOUT_SECONDS, should_stop=self.context.should_stop
        ):
            if isinstance(chunk, TextDelta):
                text += chunk.text
            elif isinstance(chunk, ToolCall):
                calls.append(chunk)
            if len(text) > MAX_TEXT:
                raise GaveUpError("too-long")
        if self.context.should_stop():
            raise StoppedError
        return Said(text.strip(), tuple(calls))

    def _carry_out(self, calls: Sequence[ToolCall], offered: Sequence[Tool], text: str) -> list[Returned]:
        """Run what was asked for, side by side; one mistake is told to the model, a second ends it."""
        names = {tool.name for tool in offered}
        if unknown := [call.name for call in calls if call.name not in names]:
            log.warning("model.unknown_tool", tools=unknown)
            raise GaveUpError("unknown-tool")
        first = len(self.steps)
        tasks = [_task(f"m{first + number}", call, text) for number, call in enumerate(calls, start=1)]
        plan = Plan(text=text, tasks=tuple(tasks))
        run = Run(plan, self.context, self._tell, side_by_side=self.side_by_side, steps=self.steps)
        answers = run.answers()
        fine = {step.task for step in self.steps[first:] if step.is_ok}
        returned = [
            Returned(call, answer, task.id in fine)
            for call, task, answer in zip(calls, tasks, answers, strict=True)
        ]
        self._returned += returned
        self._mistakes += not all(one.is_ok for one in returned)
        if self._mistakes > MOST_MISTAKES:
            raise GaveUpError("arguments-not-valid")
        return returned

    def _tell(self, event: Event) -> None:
        """The plan that the person saw stays the one that was made for the message."""
        if not isinstance(event, PlanMade):
            self.emit(event)


def _has(name: str) -> bool:
    return any(tool.name == name for tool in registry.all_tools())


def _offer(tool: Tool) -> ToolOffer:
    """The tool as the model sees it; the person's own words are put in here, not by the model."""
    parameters = copy.deepcopy(tool.parameters)
    if tool.name == QUERY:
        parameters["properties"].pop("question", None)
        parameters["required"] = ["query"]
    return ToolOffer(tool.name, tool.description, parameters)


def _task(task_id: str, call: ToolCall, text: str) -> Task:
    arguments = {**call.arguments, "question": text} if call.name == QUERY else call.arguments
    reason = "the language model asked for it"
    choice = Candidate(tool=call.name, arguments=arguments, score=1.0, reason=reason)
    return Task(id=task_id, text=text, choice=choice, timeout_seconds=registry.get(call.name).timeout_seconds)


def _exchange(said: Said, returned: Sequence[Returned]) -> list[Message]:
    """What the model asked for and what it got, as two messages."""
    results = tuple(ToolResult(one.call, masked(_as_data(one.answer))[:MAX_RESULT]) for one in returned)
    return [Message("assistant", said.text, calls=said.calls), Message("tool", results=results)]


def _as_data(answer: Answer) -> str:
    """A result as JSON: what the model may speak about, without keys of rows."""
    quotes = [{"name": one.external_name, "page": one.page, "quote": one.quote} for one in answer.citations]
    shown: dict[str, Any] = {
        "status": answer.status,
        "text": answer.text,
        "value": answer.value,
        "unit": answer.unit,
        "rows": (answer.rows or [])[: trust.MAX_ROWS],
        "understood_as": [str(chip.get("label", "")) for chip in answer.chips],
        "citations": quotes,
    }
    return json.dumps({name: part for name, part in shown.items() if part}, ensure_ascii=False)
