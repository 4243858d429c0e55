"""What workers do with papers."""

import threading
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.db.utils import OperationalError
from django.utils import timezone

from documents import processing, services
from lumen.ai.embeddings.base import get_embedder


@shared_task(
    name="documents.tasks.process_document",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
)
def process_document(*, document_id: str) -> None:
    """Read one document."""
    processing.process(document_id=document_id)


@shared_task(name="documents.tasks.embed_query")
def embed_query(*, text: str) -> list[float]:
    """The vector of a question, for the web process."""
    vector: list[float] = get_embedder().embed([text])[0].tolist()
    return vector


@shared_task(name="documents.tasks.revive_stuck", ignore_result=True)
def revive_stuck() -> None:
    """Queue interrupted documents again and empty the bin of what is older than 30 days."""
    now = timezone.now()
    processing.revive_stuck(now=now)
    services.purge(now=now)


@worker_ready.connect(dispatch_uid="documents.warm-model")
def warm_model(**_: Any) -> None:
    """Load the sentence model beside the first tasks, so that the first question is fast."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        threading.Thread(target=_warm, name="warm-model", daemon=True).start()


def _warm() -> None:
    get_embedder().embed(["warm"])
