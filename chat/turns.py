"""Carrying out one answer: plan, tools, words; stored and told as it happens."""

import copy
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import structlog
from django.db import close_old_connections, transaction
from django.utils.translation import gettext as _

from accounts.models import Membership
from chat import attachments, facts, proposals, remembering, services
from chat.models import Citation, Message, ToolRun
from chat.pulse import Pulse
from lumen.ai.agent import combining, loop, planner, wording
from lumen.ai.agent.events import CitationFound, Delta, Event
from lumen.ai.agent.plans import Plan
from lumen.ai.agent.runner import Run, Step
from lumen.ai.answers import Answer
from lumen.ai.llm import consent
from lumen.ai.llm.base import LanguageModel
from lumen.ai.llm.budgets import Purse
from lumen.ai.tools import before, registry
from lumen.ai.tools.registry import ToolContext
from lumen.common import stopping
from lumen.common.stopping import StoppedError

log = structlog.get_logger(__name__)
PAUSE_SECONDS = 0.03  # between a few words and the next
LONGEST_SECONDS = 8.0  # of saying, however long the text
FROM_PAPERS = frozenset(("answer_documents", "document_summary", "compare_documents"))
GROUNDING_TOOL = "ground_documents"


def run_turn(*, reply_id: str, run_id: str, now: datetime, pause_seconds: float) -> None:
    """Answer one question once, however often it is delivered.

    Args:
        pause_seconds: between deltas; 0 when nobody is watching.
    """
    reply = _claim(reply_id, run_id)
    if reply is None:
        return
    turn = _Turn(reply, now, pause_seconds)
    try:
        with stopping.stoppable(turn.pulse.should_stop):
            turn.work()
    except StoppedError:
        turn.finish(Message.State.STOPPED)
    except Exception:
        log.exception("turn.failed", run=run_id)
        turn.fail()
    finally:
        turn.pulse.end()


def _claim(reply_id: str, run_id: str) -> Message | None:
    """The answer to work on; `None` when this attempt was taken, stopped or replaced before."""
    waiting = Message.objects.filter(pk=reply_id, run=run_id, state=Message.State.WAITING)
    pulse = Pulse(run_id)
    pulse.should_stop()  # alive before it says that it is running
    if not waiting.update(state=Message.State.RUNNING):
        return None
    return Message.objects.select_related("conversation__workspace", "question").get(pk=reply_id)


