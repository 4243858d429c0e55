"""What a plan may use. Each app registers its tools when Django is ready.

A model or planner can do nothing that a tool does not offer; every tool starts at the workspace of
its context and runs with the asking member's own rights.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import Membership, Workspace


_Known = TypeVar("_Known")


class Effect(StrEnum):
    READ = "read"
    WRITE = "write"


class Permission(StrEnum):
    """What the asking member must be allowed to do in the workspace."""

    LOOK = "look"
    EDIT = "edit"
    ADMINISTER = "administer"


_ROLES = {  # as accounts.permissions decides; a test compares the two
    Permission.LOOK: {"owner", "member", "viewer"},
    Permission.EDIT: {"owner", "member"},
    Permission.ADMINISTER: {"owner"},
}


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
    on_progress: Callable[[str], None] = lambda text: None  # what a long step is at, for people
    remembered: str = ""  # for a model's prompt: pinned facts and what was said before
    may_propose: bool = False  # somebody is there to confirm what a write tool proposes
    keeps_questions: bool = True  # the question is this member's own, and may stand in their history
    papers: tuple[str, ...] = ()  # ids of the papers that were given with the question
    _known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: str, make: Callable[[], _Known]) -> _Known:
        """What several claims about one message need, made the first time and kept for the others."""
        if key not in self._known:
            self._known[key] = make()
        known: _Known = self._known[key]
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How sure a tool is, without doing the work, that a text is for it."""

    score: float  # 0 not at all .. 1 certain
    arguments: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    declines: bool = False  # the tool would only say why it cannot; whoever is meant more goes first
    goes_on: bool = False  # from the tool's own answer before, which the sentence alone does not show


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a write tool did: a sentence, and what `Write.undo` needs to take it back."""

    text: str
    undo: dict[str, Any] | None = None  # JSON; nothing when it cannot be taken back
    paper: str = ""  # id of the paper that came of it, to be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """What happens once a person has confirmed exactly these arguments.

    `carry_out(context, **arguments)` returns a `Done`; `undo(context, **Done.undo)` a sentence.
    """

    parameters: dict[str, Any]  # JSON schema of the confirmed arguments
    carry_out: Callable[..., Done]
    undo: Callable[..., str] | None = None
    is_slow: bool = False  # left to a worker, which looks at `context.should_stop`


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One ability.

    `run(context, **arguments)` returns a typed result of the tool's own; `claim(context, text)` is
    cheap and may be asked for every message. The `run` of a tool that writes changes nothing: it answers
    with a proposal, and `write` carries that out when the person has confirmed it.
    """

    name: str
    description: str
    parameters: dict[str, Any]  # JSON schema of the arguments
    effect: Effect
    run: Callable[..., Any]
    claim: Callable[[ToolContext, str], Claim] | None = None
    claim_looks_up: bool = False  # its claim reads the workspace; not asked when words alone are certain
    timeout_seconds: float = 30.0
    permission: Permission = Permission.LOOK
    priority: int = 0  # of tasks that are ready at the same time, the highest starts first
    attempts: int = 2  # of a read whose outside service failed; all of them within the time-out
    failures_allowed: int = 5  # in a row; then it rests
    cache_seconds: float = 0.0  # how long an answer may be shown again; only for tools without memory
    takes_answers: bool = False  # its arguments may hold the answer to another question
    gives: tuple[str, ...] = ()  # kinds of values its answer gives to others: `Answer.given`
    lacks: "str | _StrPromise" = ""  # what an answer lacks without it: "the exchange rate"
    arguments_of: Callable[[str], dict[str, Any]] | None = None  # for a text known to mean it
    utterances: tuple[str, ...] = ()  # what people say when they mean it and no claim recognises it
    title: "str | _StrPromise" = ""  # what it did, for people: "Looked at the weather"
    write: Write | None = None

    def __post_init__(self) -> None:
        if (self.effect is Effect.WRITE) != (self.write is not None):
            raise ValueError(f"{self.name}: a tool that writes says how, and no other tool does")

    def allows(self, membership: "Membership") -> bool:
        return membership.role in _ROLES[self.permission]


_tools: dict[str, Tool] = {}


def register(tool: Tool) -> None:
    _tools[tool.name] = tool


def get(name: str) -> Tool:
    try:
        return _tools[name]
    except KeyError:
        raise UnknownToolError(f"There is no tool called {name}.", known=sorted(_tools)) from None


def knows(name: str) -> bool:
    return name in _tools


def all_tools() -> Iterator[Tool]:
    yield from (_tools[name] for name in sorted(_tools))
