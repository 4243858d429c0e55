"""The only way to a tool's work: permission, arguments, rest, cache and retries, in this order."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from lumen.ai.llm import spending
from lumen.ai.llm.budgets import Amounts
from lumen.ai.tools import breakers, metering, results
from lumen.ai.tools.registry import Done, Effect, Tool, ToolContext, Write
from lumen.ai.tools.validation import require_valid
from lumen.common import stopping
from lumen.common.errors import LumenError

log = structlog.get_logger(__name__)
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
SERVER_ERROR = 500
_PASSING = (OSError, TimeoutError, OperationalError, InterfaceError)  # another attempt may work


class NotPermittedError(LumenError):
    status, code, title = 403, "not-permitted", "You may not do this"


class CannotBeUndoneError(LumenError):
    status, code, title = 409, "cannot-be-undone", "This cannot be undone"


class GoneError(LumenError):
    status, code, title = 409, "gone", "This is no longer there"

    def __init__(self) -> None:
        super().__init__(_("What this was about has been changed or deleted since. Ask again."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a tool returned, and how it came to it. `as_of` is set for an answer from the cache."""

    result: Any
    attempts: int = 1
    as_of: str | None = None
    spent: Amounts = field(default_factory=Amounts)  # of language models


def call(
    tool: Tool,
    context: ToolContext,
    arguments: dict[str, Any],
    *,
    pause: Callable[[float], object] = stopping.pause,
) -> Outcome:
    """Ask a tool. One that writes only proposes here.

    Args:
        pause: waits so many seconds between attempts; what it raises ends the call.

    Raises:
        NotPermittedError: the asking member may not.
        InvalidArgumentsError: the arguments do not fit the tool's schema.
        RestingError: the tool has failed too often of late.
    """
    require_permission(tool, context)
    require_valid(tool.name, tool.parameters, arguments)
    was_failing = breakers.require_awake(tool)
    key = results.key_of(tool, context, arguments)
    if (before := results.kept(key)) is not None:
        metering.note(tool.name, metering.KEPT, seconds=0.0)
        return Outcome(result=before, attempts=0, as_of=before.as_of)
    outcome = _metered(tool, context, arguments, pause)
    if was_failing:
        breakers.succeeded(tool)
    results.keep(tool, context, key, outcome.result)
    return outcome


def _metered(
    tool: Tool, context: ToolContext, arguments: dict[str, Any], pause: Callable[[float], object]
) -> Outcome:
    """One call with its time, its cost and, when the tool itself failed, a mark against it."""
    started = time.monotonic()
    with spending.counting() as account:
        try:
            outcome = _attempted(tool, context, arguments, pause)
        except Exception as error:
            is_outage = _is_outage(error)
            if is_outage:
                breakers.failed(tool)
            came_to = metering.FAILED if is_outage else metering.DECLINED
            metering.note(tool.name, came_to, seconds=time.monotonic() - started, spent=account.total)
            raise
    metering.note(tool.name, metering.OK, seconds=time.monotonic() - started, spent=account.total)
    return replace(outcome, spent=account.total)


def require_permission(tool: Tool, context: ToolContext) -> None:
    """Refuse a member whose role is not enough.

    Raises:
        NotPermittedError: it is not.
    """
    if not tool.allows(context.membership):
        raise NotPermittedError(_("You can look at this workspace but not change it. Ask its owner."))


def carry_out(tool: Tool, context: ToolContext, arguments: dict[str, Any]) -> Done:
    """Do what was confirmed, with the rights the member has now.

    Raises:
        NotPermittedError: the member may not, or no longer.
        InvalidArgumentsError: these are no arguments that the tool proposed.
        GoneError: what it was about was deleted since.
    """
    write = _write_of(tool)
    require_permission(tool, context)
    require_valid(tool.name, write.parameters, arguments)
    try:
        return write.carry_out(context, **arguments)
    except ObjectDoesNotExist:
        raise GoneError from None


def take_back(tool: Tool, context: ToolContext, undo: dict[str, Any]) -> str:
    """Undo what was carried out; what was done, in a sentence.

    Raises:
        NotPermittedError: the member may not, or no longer.
        CannotBeUndoneError: the tool cannot take this back.
        GoneError: what it was about was deleted since.
    """
    write = _write_of(tool)
    require_permission(tool, context)
    if write.undo is None or not undo:
        raise CannotBeUndoneError(_("This cannot be taken back here. Change it by hand."))
    try:
        return write.undo(context, **undo)
    except ObjectDoesNotExist:
        raise GoneError from None


def _write_of(tool: Tool) -> Write:
    if tool.write is None:
        raise ValueError(f"{tool.name} changes nothing, so there is nothing to carry out")
    return tool.write


def _attempted(
    tool: Tool, context: ToolContext, arguments: dict[str, Any], pause: Callable[[float], object]
) -> Outcome:
    until = time.monotonic() + tool.timeout_seconds
    most = tool.attempts if tool.effect is Effect.READ else 1
    for attempt in range(1, most + 1):
        try:
            return Outcome(result=tool.run(context, **arguments), attempts=attempt)
        except Exception as error:
            seconds = _pause_after(attempt)
            is_last = attempt == most or time.monotonic() + seconds >= until or context.should_stop()
            if is_last or not _may_pass(error):
                raise
            log.info("tool.retried", tool=tool.name, attempt=attempt, error=type(error).__name__)
        pause(seconds)
    raise AssertionError("a tool is attempted at least once")


def _pause_after(attempt: int) -> float:
    """Full jitter: several that failed together do not come back together."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
    return random.uniform(FIRST_PAUSE_SECONDS / 2, longest)  # noqa: S311  spreads load, hides nothing


def _may_pass(error: Exception) -> bool:
    if isinstance(error, LumenError):
        return error.status >= SERVER_ERROR
    return isinstance(error, _PASSING)


def _is_outage(error: Exception) -> bool:
    """Whether the tool itself failed, rather than saying that it cannot answer this."""
    return not isinstance(error, LumenError) or error.status >= SERVER_ERROR
