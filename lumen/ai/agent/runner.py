"""Carrying out a plan: independent tools side by side, time-outs, stop, and a second opinion."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from queue import Empty, SimpleQueue
from typing import Any

from lumen.ai.agent.calls import Call
from lumen.ai.agent.events import Event, PlanMade, ToolFinished, ToolStarted
from lumen.ai.agent.planner import FALLBACK
from lumen.ai.agent.plans import Candidate, Plan, Task
from lumen.ai.answers import Answer
from lumen.ai.tools.registry import ToolContext
from lumen.common.money import SYMBOLS, format_money

MOST_AT_ONCE = 4
TICK_SECONDS = 0.05
ENDING_SECONDS = 0.8
SURE = 0.85  # so sure of its part that nobody else is asked when it does not know
SUMMARY_LENGTH = 300
_PLACE = re.compile(r"\{(t\d)\}")
DID_NOT_KNOW = {"clarify", "unanswerable", "no_data"}


class StoppedError(Exception):
    """The person stopped the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One finished tool call."""

    task: str
    tool: str
    arguments: dict[str, Any]
    summary: str
    is_ok: bool
    milliseconds: int


@dataclass(slots=True)
class Run:
    """Carries out one plan.

    Args:
        emit: is told what happens, in the caller's thread.
        side_by_side: threads have database connections of their own; a caller inside a transaction
            whose rows only it can see must say no.
    """

    plan: Plan
    context: ToolContext
    emit: Callable[[Event], None]
    side_by_side: bool = True
    steps: list[Step] = field(default_factory=list)
    _answers: dict[str, Answer] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    _failed: set[str] = field(default_factory=set)
    _left: dict[str, list[Candidate]] = field(default_factory=dict)
    _calls: list[Call] = field(default_factory=list)
    _finished: "SimpleQueue[Call]" = field(default_factory=SimpleQueue)

    def answers(self) -> list[Answer]:
        """The answer to every task, in the order of the plan.

        Raises:
            StoppedError: `context.should_stop` said so; nothing is still going on by then.
        """
        self.emit(PlanMade(self.plan))
        self._left = {task.id: list(task.candidates) for task in self.plan.tasks}
        try:
            while len(self._done) < len(self.plan.tasks):
                self._check_stop()
                self._start_ready()
                self._take_finished()
                self._end_overdue()
        finally:
            self._end_all()
        return [self._answers[task.id] for task in self.plan.tasks]

    def _check_stop(self) -> None:
        if self.context.should_stop():
            raise StoppedError

    def _start_ready(self) -> None:
        busy = {call.task.id for call in self._calls}
        for task in self.plan.tasks:
            is_free = task.id not in busy | self._done and len(self._calls) < MOST_AT_ONCE
            if is_free and self._done.issuperset(task.after):
                self._start(task)

    def _start(self, task: Task) -> None:
        candidate = _filled(self._left[task.id].pop(0), self._answers)
        call = Call(task=task, candidate=candidate, context=self.context, finished=self._finished)
        self.emit(ToolStarted(task, candidate))
        self._calls.append(call)
        if self.side_by_side:
            call.start()
        else:
            call.perform()

    def _take_finished(self) -> None:
        try:
            call = self._finished.get(timeout=TICK_SECONDS)
        except Empty:
            return
        if call in self._calls:  # not one that was given up already
            self._settle(call)

    def _end_overdue(self) -> None:
        for call in [call for call in self._calls if call.is_overdue]:
            seconds = f"{call.tool.timeout_seconds:g}"
            call.end(f"This step took longer than {seconds} seconds and was ended.")
            self._settle(call)

    def _settle(self, call: Call) -> None:
        """Keep the better of what is known; ask the next candidate while nobody knew."""
        self._calls.remove(call)
        answer = _as_answer(call)
        task = call.task
        self._record(call, answer)
        self._failed |= {task.id} if call.problem else set()
        if self._is_better(answer, call):
            self._answers[task.id] = answer
        is_settled = answer.status not in DID_NOT_KNOW or (call.candidate.score >= SURE and not call.problem)
        if is_settled or not self._left[task.id]:
            self._done.add(task.id)

    def _is_better(self, answer: Answer, call: Call) -> bool:
        """What is known beats what is not; saying what can be asked beats a vague refusal to know."""
        kept = self._answers.get(call.task.id)
        if kept is None or (kept.status != "ok" and answer.status == "ok"):
            return True
        is_vague = kept.status == "unanswerable" and not kept.citations
        return is_vague and call.candidate.tool == FALLBACK and call.task.id not in self._failed

    def _record(self, call: Call, answer: Answer) -> None:
        summary = (call.problem or answer.text)[:SUMMARY_LENGTH]
        is_ok = not call.problem
        step = Step(
            task=call.task.id,
            tool=call.candidate.tool,
            arguments=call.candidate.arguments,
            summary=summary,
            is_ok=is_ok,
            milliseconds=call.milliseconds,
        )
        self.steps.append(step)
        self.emit(ToolFinished(step.task, step.tool, is_ok, summary, step.milliseconds))

    def _end_all(self) -> None:
        for call in self._calls:
            call.end("stopped")
        for call in self._calls:
            call.wait(ENDING_SECONDS / len(self._calls))


def _filled(candidate: Candidate, answers: Mapping[str, Answer]) -> Candidate:
    """The candidate with `{t1}` in its expression replaced by the number that task t1 found."""
    expression = candidate.arguments.get("expression")
    if not isinstance(expression, str):
        return candidate
    filled = _PLACE.sub(lambda place: _number_of(answers.get(place[1])), expression)
    arguments = {**candidate.arguments, "expression": filled}
    return replace(candidate, arguments=arguments)


def _number_of(answer: Answer | None) -> str:
    if answer is None or answer.status != "ok" or not isinstance(answer.value, int | float):
        return "the number before"  # not arithmetic: the calculator says so
    value = Decimal(str(answer.value))
    return format_money(value, answer.unit) if answer.unit in SYMBOLS else f"{value:f}"


def _as_answer(call: Call) -> Answer:
    """A tool returns an `Answer`, something that can become one, or plain text."""
    if call.problem:
        return Answer(status="unanswerable", text=call.problem, source=call.tool.name)
    result = call.result
    if isinstance(result, Answer):
        return result
    if hasattr(result, "as_answer"):
        converted: Answer = result.as_answer()
        return converted
    return Answer(status="ok", text=str(result), source=call.tool.name)
