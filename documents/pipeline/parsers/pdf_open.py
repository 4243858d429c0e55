"""Opening PDFs: pdfium first, then what can be saved of a file that it does not open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from documents.pipeline.parsed import UnreadableDocumentError

MAX_PAGES = 3_000
HOLLOW_PAGES = 3
LAST_CHEAP_ATTEMPT = 2
REPAIRED = "This file is damaged. Lumen repaired what it could; compare its pages with the original."
LOCKED = "This PDF is locked with a password. Type the password and Lumen reads it."
WRONG_PASSWORD = "This password does not open the PDF. Type it again; capitals matter."  # noqa: S105  a sentence
DAMAGED = "This PDF is damaged and cannot be opened. Download or export it again and upload the new copy."
NO_PAGES = "This PDF has no pages. Export it again and upload the new copy."
UNKNOWN_LOCK = "This PDF is protected in a way Lumen does not know. Print it to a new PDF and upload that."


@dataclass(frozen=True, slots=True)
class OpenedPdf:
    document: Any  # pypdfium2.PdfDocument
    page_count: int
    is_repaired: bool = False


def open_pdf(content: bytes, *, password: str = "") -> OpenedPdf:
    """Open a PDF, repaired when it must be.

    Raises:
        UnreadableDocumentError: it needs a password, has too many pages, or nothing can be saved of it.
    """
    problems: list[UnreadableDocumentError] = []
    hollow: OpenedPdf | None = None
    for index, (attempt, is_complete) in enumerate(_attempts(content, password)):
        if hollow and index > LAST_CHEAP_ATTEMPT:
            break
        fixed = attempt()
        document = fixed and _document(fixed, password, problems)
        count = _page_count(document) if document else 0
        if not count:
            if document:
                problems.append(UnreadableDocumentError(NO_PAGES))
            continue
        opened = OpenedPdf(document, count, is_repaired=index > 0 or not is_complete)
        if not _is_hollow(document, count):
            return opened
        hollow = hollow or opened
    if hollow:
        return hollow
    raise problems[0] if problems else UnreadableDocumentError(DAMAGED)


def _document(content: bytes, password: str, problems: list[UnreadableDocumentError]) -> Any:
    """A pypdfium2 document, or nothing and one more problem.

    Raises:
        UnreadableDocumentError: it is locked, so no other way helps.
    """
    try:
        return pypdfium2.PdfDocument(content, password=password or None)
    except pypdfium2.PdfiumError as error:
        problem = _problem(error, has_password=bool(password))
        if problem.code == "password":
            raise problem from error
        problems.append(problem)
        return None


def _attempts(content: bytes, password: str) -> Iterator[tuple[Callable[[], bytes | None], bool]]:
    """Ways to get bytes that pdfium opens, the cheap ones first; each with whether nothing is lost."""
    yield lambda: content, _looks_complete(content)
    yield lambda: _from_header(content), False

    def salvaged() -> bytes | None:
        from documents.pipeline.parsers import pdf_salvage

        return pdf_salvage.rebuild(content)

    def rewritten() -> bytes | None:
        from documents.pipeline.parsers import pdf_second

        return pdf_second.rewrite(content, password=password)

    yield salvaged, False
    yield rewritten, False


def _is_hollow(document: Any, count: int) -> bool:
    """Whether its first pages are missing or hold nothing: blank, or tables that point astray."""
    for index in range(min(count, HOLLOW_PAGES)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            continue
        is_empty = raw.FPDFPage_CountObjects(page) < 1
        page.close()
        if not is_empty:
            return False
    return True


def _looks_complete(content: bytes) -> bool:
    return b"%%EOF" in content[-4_096:]


def _from_header(content: bytes) -> bytes | None:
    """Without what stands before the header, or with a header where there is none."""
    at = content.find(b"%PDF-")
    if at < 0:
        return b"%PDF-1.7\n" + content
    return content[at:] if at else None


def _problem(error: pypdfium2.PdfiumError, *, has_password: bool) -> UnreadableDocumentError:
    code = getattr(error, "err_code", None)
    if code == raw.FPDF_ERR_PASSWORD:
        return UnreadableDocumentError(WRONG_PASSWORD if has_password else LOCKED, code="password")
    if code == raw.FPDF_ERR_SECURITY:
        return UnreadableDocumentError(UNKNOWN_LOCK, code="unsupported")
    return UnreadableDocumentError(DAMAGED)


def _page_count(document: Any) -> int:
    """How many pages there are; a file that claims too many is asked for them.

    Raises:
        UnreadableDocumentError: there really are too many.
    """
    claimed = len(document)
    if claimed <= MAX_PAGES:
        return claimed
    if _has_page(document, MAX_PAGES) and _has_page(document, claimed - 1):
        raise UnreadableDocumentError(
            f"This PDF has {claimed} pages; Lumen reads up to {MAX_PAGES}. Split it and upload the parts.",
            code="too_large",
        )
    real = [index for index in range(MAX_PAGES) if _has_page(document, index)]
    return real[-1] + 1 if real else 0


def _has_page(document: Any, index: int) -> bool:
    try:
        document[index].close()
    except pypdfium2.PdfiumError:
        return False
    return True
