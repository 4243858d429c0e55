"""Reading one document to the end: pages, passages, vectors."""

import time
from contextlib import closing
from uuid import UUID

import structlog
from django.db import OperationalError, transaction
from django.db.models import Max
from django.utils import timezone

from documents import indexing, passwords, services
from documents.models import Chunk, Document, Page, ProcessingRun
from documents.pipeline import extract
from documents.pipeline.parsed import OCR, ParsedPage, UnreadableDocumentError
from documents.pipeline.parsers.base import Outline
from documents.processing import recordings, states, turns, unpacking
from documents.processing.states import Status, StoppedError
from lumen.common.tasks import enqueue

log = structlog.get_logger(__name__)
FLUSH_SECONDS = 0.7
FLUSH_PAGES = 25
BEAT_SECONDS = 0.4  # a cancelled reading ends within twice that
LOCKED = "password"
NO_TEXT = (
    "No text was found in this file. If it is a photo or scan, take it again in good light, "
    "straight from above, and upload that."
)
BROKE = "Something went wrong while reading this file. Choose Try again; the file itself is kept."
WRONG_PASSWORD = "This password does not open the file. Check it and type it again."  # noqa: S105
UNDERSTAND = "documents.tasks.understand"
GONE = "The stored file is gone, so it cannot be read. Upload it again."


def process(*, document_id: str, queue: bool = True) -> list[UUID]:
    """Read one document to the end. A second call while one is at work, or after it, does nothing.

    An interrupted reading goes on after the last stored page.

    Args:
        queue: leave the files inside a zip or mail, and understanding the paper, to workers; a caller that
            does both itself says no.

    Returns:
        The new documents that were inside it.
    """
    run = states.begin(document_id)
    return _read(run, queue=queue) if run is not None else []


def read_next() -> bool:
    """Read the document whose turn it is, and see to it that the next one is read; false when none waits."""
    with transaction.atomic():
        document_id = turns.next_in_turn()
        run = states.begin(document_id) if document_id else None
    if run is None:
        return False
    try:
        _read(run, queue=True)
    finally:
        if turns.is_anyone_waiting():
            enqueue(services.READ_NEXT)
    return True


def _read(run: ProcessingRun, *, queue: bool) -> list[UUID]:
    document = run.document
    try:
        return _read_whole(document, run, queue=queue)
    except StoppedError:
        states.stop(run)
    except UnreadableDocumentError as error:
        states.fail(document, run, *_told(document, error))
    except FileNotFoundError:
        states.fail(document, run, GONE, "gone")
    except OperationalError:  # the database went away: revive_stuck takes it up again
        raise
    except Exception:
        log.exception("document.failed", document_id=str(document.pk))
        states.fail(document, run, BROKE, "broke")
        raise
    return []


def _read_whole(document: Document, run: ProcessingRun, *, queue: bool) -> list[UUID]:
    if document.content_type == unpacking.ARCHIVE:
        return _unpack(document, run, queue=queue)
    if document.is_recording:
        recordings.read_pages(document, run)
    else:
        _read_pages(document, run)
    has_mails = document.content_type in (unpacking.EML, unpacking.MBOX)
    inner = _attachments(document, run, queue=queue) if has_mails else []
    states.succeed(document, run, _passages(document, run))
    if queue:
        enqueue(UNDERSTAND, document_id=str(document.pk))
    return inner


def _unpack(document: Document, run: ProcessingRun, *, queue: bool) -> list[UUID]:
    """The zip goes when all of it is here; it stays, and says why, when something was refused."""
    taken = unpacking.unpack_archive(document, run, queue=queue)
    if taken.refused or not taken.count:
        states.fail(document, run, unpacking.refusal_of(taken), "left_out")
    else:
        states.unpacked(document, run, count=taken.count)
    return taken.new


