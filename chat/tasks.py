"""Answers are made in the worker."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from chat import turns


@shared_task(name="chat.tasks.run_turn", acks_late=True)
def run_turn(*, reply_id: str, run_id: str) -> None:
    """Answer one question; a second delivery finds it taken and does nothing."""
    pause = 0.0 if settings.CELERY_TASK_ALWAYS_EAGER else turns.PAUSE_SECONDS
    turns.run_turn(reply_id=reply_id, run_id=run_id, now=timezone.now(), pause_seconds=pause)
