"""Reading a file in a child process, so that a crash, a loop or a bomb costs that file only."""

import json
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import IO, Any

from documents.pipeline.child import PASSWORD, SECOND
from documents.pipeline.parsed import ParsedPage, UnreadableDocumentError
from documents.pipeline.parsers.base import Outline
from lumen.common import children
from lumen.common.children import ChildDiedError

SILENCE_SECONDS = 120.0
PROBE_SECONDS = 8.0
MOST_LOST_PAGES = 3
PDF = "application/pdf"
GAVE_UP = (
    "Reading this file took too much time or memory, so Lumen stopped. "
    "Print it to a new PDF, or split it, and upload that."
)
LOST_PAGE = (
    "Page {number} could not be read: it took too much time or memory. Its picture may still be shown."
)


def read(
    file: IO[bytes],
    content_type: str,
    *,
    after: int = 0,
    password: str = "",
    on_wait: Callable[[], None] = children.keep_waiting,
) -> Generator[Outline | ParsedPage, None, None]:
    """The outline first, then the pages as they are read.

    A page that breaks the reader comes out empty with a warning, and reading goes on behind it; a PDF
    that breaks pdfium before its first page is read by pypdf. `Outline.warnings` and
    `ParsedPage.warning` hold sentences for the person: such a document is ready with warnings.

    Args:
        file: a real file or spooled one.
        after: how many pages are known already and left out.
        password: of a locked file.
        on_wait: called five times a second; what it raises ends the reading at once.

    Raises:
        UnreadableDocumentError: the file is damaged, locked (code "password"), or breaks the readers.
    """
    reading = _Reading(file, content_type, after=after, password=password, on_wait=on_wait)
    while not reading.is_done:
        try:
            yield from reading.go_on()
        except ChildDiedError as error:
            yield from reading.recover(error)


class _Reading:
    """How far one file is, over the children that it takes."""

    def __init__(
        self,
        file: IO[bytes],
        content_type: str,
        *,
        after: int,
        password: str,
        on_wait: Callable[[], None],
    ) -> None:
        self._file, self._content_type = file, content_type
        self._after, self._password, self._on_wait = after, password, on_wait
        self._outline: Outline | None = None
        self._lost, self._mode = 0, ""
        self._tried_again_after = -1
        self.is_done = False

    def go_on(self) -> Iterator[Outline | ParsedPage]:
        arguments = [self._content_type, str(self._after), self._mode]
        for message in _converse(self._file, arguments, password=self._password, on_wait=self._on_wait):
            if "page" in message:
                yield ParsedPage(**message["page"])
                self._after = message["page"]["number"]
            elif self._outline is None:
                self._outline = _outline(message)
                yield self._outline
        self.is_done = True

    def recover(self, error: ChildDiedError) -> Iterator[ParsedPage]:
        """Leave out the page that broke the child, or take the second reader where none was opened.

        A child that was killed from outside is begun again on the same page, once.

        Raises:
            UnreadableDocumentError: neither helps any more.
        """
        if error.is_killed and self._tried_again_after != self._after:
            self._tried_again_after = self._after
            return
        can_change = self._content_type == PDF and self._mode != SECOND
        if self._lost >= MOST_LOST_PAGES or not (self._outline or can_change):
            raise UnreadableDocumentError(GAVE_UP, code="gave_up") from error
        if self._outline is None:
            self._mode = SECOND
            return
        self._lost, self._after = self._lost + 1, self._after + 1
        yield ParsedPage(number=self._after, text="", warning=LOST_PAGE.format(number=self._after))
        self.is_done = self._after >= self._outline.page_count


def probe(file: IO[bytes], content_type: str, *, password: str = "") -> Outline | None:
    """Open the file without reading its pages; `None` when that takes too long or breaks the reader.

    Raises:
        UnreadableDocumentError: the file is damaged or locked (code "password").
    """
    arguments = [content_type, "probe", ""]
    try:
        messages = list(_converse(file, arguments, password=password, silence_seconds=PROBE_SECONDS))
    except ChildDiedError:
        return None
    return _outline(messages[0]) if messages else None


def _outline(message: dict[str, Any]) -> Outline:
    facts = message["outline"]
    return Outline(**facts | {"warnings": tuple(facts["warnings"])})


def _converse(
    file: IO[bytes],
    arguments: list[str],
    *,
    password: str,
    silence_seconds: float | None = None,
    on_wait: Callable[[], None] = children.keep_waiting,
) -> Iterator[dict[str, Any]]:
    lines = children.lines_of(
        [sys.executable, "-m", "documents.pipeline.child", *arguments],
        stdin=file,
        variables={PASSWORD: password} if password else {},
        silence_seconds=silence_seconds or SILENCE_SECONDS,
        on_wait=on_wait,
    )
    with closing(lines):
        for line in lines:
            message = json.loads(line)
            if "problem" in message:
                raise UnreadableDocumentError(message["problem"], code=message["code"])
            yield message
