"""Answers are made in the worker."""

import threading
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.utils import timezone

from accounts.models import Workspace
from chat import hearing, turns
from lumen.ai.agent import meaning
from lumen.ai.tools import registry


@worker_ready.connect(dispatch_uid="chat.prepare-meaning")
def prepare_meaning(**_: Any) -> None:
    """Learn beside the first tasks what the first question would wait for."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        tools = list(registry.all_tools())
        threading.Thread(target=meaning.prepare, args=(tools,), name="prepare-meaning", daemon=True).start()


@shared_task(name="chat.tasks.run_turn", acks_late=True)
def run_turn(*, reply_id: str, run_id: str) -> None:
    """Answer one question; a second delivery finds it taken and does nothing."""
    pause = 0.0 if settings.CELERY_TASK_ALWAYS_EAGER else turns.PAUSE_SECONDS
    turns.run_turn(reply_id=reply_id, run_id=run_id, now=timezone.now(), pause_seconds=pause)


@shared_task(name="chat.tasks.hear_recording")
def hear_recording(*, workspace_id: str, name: str, language: str) -> dict[str, Any]:
    """What is said in a recording that somebody waits for."""
    workspace = Workspace.objects.get(pk=workspace_id)
    return hearing.hear_stored(workspace=workspace, name=name, language=language)
