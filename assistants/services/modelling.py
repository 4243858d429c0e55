"""A reply in a language model's words, where the owner agreed to one; it has no tools."""

from collections.abc import Sequence
from decimal import Decimal

import structlog

from assistants.drafting import prompting
from assistants.drafting.base import MODEL, Asked, Source, Words
from assistants.services import knowledge
from assistants.services.knowledge import Reach
from lumen.ai.llm import consent
from lumen.ai.llm.base import LanguageModel, Message, ModelError, TextDelta
from lumen.ai.llm.budgets import Purse
from lumen.ai.tools import calling, registry

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 15.0
LONGEST_REPLY = 2_500
PASSAGES = 4
SEARCH = "search_documents"
_DECLINED = frozenset(("", "no", "nein", "non", "nao", "nee", "nahi"))


def reply(asked: Asked, reach: Reach, *, habits: dict[str, str]) -> list[Words]:
    """What the model makes of the knowledge; nothing when there is none, or it does not know either."""
    workspace = reach.assistant.workspace
    purse = Purse(workspace, reach.context.membership.user if reach.context else None)
    model = consent.allowed_model(workspace, "answers", purse)
    if not model.name:
        return []
    examples, known = knowledge.examples(asked, reach), _known(asked, reach)
    if not (examples or known):
        return []
    text = _said(model, _messages(asked, reach, habits, known, examples))
    if text.strip(" .!").lower() in _DECLINED or prompting.repeats_rules(text):
        return []
    return [
        Words(
            origin=MODEL,
            text=text,
            sources=(*known, *examples),
            known=tuple(filter(None, (asked.customer.name,))),
            model=model.name,
            cost=Decimal(purse.spent.money),
        )
    ]


def _messages(
    asked: Asked, reach: Reach, habits: dict[str, str], known: Sequence[Source], examples: Sequence[Source]
) -> list[Message]:
    return prompting.messages(
        question=asked.text,
        language=asked.language,
        business=reach.assistant.workspace.name,
        purpose=reach.assistant.purpose,
        habits=habits,
        knowledge=known,
        examples=examples,
    )


def _known(asked: Asked, reach: Reach) -> list[Source]:
    """Facts of the owner, then passages of papers that customers were sent something from before."""
    stated = [
        Source(kind="fact", title=fact.name, text=fact.text, may_promise=fact.is_promise)
        for fact in reach.assistant.facts.all()[:40]
    ]
    return [*stated, *_passages(asked, reach)]


def _passages(asked: Asked, reach: Reach) -> list[Source]:
    released = knowledge.released_documents(reach.assistant)
    if reach.context is None or not released or not registry.knows(SEARCH):
        return []
    wanted = {"text": asked.text, "k": PASSAGES, "document_ids": sorted(released)}
    hits = calling.call(registry.get(SEARCH), reach.context, wanted).result
    return [Source(kind="document", title=f"{hit.filename}, {hit.page}", text=hit.text) for hit in hits]


def _said(model: LanguageModel, messages: list[Message]) -> str:
    """The whole text; empty when the model fails, for other ways to words are left."""
    text = ""
    try:
        for chunk in model.stream(messages, timeout_seconds=TIMEOUT_SECONDS, should_stop=lambda: False):
            text += chunk.text if isinstance(chunk, TextDelta) else ""
            if len(text) > LONGEST_REPLY:
                return ""
    except ModelError as error:
        log.warning("model.failed", model=model.name, code=error.code)
        return ""
    return text.strip()
