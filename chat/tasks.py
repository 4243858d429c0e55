"""Answers are made in the worker."""

import threading
from datetime import datetime
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.utils import timezone

from accounts.models import Membership, Workspace
from chat import carrying, hearing, turns
from lumen.ai.agent import meaning
from lumen.ai.speech import hearing as speech
from lumen.ai.tools import registry


@worker_ready.connect(dispatch_uid="chat.prepare-meaning")
def prepare_meaning(**_: Any) -> None:
    """Learn beside the first tasks what the first question would wait for."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        tools = list(registry.all_tools())
        threading.Thread(target=meaning.prepare, args=(tools,), name="prepare-meaning", daemon=True).start()


@worker_ready.connect(dispatch_uid="chat.prepare-hearing")
def prepare_hearing(**_: Any) -> None:
    """Make the language model beside the first tasks, so that the first recording finds it made."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        threading.Thread(target=speech.prepare, name="prepare-hearing", daemon=True).start()


@shared_task(name="chat.tasks.run_turn", acks_late=True)
def run_turn(*, reply_id: str, run_id: str) -> None:
    """Answer one question; a second delivery finds it taken and does nothing."""
    pause = 0.0 if settings.CELERY_TASK_ALWAYS_EAGER else turns.PAUSE_SECONDS
    turns.run_turn(reply_id=reply_id, run_id=run_id, now=timezone.now(), pause_seconds=pause)


@shared_task(name="chat.tasks.carry_out_proposal", acks_late=False)
def carry_out_proposal(*, proposal_id: str, membership_id: str, began: str) -> None:
    """Do what was confirmed; not again when a worker is lost, for it may have been paid for."""
    membership = Membership.objects.select_related("workspace", "user").filter(pk=membership_id).first()
    if membership is not None:
        carrying.carry_out(
            proposal_id=proposal_id,
            membership=membership,
            began=datetime.fromisoformat(began),
            now=timezone.now(),
        )


@shared_task(name="chat.tasks.hear_recording")
def hear_recording(*, workspace_id: str, name: str, language: str) -> dict[str, Any]:
    """What is said in a recording that somebody waits for."""
    workspace = Workspace.objects.get(pk=workspace_id)
    return hearing.hear_stored(workspace=workspace, name=name, language=language)
