"""What a run says while it works, in the types of the live channel."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from lumen.ai.agent.plans import Candidate, Plan, Task
from lumen.ai.answers import Citation
from lumen.ai.tools import registry


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
        tool = registry.get(self.candidate.tool)
        call = {"tool": tool.name, "title": str(tool.title), "arguments": self.candidate.arguments}
        return {"task": self.task.id, **call}


@dataclass(frozen=True, slots=True)
class ToolProgress:
    """What a step that takes long is at, in words for people."""

    type: ClassVar[str] = "progress"
    task: str
    tool: str
    text: str

    def payload(self) -> dict[str, Any]:
        return {"kind": "tool", "id": self.task, "task": self.task, "tool": self.tool, "text": self.text}


@dataclass(frozen=True, slots=True)
class ToolFinished:
    type: ClassVar[str] = "tool_result"
    task: str
    tool: str
    is_ok: bool
    summary: str
    milliseconds: int
    attempts: int = 1
    as_of: str | None = None  # of an answer that was kept from earlier

    def payload(self) -> dict[str, Any]:
        facts = {"summary": self.summary, "milliseconds": self.milliseconds}
        how = {"attempts": self.attempts, "as_of": self.as_of}
        return {"task": self.task, "tool": self.tool, "ok": self.is_ok, **facts, **how}


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


Event = PlanMade | ToolStarted | ToolProgress | ToolFinished | Delta | CitationFound
