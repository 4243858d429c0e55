"""What a plan may use. Each app registers its tools when Django is ready.

A model or planner can do nothing that a tool does not offer; every tool starts at the workspace of
its context and checks the asking member's own rights.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import Membership, Workspace


class Effect(StrEnum):
    READ = "read"
    WRITE = "write"


class UnknownToolError(LumenError):
    status, code, title = 404, "unknown-tool", "There is no such tool"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolContext:
    """Who asks, where, when, and what came before in this conversation."""

    workspace: "Workspace"
    membership: "Membership"
    now: datetime
    memory: dict[str, Any] = field(default_factory=dict)  # kept per conversation, JSON only
    should_stop: Callable[[], bool] = lambda: False
    on_delta: Callable[[str], None] = lambda text: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How sure a tool is, without doing the work, that a text is for it."""

    score: float  # 0 not at all .. 1 certain
    arguments: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One ability.

    `run(context, **arguments)` returns a typed result of the tool's own; `claim(context, text)` is
    cheap and may be asked for every message.
    """

    name: str
    description: str
    parameters: dict[str, Any]  # JSON schema of the arguments
    effect: Effect
    run: Callable[..., Any]
    claim: Callable[[ToolContext, str], Claim] | None = None
    timeout_seconds: float = 30.0


_tools: dict[str, Tool] = {}


def register(tool: Tool) -> None:
    _tools[tool.name] = tool


def get(name: str) -> Tool:
    try:
        return _tools[name]
    except KeyError:
        raise UnknownToolError(f"There is no tool called {name}.", known=sorted(_tools)) from None


def all_tools() -> Iterator[Tool]:
    yield from (_tools[name] for name in sorted(_tools))
