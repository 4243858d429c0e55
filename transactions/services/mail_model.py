"""The language model for mails that no rule could read: with consent, masked, and a few a day."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.utils import timezone

from lumen.ai.llm import consent
from lumen.ai.llm.base import LanguageModel, Message, ModelError, TextDelta
from lumen.ai.llm.redaction import masked
from lumen.common.redis import client

if TYPE_CHECKING:
    from accounts.models import Workspace

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 20.0
MAX_ANSWER = 2_000
_DAY_SECONDS = 86_400


def asker(workspace: "Workspace") -> Callable[[str], str] | None:
    """What answers a prompt for this workspace; `None` while its owner has not agreed."""
    if not consent.is_given(workspace, "mails"):
        return None
    return lambda prompt: _ask(workspace, prompt)


def _ask(workspace: "Workspace", prompt: str) -> str:
    """The model's answer; empty when it fails or the day's mails are used up."""
    model = consent.allowed_model(workspace, "mails")
    if not model.name or not _may_ask_today(workspace):
        return ""
    try:
        answer = _collect(model, masked(prompt))
    except ModelError as error:
        log.warning("model.failed", model=model.name, code=error.code)
        return ""
    return answer


def _may_ask_today(workspace: "Workspace") -> bool:
    key = f"mail-model:{workspace.pk}:{timezone.localdate().isoformat()}"
    pipe = client().pipeline()
    pipe.incr(key)
    pipe.expire(key, 2 * _DAY_SECONDS)
    asked: int = pipe.execute()[0]
    return bool(asked <= settings.AI_MAILS_A_DAY)


def _collect(model: LanguageModel, prompt: str) -> str:
    text = ""
    asked = [Message("user", prompt)]
    for chunk in model.stream(asked, timeout_seconds=TIMEOUT_SECONDS, should_stop=lambda: False):
        if isinstance(chunk, TextDelta):
            text += chunk.text
        if len(text) > MAX_ANSWER:
            break
    return text
