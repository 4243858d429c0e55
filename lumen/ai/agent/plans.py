"""A plan: which tools answer which part of a message, with what, and in which order."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One tool that could answer a part, and how sure it is."""

    tool: str
    arguments: dict[str, Any]
    score: float  # 0..1, the tool's own claim
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One part of a message. `others` are asked in turn while nobody before them knew."""

    id: str
    text: str
    choice: Candidate
    others: tuple[Candidate, ...] = ()
    after: tuple[str, ...] = ()  # ids of tasks that must have finished

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return (self.choice, *self.others)

    def as_dict(self) -> dict[str, Any]:
        """The shape of the contract (`route`), and what the page shows."""
        return {
            "id": self.id,
            "tool": self.choice.tool,
            "arguments": self.choice.arguments,
            "after": list(self.after),
            "reason": self.choice.reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will be done for one message. The same message and memory give the same plan."""

    text: str
    tasks: tuple[Task, ...] = field(default_factory=tuple)

    @property
    def flows(self) -> bool:
        """The last task works with the result of another, so its answer is the answer."""
        return bool(self.tasks) and "{" in str(self.tasks[-1].choice.arguments.get("expression", ""))

    def as_list(self) -> list[dict[str, Any]]:
        return [task.as_dict() for task in self.tasks]
