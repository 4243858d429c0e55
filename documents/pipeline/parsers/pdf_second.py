"""PDF by pypdf, the second reader: slower and without places, but forgiving."""

import io
from collections.abc import Iterator
from typing import Any

from documents.pipeline.parsed import Line, ParsedPage, UnreadableDocumentError, page_of
from documents.pipeline.parsers.base import Outline
from documents.pipeline.parsers.pdf_open import DAMAGED, LOCKED, MAX_PAGES

SECOND_READER = (
    "This file is damaged. Lumen read its words without their places; compare them with the original."
)


def _opened(content: bytes, password: str) -> Any:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(password):
        raise UnreadableDocumentError(LOCKED, code="password")
    return reader


def rewrite(content: bytes, *, password: str = "") -> bytes | None:
    """The file as pypdf understands it, written anew; `None` when it understands nothing."""
    from pypdf import PdfWriter

    try:
        writer = PdfWriter()
        for page in _opened(content, password).pages[:MAX_PAGES]:
            writer.add_page(page)
        if not writer.pages:
            return None
        target = io.BytesIO()
        writer.write(target)
        return target.getvalue()
    except UnreadableDocumentError:
        raise
    except Exception:  # noqa: BLE001  pypdf meets broken files with errors of every kind
        return None


class SecondPdfParser:
    """Words only, for files that break pdfium."""

    def __init__(self, content: bytes, *, password: str = "") -> None:
        try:
            self._pages: list[Any] = list(_opened(content, password).pages[:MAX_PAGES])
        except UnreadableDocumentError:
            raise
        except Exception as error:  # see above
            raise UnreadableDocumentError(DAMAGED) from error
        if not self._pages:
            raise UnreadableDocumentError(DAMAGED)
        self.outline = Outline(page_count=len(self._pages), warnings=(SECOND_READER,))

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        for number, page in enumerate(self._pages[after:], start=after + 1):
            yield page_of(number, [Line(text=line) for line in _text(page).splitlines()])


def _text(page: Any) -> str:
    try:
        text: str = page.extract_text()
    except Exception:  # noqa: BLE001  see above
        return ""
    return text
