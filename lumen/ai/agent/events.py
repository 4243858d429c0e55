"""What a run says while it works, in the types of the live channel."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from lumen.ai.agent.plans import Candidate, Plan, Task
from lumen.ai.answers import Citation


@dataclass(frozen=True, slots=True)
class PlanMade:
    type: ClassVar[str] = "plan"
    plan: Plan

    def payload(self) -> dict[str, Any]:
        return {"tasks": self.plan.as_list()}


@dataclass(frozen=True, slots=True)
class ToolStarted:
    type: ClassVar[str] = "tool_started"
    task: Task
    candidate: Candidate

    def payload(self) -> dict[str, Any]:
        call = {"tool": self.candidate.tool, "arguments": self.candidate.arguments}
        return {"task": self.task.id, **call}


@dataclass(frozen=True, slots=True)
class ToolFinished:
    type: ClassVar[str] = "tool_result"
    task: str
    tool: str
    is_ok: bool
    summary: str
    milliseconds: int

    def payload(self) -> dict[str, Any]:
        facts = {"summary": self.summary, "milliseconds": self.milliseconds}
        return {"task": self.task, "tool": self.tool, "ok": self.is_ok, **facts}


@dataclass(frozen=True, slots=True)
class Delta:
    """The next words. All deltas of a run joined are the text that is stored."""

    type: ClassVar[str] = "delta"
    content: str

    def payload(self) -> dict[str, Any]:
        return {"content": self.content}


@dataclass(frozen=True, slots=True)
class CitationFound:
    type: ClassVar[str] = "citation"
    number: int
    citation: Citation

    def payload(self) -> dict[str, Any]:
        return {"number": self.number, **asdict(self.citation)}


Event = PlanMade | ToolStarted | ToolFinished | Delta | CitationFound