class _Turn:
    """One attempt at one answer."""

    def __init__(self, reply: Message, now: datetime, pause_seconds: float) -> None:
        self.reply, self.now, self.pause_seconds = reply, now, pause_seconds
        self.conversation = reply.conversation
        self.pulse = Pulse(str(reply.run))
        self.memory = copy.deepcopy(self.conversation.memory)
        self.started = time.monotonic()
        self.said = ""
        self.steps: list[Step] = []
        self.answers: list[Answer] = []
        self.model = ""
        self.is_settled = False  # the model had its say, so its words are not asked for once more
        self.purse = Purse(self.conversation.workspace, self.conversation.user)
        self.flows = False
        self.facts_used: Sequence[str] = ()
        self.cited = 0  # citations told so far

    def work(self) -> None:
        context = self._context()
        question = self.reply.question
        if question is None:
            raise ValueError("An answer without a question cannot be made.")
        in_transaction = transaction.get_connection().in_atomic_block
        notice = self._unread(question, context, may_wait=not in_transaction)
        read = facts.read_with_facts(context, question.text)
        self.facts_used = read.used
        plan = planner.make_plan(context, read.text, question.documents)
        self.reply.plan, self.flows = plan.as_list(), plan.flows
        run = Run(plan, context, self._emit, side_by_side=not in_transaction, steps=self.steps)
        self.answers = self._helped(plan, run.answers(), context, side_by_side=not in_transaction)
        self._note_for_next()
        if notice:
            self.answers[0] = replace(self.answers[0], text=f"{notice}\n\n{self.answers[0].text}")
        self._say(self._worded(question, context))
        self.finish(Message.State.DONE)

    def _context(self) -> ToolContext:
        membership = Membership.objects.select_related("workspace", "user").get(
            workspace=self.conversation.workspace_id, user=self.conversation.user_id
        )
        return ToolContext(
            workspace=membership.workspace,
            membership=membership,
            now=self.now,
            memory=self.memory,
            should_stop=self.pulse.should_stop,
            may_propose=True,
            remembered=remembering.remembered(membership, self.reply.question),
        )

    def _unread(self, question: Message, context: ToolContext, *, may_wait: bool) -> str:
        """Give papers that came with the question time to be read; what to say of those that were not."""
        seconds = attachments.WAIT_SECONDS if may_wait else 0.0
        notice = attachments.wait_until_read(
            context,
            question.documents,
            known=attachments.before(question),
            tell=self._tell_reading,
            seconds=seconds,
        )
        if self.pulse.should_stop():
            raise StoppedError
        return notice

    def _tell_reading(self, text: str) -> None:
        facts = {"kind": "tool", "id": str(self.reply.pk), "task": "", "tool": attachments.TOOL}
        services.tell(self.reply, "progress", text=text, **facts)

    def _emit(self, event: Event) -> None:
        services.tell(self.reply, event.type, **event.payload())

    def _helped(
        self, plan: Plan, answers: list[Answer], context: ToolContext, *, side_by_side: bool
    ) -> list[Answer]:
        """The answers, with the language model's where Lumen did not understand and it may help."""
        pairs = list(zip(plan.tasks, answers, strict=True))
        if plan.flows or not any(loop.is_needed(task, answer) for task, answer in pairs):
            return answers
        model = consent.allowed_model(self.conversation.workspace, "tools", self.purse)
        if not model.name:
            return answers
        helper = loop.Helper(model, context, self._emit, self.steps, side_by_side=side_by_side)
        return [
            self._better(task.text, answer, helper) if loop.is_needed(task, answer) else answer
            for task, answer in pairs
        ]

    def _better(self, text: str, answer: Answer, helper: loop.Helper) -> Answer:
        found = helper.help(text, answer)
        self.model = helper.model.name if found.is_worded else self.model
        self.is_settled = self.is_settled or found.is_worded or bool(found.problem)
        better = found.answer or answer
        return replace(better, text=f"{better.text}\n\n{found.notice}") if found.notice else better

    def _note_for_next(self) -> None:
        """What a short question after this one may lean on."""
        last = self.answers[-1]
        step = next((step for step in reversed(self.steps) if step.tool == last.source), None)
        before.note(self.memory, last.source, step.arguments if step else {}, last)

    def _worded(self, question: Message, context: ToolContext) -> Iterable[str]:
        """The texts to say, by the model where it may and can."""
        model = consent.allowed_model(self.conversation.workspace, "answers", self.purse)
        as_it_is = any(answer.proposals for answer in self.answers)  # a change is said exactly
        if not model.name or self.is_settled or len(self.answers) > 1 or as_it_is:
            return ["\n\n".join(answer.text for answer in combining.renumbered(self.answers))]
        answer = self.answers[0]
        is_quoted = answer.status == "ok" and answer.citations and answer.source in FROM_PAPERS
        if is_quoted and registry.knows(GROUNDING_TOOL):
            return self._from_papers(question, context, model)
        worded = wording.reword(model, question.text, answer, self.pulse.should_stop)
        self.model = worded.model
        return [worded.text]

    def _from_papers(self, question: Message, context: ToolContext, model: LanguageModel) -> Iterator[str]:
        """The model's sentences about papers as they come, each checked; the quotes when it fails."""
        tool = registry.get(GROUNDING_TOOL)
        chosen, answer = question.documents, self.answers[0]
        grounded = tool.run(context, text=question.text, answer=answer, model=model, document_ids=chosen)
        for text in grounded.texts():
            self.answers[0], self.model = grounded.answer, grounded.model
            yield text

    def _say(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._tell_citations()
            self._say_one(text)

    def _tell_citations(self) -> None:
        """Those that the next words name, once each."""
        numbered = list(combining.numbered_citations(self.answers))
        for number, citation in numbered[self.cited :]:
            self._emit(CitationFound(number, citation))
        self.cited = len(numbered)

    def _say_one(self, text: str) -> None:
        pieces = combining.pieces(text)
        pause = min(self.pause_seconds, LONGEST_SECONDS / max(len(pieces), 1))
        for piece in pieces:
            if self.pulse.should_stop():
                raise StoppedError
            self._emit(Delta(piece))
            self.said += piece
            time.sleep(pause)

    def fail(self) -> None:
        close_old_connections()
        problem = _("Something went wrong on our side. Your question is kept: try again.")
        services.tell(self.reply, "error", code="turn-failed", detail=problem)
        self.finish(Message.State.FAILED, problem=problem)

    @transaction.atomic
    def finish(self, state: Message.State, problem: str = "") -> None:
        """Store what came of it, unless somebody settled the answer in the meantime."""
        is_done = state == Message.State.DONE
        mine = Message.objects.filter(pk=self.reply.pk, run=self.reply.run, state=Message.State.RUNNING)
        if mine.select_for_update().values_list("memory", flat=True).first() == services.FORGOTTEN:
            self.memory = {}  # whoever started afresh meanwhile meant this answer too
        stored = mine.update(
            state=state,
            text=self.said,
            answer=self._stored_answer() if is_done else {},
            plan=self.reply.plan,
            memory=self.memory if is_done else {},
            problem=problem,
            model=self.model,
            milliseconds=int((time.monotonic() - self.started) * 1000),
        )
        if not stored:
            return
        self._store_steps()
        self._store_citations()
        proposed = proposals.keep(reply=self.reply, answers=self.answers if is_done else (), now=self.now)
        if is_done:
            self.conversation.memory = self.memory
            self.conversation.save(update_fields=["memory", "updated_at"])
        whole = combining.combine(self.answers, flows=self.flows) if is_done else None
        facts = {
            "answer": contract_answer(whole, self.said) if whole else None,
            "proposals": [proposals.told(one) for one in proposed],
        }
        transaction.on_commit(
            lambda: services.tell(self.reply, "done", state=state, model=self.model, **facts)
        )

    def _stored_answer(self) -> dict[str, Any]:
        used = {"facts": list(self.facts_used)} if self.facts_used else {}
        return stored_answer(self.answers, flows=self.flows) | used

    def _store_steps(self) -> None:
        ToolRun.objects.bulk_create(
            ToolRun(
                message=self.reply,
                tool=step.tool,
                arguments=step.arguments,
                summary=step.summary,
                is_ok=step.is_ok,
                milliseconds=step.milliseconds,
                task=step.task,
                after=list(step.after),
                attempts=step.attempts,
                as_of=step.as_of or "",
                queries=step.queries,
                tokens=step.spent.tokens,
                money=step.spent.money,
                created_at=step.at,
            )
            for step in self.steps
        )

    def _store_citations(self) -> None:
        """Those of the text that was said, to documents that still exist."""
        numbered = dict(combining.numbered_citations(self.answers))
        documents = cast("Any", Citation._meta.get_field("document").related_model)
        known = set(
            documents.objects.in_workspace(self.conversation.workspace)
            .filter(pk__in={citation.document for citation in numbered.values()})
            .values_list("pk", flat=True)
        )
        Citation.objects.bulk_create(
            Citation(
                message=self.reply,
                document_id=UUID(str(cited.document)),
                external_name=cited.external_name,
                number=number,
                page=cited.page,
                quote=cited.quote,
                start=cited.start,
                end=cited.end,
                boxes=cited.boxes,
                at_ms=cited.at_ms,
            )
            for number, cited in numbered.items()
            if UUID(str(cited.document)) in known and self.said
        )


def stored_answer(answers: Sequence[Answer], *, flows: bool) -> dict[str, Any]:
    """What is kept of an answer: the whole, and its parts when several questions were asked."""
    whole = combining.combine(answers, flows=flows).as_dict()
    parts = [answer.as_dict() for answer in combining.renumbered(answers)] if len(answers) > 1 else []
    return {**whole, "parts": parts}


def contract_answer(answer: Answer, text: str) -> dict[str, Any]:
    """The object that `ask` prints, without id and time; `text` as it was said."""
    whole = answer.as_dict()
    named = ("status", "value", "unit", "rows", "ids", "labels", "query", "citations")
    return {"text": text, **{name: whole[name] for name in named}}