def _attachments(document: Document, run: ProcessingRun, *, queue: bool) -> list[UUID]:
    taken = unpacking.take_attachments(document, run, queue=queue)
    states.add_warnings(document, tuple(taken.refused))
    return taken.new


def _told(document: Document, error: UnreadableDocumentError) -> tuple[str, str]:
    """The sentence and the code of a failure; a password that was tried is forgotten."""
    if error.code == LOCKED and document.password:
        services.forget_password(document)
        return WRONG_PASSWORD, LOCKED
    return str(error), error.code


def _read_pages(document: Document, run: ProcessingRun) -> None:
    sheaf = _Sheaf(document, run)
    done = document.pages.aggregate(last=Max("number"))["last"] or 0
    password = passwords.password_of(document)
    with services.open_file(document) as file:
        found = extract.read(file, document.content_type, after=done, password=password, on_wait=sheaf.wait)
        with closing(found):
            for one in found:
                if isinstance(one, Outline):
                    _note_outline(document, one)
                else:
                    sheaf.add(one)
    sheaf.store()


class _Sheaf:
    """Pages that are read but not stored yet; stored a few at a time."""

    def __init__(self, document: Document, run: ProcessingRun) -> None:
        self._document, self._run = document, run
        self._pages: list[ParsedPage] = []
        self._stored_at = self._beaten_at = time.monotonic()

    def add(self, page: ParsedPage) -> None:
        self._pages.append(page)
        if len(self._pages) >= FLUSH_PAGES or time.monotonic() - self._stored_at > FLUSH_SECONDS:
            self.store()

    def wait(self) -> None:
        """No page comes: a good time to store, and to see whether anybody still wants them."""
        if self._pages:
            self.store()
        elif time.monotonic() - self._beaten_at > BEAT_SECONDS:
            self._beaten_at = time.monotonic()
            states.beat(self._document, self._run)

    @transaction.atomic
    def store(self) -> None:
        """A page that is there already stays as it is."""
        document, pages = self._document, self._pages
        Page.objects.bulk_create(
            [Page(document=document, **page.as_dict()) for page in pages], ignore_conflicts=True
        )
        states.add_warnings(document, tuple(page.warning for page in pages))
        document.pages_done = document.pages.count()
        is_scan = bool(pages) and pages[-1].origin == OCR
        document.status = Status.OCR if is_scan else Status.EXTRACTING
        of_all = f" of {document.page_count}" if document.page_count else ""
        document.step = f"page {document.pages_done}{of_all}{', reading the scan' if is_scan else ''}"
        states.beat(document, self._run)
        self._pages, self._stored_at = [], time.monotonic()


def _note_outline(document: Document, outline: Outline) -> None:
    """Only of the file that is being read, and no title over one that somebody wrote meanwhile."""
    document.page_count = outline.page_count
    document.title = document.title or outline.title[:255]
    same = Document.objects.filter(pk=document.pk, version=document.version)
    same.update(page_count=document.page_count, updated_at=timezone.now())
    same.filter(title="").exclude(edited_fields__contains=["title"]).update(title=document.title)
    states.add_warnings(document, outline.warnings)


def _passages(document: Document, run: ProcessingRun) -> list[Chunk]:
    if not document.pages.exclude(text="").exists():
        can_be_played = document.is_recording and document.pages.exists()
        if not can_be_played and not (document.has_pictures and document.pages.exists()):
            raise UnreadableDocumentError(NO_TEXT, code="no_text")
        if not can_be_played:
            states.add_warnings(document, (NO_TEXT,))  # its pages can be looked at all the same
    document.status, document.step = Status.CHUNKING, "cutting it into passages"
    states.beat(document, run)
    return indexing.make_chunks(
        document, on_progress=lambda done, total: _embedded(document, run, done, total)
    )


def _embedded(document: Document, run: ProcessingRun, done: int, total: int) -> None:
    document.status = Status.EMBEDDING
    document.step = f"preparing it for search: passage {done} of {total}"
    states.beat(document, run)
