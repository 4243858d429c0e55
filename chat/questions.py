"""Answering in process: no worker, no stream, no model. For commands and measurements."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chat import facts
from lumen.ai.agent import combining, planner
from lumen.ai.agent.events import Event
from lumen.ai.agent.plans import Plan
from lumen.ai.agent.runner import Run
from lumen.ai.answers import Answer
from lumen.ai.tools.registry import ToolContext

if TYPE_CHECKING:
    from accounts.models import Membership


@dataclass(slots=True)
class Dialogue:
    """The turns of one conversation, which share what tools remember."""

    membership: "Membership"
    memory: dict[str, Any] = field(default_factory=dict)
    looked_up: dict[str, Any] | None = None  # what plans made at one moment know of the workspace together

    def ask(self, text: str, now: datetime, document_ids: Sequence[str] = ()) -> Answer:
        """Answer one message in the caller's thread, with what its member asked Lumen to remember."""
        context = self._context(now)
        read = facts.read_with_facts(context, text)
        plan = planner.make_plan(context, read.text, document_ids)
        answers = Run(plan, context, _nobody, side_by_side=False).answers()
        return combining.combine(answers, flows=plan.flows)

    def plan(self, text: str, now: datetime) -> Plan:
        context = self._context(now)
        if self.looked_up is not None:
            context = replace(context, _known=self.looked_up)
        return planner.make_plan(context, text)

    def _context(self, now: datetime) -> ToolContext:
        return ToolContext(
            workspace=self.membership.workspace,
            membership=self.membership,
            now=now,
            memory=self.memory,
        )


def _nobody(event: Event) -> None:
    """Nobody is watching a command."""
