"""A plan: which tools answer which part of a message, with what, and in which order."""

from dataclasses import dataclass, field
from typing import Any

from lumen.ai.agent import places


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One tool that could answer a part, and how sure it is.

    Arguments may hold places like `{t1}`, which take what an earlier task found.
    """

    tool: str
    arguments: dict[str, Any]
    score: float  # 0..1, the tool's own claim
    reason: str = ""
    declines: bool = False  # the tool would only say why it cannot
    goes_on: bool = False  # from the tool's answer before


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One part of a message. `others` are asked in turn while nobody before them knew."""

    id: str
    text: str
    choice: Candidate
    others: tuple[Candidate, ...] = ()
    after: tuple[str, ...] = ()  # ids of tasks that must have finished
    priority: int = 0  # of the tasks that are ready, the highest starts first
    timeout_seconds: float = 30.0

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return (self.choice, *self.others)

    @property
    def takes_from(self) -> frozenset[str]:
        """The tasks whose results its arguments hold."""
        return places.tasks_in(self.choice.arguments)

    def as_dict(self) -> dict[str, Any]:
        """The task as the `plan` event tells it and the page shows it."""
        return {
            "id": self.id,
            "tool": self.choice.tool,
            "arguments": self.choice.arguments,
            "after": list(self.after),
            "priority": self.priority,
            "timeout_seconds": self.timeout_seconds,
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
        return bool(self.tasks) and bool(self.tasks[-1].takes_from)

    def as_list(self) -> list[dict[str, Any]]:
        return [task.as_dict() for task in self.tasks]
