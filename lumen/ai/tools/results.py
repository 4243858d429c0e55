"""Answers that may be shown again for a while, with the moment they were computed at.

They belong to one workspace as it was: any change in it (an audit event) makes them old at once.
"""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.cache import cache

from lumen.ai.answers import Answer, Citation
from lumen.ai.tools.registry import Tool, ToolContext
from lumen.common import generations
from lumen.common.dates import today_in


def key_of(tool: Tool, context: ToolContext, arguments: dict[str, Any]) -> str:
    """Where the answer to a call is kept; empty for a tool whose answers are not.

    Taken before the tool works: what changes meanwhile must not be hidden by what it found before.
    """
    return _key(tool, context, arguments) if tool.cache_seconds else ""


def kept(key: str) -> Answer | None:
    """The answer to the same call, if it was given a moment ago and nothing has changed since."""
    stored = cache.get(key) if key else None
    if stored is None:
        return None
    citations = [Citation(**citation) for citation in stored["answer"]["citations"]]
    return replace(Answer(**stored["answer"]), citations=citations, as_of=stored["as_of"])


def keep(tool: Tool, context: ToolContext, key: str, answer: Any) -> None:
    """Keep an answer that is worth showing again."""
    if not key or not isinstance(answer, Answer) or answer.status != "ok":
        return
    stored = {"answer": answer.as_dict(), "as_of": _moment(context.now)}
    cache.set(key, stored, tool.cache_seconds)


def _moment(now: datetime) -> str:
    return now.isoformat(timespec="seconds")


def _key(tool: Tool, context: ToolContext, arguments: dict[str, Any]) -> str:
    workspace = context.workspace
    asked = json.dumps(arguments, sort_keys=True, default=str)
    digest = hashlib.sha256(asked.encode()).hexdigest()
    day = today_in(workspace.time_zone, context.now)
    return f"tool-result:{tool.name}:{workspace.pk}:{generations.current(workspace.pk)}:{day}:{digest}"
