"""Reading sound and film: each stretch of time becomes a page with its words and its key frame.

An interrupted reading starts anew: what is said is known only when all of it has been heard.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from documents import services
from documents.models import Document, Page, ProcessingRun
from documents.pipeline import recordings
from documents.pipeline.recordings import Beginning, Listener, TimedPage
from documents.processing import states

BEAT_SECONDS = 0.4


def read_pages(document: Document, run: ProcessingRun) -> None:
    """Store every stretch of a recording in place of what an earlier reading left.

    Raises:
        UnreadableDocumentError: damaged, too long, too large, or neither sound nor film in it.
        StoppedError: nobody wants this reading any more.
    """
    _Recording(document, run).read()


class _Recording:
    """How far one recording is."""

    def __init__(self, document: Document, run: ProcessingRun) -> None:
        self._document, self._run = document, run
        self._beaten_at = time.monotonic()

    def read(self) -> None:
        from lumen.ai.speech import vocabulary

        self._forget_pages()
        document = self._document
        with services.open_file(document) as file, _as_path(file) as path:
            found = recordings.read(
                path,
                words=vocabulary.of(document.workspace),
                most_seconds=settings.RECORDING_MAX_MINUTES * 60,
                listener=Listener(on_wait=self._wait, on_step=self._step),
            )
            with closing(found):
                for one in found:
                    if isinstance(one, Beginning):
                        self._begin(one)
                    else:
                        self._store(one)

    def _wait(self) -> None:
        if time.monotonic() - self._beaten_at > BEAT_SECONDS:
            self._beaten_at = time.monotonic()
            states.beat(self._document, self._run)

    def _step(self, words: str) -> None:
        self._document.step = words
        self._wait()

    @transaction.atomic
    def _forget_pages(self) -> None:
        states.beat(self._document, self._run)
        Page.objects.filter(document=self._document).delete()
        self._document.pages_done = 0

    @transaction.atomic
    def _begin(self, beginning: Beginning) -> None:
        document = self._document
        states.beat(document, self._run)
        document.duration_ms, document.page_count = beginning.duration_ms, beginning.page_count
        same = Document.objects.filter(pk=document.pk, version=document.version)
        same.update(duration_ms=document.duration_ms, page_count=document.page_count)
        states.add_warnings(document, beginning.warnings)

    @transaction.atomic
    def _store(self, found: TimedPage) -> None:
        document = self._document
        document.pages_done = found.page.number
        states.beat(document, self._run)
        page = Page(
            document=document,
            starts_ms=found.starts_ms,
            ends_ms=found.ends_ms,
            seen=found.seen,
            **found.page.as_dict(),
        )
        if found.picture:
            name = f"{document.pk}-{document.version}-{page.number}.jpg"
            page.picture.save(name, ContentFile(found.picture), save=False)
        page.save(force_insert=True)


@contextmanager
def _as_path(file: IO[bytes]) -> Iterator[Path]:
    """A name for the stored file that says nothing to the programs that open it."""
    name: Any = getattr(file, "name", None)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "recording"
        if isinstance(name, str) and Path(name).is_file():
            path.symlink_to(Path(name).resolve())
        else:
            with path.open("wb") as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
        yield path
