"""What is seen in pictures: photos that are papers, and key frames of recordings. Kept with the page."""

from collections.abc import Callable
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import services
from documents.models import Document, Page
from documents.pipeline import sniff
from documents.signals import understood
from documents.understanding import coded, filing
from lumen.ai.media import confined
from lumen.ai.media.looking import PIPELINES, VERSION, Pipeline
from lumen.ai.media.pictures import BadPictureError
from lumen.audit import services as audit
from lumen.common import children

CHILD = "documents.pipeline.seeing"  # the media child with OCR
FILLED = ("amount", "currency", "number", "gstin", "issued_on", "correspondent", "kind")


class NoPictureError(BadPictureError):
    status, code, title = 404, "no-picture", "There is no picture here"


def has_picture(document: Document) -> bool:
    """Whether the paper itself is a picture, so that there is something to see in it."""
    return document.content_type in sniff.IMAGES


def look_at(
    document: Document,
    number: int = 1,
    *,
    pipeline: Pipeline = "standard",
    on_wait: Callable[[], None] = children.keep_waiting,
) -> dict[str, Any]:
    """Look at the picture of a page and keep what is seen; one that was seen as closely is not opened again.

    Codes of payments and invoices fill in what the paper lacks.

    Returns:
        `lumen.ai.media.looking.Look.as_dict`, or `{"problem": sentence}` for a picture that cannot be read.

    Raises:
        NoPictureError: this page is no picture.
    """
    page = document.pages.filter(number=number).first()
    if page is None or not (page.picture or (has_picture(document) and number == 1)):
        raise NoPictureError(_("This page is no picture, so there is nothing to see in it."))
    if is_seen(page.seen, pipeline):
        seen: dict[str, Any] = page.seen
    else:
        seen = _seen(document, page, pipeline, on_wait)
    _keep(document, page, seen)
    return seen


def is_seen(seen: dict[str, Any], pipeline: Pipeline) -> bool:
    """Whether somebody looked at least so closely, with the eyes of today."""
    if seen.get("version") != VERSION:
        return False
    return "problem" in seen or PIPELINES.index(seen["pipeline"]) >= PIPELINES.index(pipeline)


def look_by_id(*, document_id: str | UUID, pipeline: Pipeline = "standard") -> dict[str, Any]:
    """The same for a task: a paper that is gone, in the bin, or no picture, is nothing to look at."""
    document = Document.objects.readable().select_related("workspace").filter(pk=document_id).first()
    if document is None or not has_picture(document):
        return {}
    try:
        return look_at(document, pipeline=pipeline)
    except (NoPictureError, FileNotFoundError):
        return {}


def _seen(document: Document, page: Page, pipeline: Pipeline, on_wait: Callable[[], None]) -> dict[str, Any]:
    # OCR has read the page already; only a clearer copy is worth reading again
    child = CHILD if pipeline == "enhanced" else confined.CHILD
    try:
        with _opened(document, page) as file:
            seen = confined.look(file, pipeline=pipeline, child=child, on_wait=on_wait)
    except BadPictureError as error:
        return {"problem": str(error.detail), "version": VERSION}
    return seen | {
        key: page.seen[key]
        for key in ("labels", "caption", "captioned_by", "captioned_at")
        if page.seen.get(key)
    }


def _opened(document: Document, page: Page) -> IO[bytes]:
    if not page.picture:
        return services.open_file(document)
    opened: IO[bytes] = page.picture.storage.open(str(page.picture.name), "rb")
    return opened


@transaction.atomic
def _keep(document: Document, page: Page, seen: dict[str, Any]) -> None:
    """Store what was seen, unless the page was read anew meanwhile."""
    locked = Document.objects.select_for_update(of=("self",)).select_related("workspace")
    fresh = locked.filter(pk=document.pk, version=document.version).first()
    if fresh is None or not Page.objects.filter(pk=page.pk).update(seen=seen):
        return
    filled = coded.fill(fresh, seen.get("codes", []), page.number) if has_picture(fresh) else []
    if filled:
        fresh.save(update_fields=[*FILLED, "fields", "updated_at"])
        audit.record(
            workspace=fresh.workspace,
            actor=None,
            action="document.understood",
            document_id=fresh.pk,
            fields=filled,
        )
        transaction.on_commit(partial(understood.send, sender=Document, document_id=str(fresh.pk)))
    if filled or seen != page.seen:
        filing.announce(fresh.workspace, [str(fresh.pk)])


def note_caption(page: Page, *, caption: str, model: str) -> None:
    """Keep what a model says is in the picture, under the model's name."""
    page.refresh_from_db(fields=["seen"])  # a closer look may have ended while the model thought
    page.seen = page.seen | {"caption": caption, "captioned_by": model, "captioned_at": _now()}
    page.save(update_fields=["seen"])


def _now() -> str:
    return timezone.now().isoformat(timespec="seconds")


def place_of(document: Document) -> tuple[float, float] | None:
    """Where the photo was taken, degrees north and east. It is read from the file and not kept.

    Raises:
        BadPictureError: it cannot be read.
    """
    with _picture_file(document) as file:
        return confined.place_of(file)


def bare(document: Document) -> bytes:
    """The picture as JPEG without place, camera and time.

    Raises:
        BadPictureError: it cannot be read, or is no picture.
    """
    with _picture_file(document) as file:
        return confined.bare(file)


def clear(document: Document) -> bytes:
    """The enhanced picture as JPEG, without the camera's notes.

    Raises:
        BadPictureError: it cannot be read, or is no picture.
    """
    with _picture_file(document) as file:
        return confined.clear(file)


def _picture_file(document: Document) -> IO[bytes]:
    if not has_picture(document):
        raise NoPictureError(_("This paper is no picture."))
    return services.open_file(document)
