"""Answers are made in the worker."""

from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.models import Workspace
from chat import hearing, turns


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
