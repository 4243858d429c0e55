"""What workers do with papers."""

import threading
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.db.utils import OperationalError
from django.utils import timezone

from documents import looking, picture_search, processing, reindexing, search_log, services, thumbnails
from documents.understanding import understand as understanding
from lumen.ai.embeddings.base import get_embedder
from lumen.ai.media import clip


@shared_task(
    name="documents.tasks.read_next",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
    ignore_result=True,
)
def read_next() -> None:
    """Read the document whose turn it is."""
    processing.read_next()


@shared_task(
    name="documents.tasks.understand",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
    ignore_result=True,
)
def understand(*, document_id: str) -> None:
    """Find out what kind of paper it is and what it says; draw its small picture."""
    understanding.understand(document_id=document_id, now=timezone.now())
    thumbnails.draw_first(document_id=document_id)
    looking.look_by_id(document_id=document_id)
    picture_search.embed_one(document_id)


@shared_task(name="documents.tasks.look_closer", acks_late=True, ignore_result=True)
def look_closer(*, document_id: str) -> None:
    """Look at a picture's enhanced copy as well."""
    looking.look_by_id(document_id=document_id, pipeline="enhanced")


@shared_task(name="documents.tasks.embed_picture_query")
def embed_picture_query(*, text: str) -> list[float]:
    """What words wish for as the picture model sees it, for the web process."""
    vector: list[float] = clip.load()[1].of_wish(text).tolist()
    return vector


@shared_task(name="documents.tasks.build_export", acks_late=True, ignore_result=True)
def build_export(*, export_id: str) -> None:
    """Pack papers into one file."""
    services.build_export(export_id=export_id)


@shared_task(name="documents.tasks.embed_query")
def embed_query(*, text: str) -> list[float]:
    """The vector of a question, for the web process."""
    vector: list[float] = get_embedder().embed([text])[0].tolist()
    return vector


@shared_task(name="documents.tasks.refresh_index", ignore_result=True)
def refresh_index() -> None:
    """Make passages anew that an older Lumen made in another way; let a new picture model see pictures."""
    reindexing.reindex_for_a_while()
    picture_search.embed_missing()


@shared_task(name="documents.tasks.revive_stuck", ignore_result=True)
def revive_stuck() -> None:
    """Read interrupted documents on; empty the bin and forget exports that are old enough."""
    now = timezone.now()
    processing.revive_stuck(now=now)
    services.purge(now=now)
    services.forget_exports(now=now)


@shared_task(name="documents.tasks.forget_searches", ignore_result=True)
def forget_searches() -> None:
    """Delete searches noted longer ago than they are kept."""
    search_log.forget_old(now=timezone.now())


@worker_ready.connect(dispatch_uid="documents.warm-model")
def warm_model(**_: Any) -> None:
    """Load the sentence model beside the first tasks, so that the first question is fast."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        threading.Thread(target=_warm, name="warm-model", daemon=True).start()


def _warm() -> None:
    get_embedder().embed(["warm"])
