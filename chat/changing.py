"""Changing one part of how a question was understood: the answer is computed again in its place."""

import copy
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from chat import branches
from chat.models import Message, ToolRun
from lumen.ai.agent import combining
from lumen.ai.agent.calls import QueryCounter
from lumen.ai.answers import Answer, Citation, ProposedWrite
from lumen.ai.tools import calling, registry
from lumen.ai.tools.registry import ToolContext
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import Membership

CHOICES_TOOL, CHANGE_TOOL = "offer_choices", "change_interpretation"
SUMMARY_LENGTH = 300


class NothingToChangeError(LumenError):
    status, code, title = 409, "nothing-to-change", "This cannot be changed"


def nothing_found(typed: str) -> NothingToChangeError:
    sentence = _("Nothing in your ledger fits “%(typed)s”.") if typed else _("Choose one of the list.")
    return NothingToChangeError(sentence % {"typed": typed})


def parts_of(message: Message) -> list[dict[str, Any]]:
    """The answers to each question of a message, as stored."""
    return message.answer.get("parts") or ([message.answer] if message.answer else [])


def offered(
    *, message: Message, membership: "Membership", number: int, part: str, typed: str, now: datetime
) -> Sequence[Any]:
    """What a part could be instead: objects with `label`, `value` and `part`."""
    context = ToolContext(workspace=membership.workspace, membership=membership, now=now)
    arguments = {"query": _query_of(message, number), "part": part, "typed": typed}
    return list(calling.call(registry.get(CHOICES_TOOL), context, arguments).result)


@transaction.atomic
def change_part(
    *, message: Message, membership: "Membership", number: int, change: dict[str, Any], now: datetime
) -> Message:
    """Compute an answer again with one part of its interpretation changed; the question stays.

    Args:
        number: which of the questions of the message, from 0.
        change: `part` and `value`, perhaps `index` and `adds`, as the tool takes them.

    Raises:
        NothingToChangeError: the answer is still being made, or rests on no typed query.
    """
    locked = Message.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=message.pk)
    memory = copy.deepcopy(locked.memory)
    context = ToolContext(workspace=membership.workspace, membership=membership, now=now, memory=memory)
    arguments = {"query": _query_of(locked, number), **change}
    queries = QueryCounter()
    started = time.monotonic()
    with connection.execute_wrapper(queries):
        answer: Answer = calling.call(registry.get(CHANGE_TOOL), context, arguments).result
    milliseconds = int((time.monotonic() - started) * 1000)
    parts = [answer_from(part) for part in parts_of(locked)]
    parts[number] = answer
    _store(locked, parts, memory, milliseconds)
    locked.tool_runs.all().delete()
    ToolRun.objects.create(
        message=locked,
        tool=CHANGE_TOOL,
        arguments=change,
        summary=answer.text[:SUMMARY_LENGTH],
        milliseconds=milliseconds,
        queries=queries.count,
        created_at=now,
    )
    return locked


def _query_of(message: Message, number: int) -> dict[str, Any]:
    parts = parts_of(message)
    query = (
        parts[number].get("query") if message.state == Message.State.DONE and number < len(parts) else None
    )
    if not query or query.get("intent") == "none":
        raise NothingToChangeError(_("There is nothing to change here. Ask the question differently."))
    known: dict[str, Any] = query
    return known


def _store(message: Message, parts: Sequence[Answer], memory: dict[str, Any], milliseconds: int) -> None:
    """The parts' texts count their citations through already, so they are joined as they are."""
    text = "\n\n".join(part.text for part in parts)
    kept = [part.as_dict() for part in parts] if len(parts) > 1 else []
    whole = {**combining.combine(parts).as_dict(), "text": text}
    message.answer = {**whole, "parts": kept, "changed": True}
    message.text, message.memory = text, memory
    message.model, message.milliseconds = "", milliseconds
    message.rating, message.reason, message.remark = 0, "", ""
    message.save()
    conversation = message.conversation
    newest = branches.last_answer(branches.path_of(conversation))
    if newest is not None and newest.pk == message.pk:
        conversation.memory = memory
        conversation.save(update_fields=["memory"])


def answer_from(stored: dict[str, Any]) -> Answer:
    """An answer as it was before it was stored."""
    names = Answer.__dataclass_fields__
    known = {name: value for name, value in stored.items() if name in names}
    known["citations"] = [Citation(**cited) for cited in known.get("citations") or []]
    known["proposals"] = [ProposedWrite(**proposed) for proposed in known.get("proposals") or []]
    return Answer(**known)
