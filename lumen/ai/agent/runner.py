"""Carrying out a plan: independent tools side by side, time-outs, stop, and a second opinion."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any

from django.utils.translation import gettext as _

from lumen.ai.agent import places
from lumen.ai.agent.calls import Call
from lumen.ai.agent.events import Event, PlanMade, ToolFinished, ToolProgress, ToolStarted
from lumen.ai.agent.planner import FALLBACK
from lumen.ai.agent.plans import Candidate, Plan, Task
from lumen.ai.answers import Answer, Status
from lumen.ai.llm.budgets import Amounts
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext
from lumen.common.stopping import StoppedError

MOST_AT_ONCE = 4
TICK_SECONDS = 0.05
GRACE_SECONDS = 0.35  # to stop by itself, before it is interrupted
ENDING_SECONDS = 0.45
SURE = 0.85  # so sure of its part that nobody else is asked when it does not know
SUMMARY_LENGTH = 300
MOST_REMEMBERED = 200  # rows of an answer that the next message may point at
SHOWN = "shown"  # the runner's own key of the conversation's memory
MISSING = {"no_data", "unanswerable"}
DID_NOT_KNOW = {"clarify", "unanswerable", "no_data"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One finished tool call."""

    task: str
    tool: str
    arguments: dict[str, Any]
    summary: str
    is_ok: bool
    milliseconds: int
    after: tuple[str, ...] = ()
    queries: int = 0  # to the database
    attempts: int = 1
    as_of: str | None = None
    at: datetime | None = None
    spent: Amounts = field(default_factory=Amounts)  # of language models


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
    _calls: list[Call] = field(default_factory=list)  # at work
    _begun: list[Call] = field(default_factory=list)  # all of this run
    _finished: "SimpleQueue[Call]" = field(default_factory=SimpleQueue)

    def answers(self) -> list[Answer]:
        """The answer to every task, in the order of the plan.

        Raises:
            StoppedError: `context.should_stop` said so; nothing is still going on by then.
        """
        self._check_stop()
        self.emit(PlanMade(self.plan))
        self._left = {task.id: list(task.candidates) for task in self.plan.tasks}
        try:
            while len(self._done) < len(self.plan.tasks):
                self._check_stop()
                self._start_ready()
                self._tell_progress()
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
        for task in sorted(self.plan.tasks, key=lambda task: -task.priority):
            is_free = task.id not in busy | self._done and len(self._calls) < MOST_AT_ONCE
            if is_free and self._done.issuperset(task.after):
                self._start(task)

    def _start(self, task: Task) -> None:
        candidate = self._left[task.id].pop(0)
        try:
            candidate = replace(candidate, arguments=places.filled(candidate.arguments, self._answers))
        except places.NothingThereError:
            self._skip(task, candidate)
            return
        call = Call(task=task, candidate=candidate, context=self.context, finished=self._finished)
        self.emit(ToolStarted(task, candidate))
        self._calls.append(call)
        self._begun.append(call)
        if self.side_by_side:
            call.start()
        else:
            call.perform()

    def _skip(self, task: Task, candidate: Candidate) -> None:
        """What it was to work with was not found."""
        lacks = registry.get(candidate.tool).lacks
        text = (
            _("So I cannot say %(lacks)s.") % {"lacks": lacks}
            if lacks
            else _("So I cannot work out the rest.")
        )
        self._answers[task.id] = Answer(status="unanswerable", text=text, source=candidate.tool)
        self._done.add(task.id)

    def _tell_progress(self) -> None:
        for call in self._calls:
            while not call.progress.empty():
                self.emit(ToolProgress(call.task.id, call.tool.name, call.progress.get()))

    def _take_finished(self) -> None:
        try:
            call = self._finished.get(timeout=TICK_SECONDS)
        except Empty:
            return
        if call in self._calls:  # not one that was given up already
            self._settle(call)

    def _end_overdue(self) -> None:
        for call in [call for call in self._calls if call.is_overdue]:
            call.give_up()
            self._settle(call)
        for call in self._begun:
            if call.is_ending_for(GRACE_SECONDS):
                call.interrupt()

    def _settle(self, call: Call) -> None:
        """Keep the better of what is known; ask the next candidate while nobody knew."""
        self._calls.remove(call)
        answer = self._named(call, _as_answer(call))
        task = call.task
        self._record(call, answer)
        self._failed |= {task.id} if call.problem else set()
        if self._is_better(answer, call):
            self._answers[task.id] = answer
            self._remember_rows(answer)
        is_settled = answer.status not in DID_NOT_KNOW or (call.candidate.score >= SURE and not call.problem)
        if is_settled or not self._left[task.id]:
            self._done.add(task.id)

    def _named(self, call: Call, answer: Answer) -> Answer:
        """Beside other answers, one that failed says what is missing now."""
        if not call.tool.lacks or len(self.plan.tasks) < 2 or answer.status not in MISSING:
            return answer
        facts = {"lacks": call.tool.lacks, "why": answer.text}
        return replace(answer, text=_("What is missing: %(lacks)s. %(why)s") % facts)

    def _is_better(self, answer: Answer, call: Call) -> bool:
        """What is known beats what is not; saying what can be asked beats a vague refusal to know."""
        kept = self._answers.get(call.task.id)
        if kept is None or (kept.status != "ok" and answer.status == "ok"):
            return True
        if kept.source == FALLBACK and kept.status == "unanswerable" and answer.status == "refused":
            return True
        is_vague = kept.status == "unanswerable" and not kept.citations
        return is_vague and call.candidate.tool == FALLBACK and call.task.id not in self._failed

    def _remember_rows(self, answer: Answer) -> None:
        """What "these" means in the next message, or in the next part of this one."""
        if answer.status == "ok" and answer.transactions:
            count = max(answer.transaction_count or 0, len(answer.transactions))
            ids = answer.transactions[:MOST_REMEMBERED]
            self.context.memory[SHOWN] = {"ids": ids, "count": count, "query": answer.query}

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
            after=call.task.after,
            attempts=call.attempts,
            as_of=call.as_of,
            queries=call.queries.count,
            at=call.at,
            spent=call.spent,
        )
        self.steps.append(step)
        took = (step.milliseconds, step.attempts, step.as_of)
        self.emit(ToolFinished(step.task, step.tool, is_ok, summary, *took))

    def _end_all(self) -> None:
        """Nothing goes on after a run: those still at work are asked to stop, then made to."""
        for call in self._calls:
            call.end("stopped")
        _wait_for(self._begun, GRACE_SECONDS)
        for call in self._begun:
            call.interrupt()
        _wait_for(self._begun, ENDING_SECONDS)


def _wait_for(calls: Sequence[Call], seconds: float) -> None:
    until = time.monotonic() + seconds
    for call in calls:
        call.wait(max(0.0, until - time.monotonic()))


def _as_answer(call: Call) -> Answer:
    """A tool returns an `Answer`, something that can become one, or plain text."""
    if call.problem:
        status: Status = "refused" if call.is_refused else "unanswerable"
        return Answer(status=status, text=call.problem, source=call.tool.name)
    result = call.result
    if isinstance(result, Answer):
        return result
    if hasattr(result, "as_answer"):
        converted: Answer = result.as_answer()
        return converted
    return Answer(status="ok", text=str(result), source=call.tool.name)
