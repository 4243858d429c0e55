"""A parser turns the bytes of one kind of file into pages, one at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol

from documents.pipeline import sniff
from documents.pipeline.parsed import (
    EMBEDDED,
    OFFICE,
    TEXT_PAGE_CHARACTERS,
    Line,
    ParsedPage,
    UnreadableDocumentError,
    page_of,
)

MAX_PAGES = 5_000
FULL_PAGE = TEXT_PAGE_CHARACTERS * 5 // 4  # without a paragraph to cut at
SAMPLE_CHARACTERS = 40_000
LONGEST_TITLE = 250
_NO_TITLE = frozenset(
    {"untitled", "document", "document1", "microsoft word", "presentation", "powerpoint presentation"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is known before the first page is read.

    `warnings` are sentences about the whole file ("This file was damaged; ..."). Those about one page are
    `ParsedPage.warning`; a document with either kind is ready with warnings. `language` is the text's
    own as far as its beginning tells (ISO 639-1); `created_on` is an ISO date, as the file says.
    """

    page_count: int
    title: str = ""
    warnings: tuple[str, ...] = ()
    language: str = ""
    author: str = ""
    created_on: str = ""


class Parser(Protocol):
    outline: Outline

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        """Yield the pages in order, without the first `after` ones.

        Raises:
            UnreadableDocumentError: nothing can be read from here on.
        """
        ...


@dataclass(slots=True, kw_only=True)
class Paper:
    """A file without paper: each section (slide, sheet, chapter, or the whole text) starts a page."""

    sections: list[list[Line]]
    title: str = ""
    author: str = ""
    created_on: str = ""
    language: str = ""  # as the file says; what its text tells comes first
    warnings: list[str] = field(default_factory=list)
    origin: str = EMBEDDED


class PaperParser:
    """Lays a paper out as pages: a section starts a page and goes on over as many as it needs."""

    def __init__(self, paper: Paper) -> None:
        self._pages = [page for section in paper.sections for page in cut(section)] or [[]]
        self._origin = paper.origin
        warnings = list(paper.warnings)
        if len(self._pages) > MAX_PAGES:
            warnings.append(f"This file is very long; only its first {MAX_PAGES:,} pages were read.")
            del self._pages[MAX_PAGES:]
        title = _storable(paper.title)
        self.outline = Outline(
            page_count=len(self._pages),
            title="" if title.lower() in _NO_TITLE else title,
            warnings=tuple(warnings),
            language=self._language() or paper.language[:2].lower(),
            author=_storable(paper.author),
            created_on=paper.created_on,
        )

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        for number, lines in enumerate(self._pages[after:], start=after + 1):
            yield page_of(number, lines, origin=self._origin)

    def _language(self) -> str:
        from documents.pipeline.language import detect

        sample, size = [], 0
        for page in self._pages:
            for line in page:
                sample.append(line.text)
                size += len(line.text)
            if size > SAMPLE_CHARACTERS:
                break
        return detect("\n".join(sample))


def _storable(text: str) -> str:
    """One line without signs that a database refuses."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(sign for sign in " ".join(whole.split()) if sign.isprintable())[:LONGEST_TITLE].strip()


def cut(lines: list[Line]) -> list[list[Line]]:
    """Pages of about 4,000 characters, cut at paragraphs, or between lines where there are none."""
    pages: list[list[Line]] = [[]]
    size = 0
    for whole in lines:
        for line in _bounded(whole):
            is_apart = line.starts_paragraph or line.is_heading
            length = len(line.text) + sum(len(part.text) for part in line.parts) + 1
            if pages[-1] and (size + length > FULL_PAGE or (size > TEXT_PAGE_CHARACTERS and is_apart)):
                pages.append([])
                size = 0
            pages[-1].append(line)
            size += length
    return pages


def _bounded(line: Line) -> Iterator[Line]:
    """A line longer than a page in pieces, cut at spaces."""
    if len(line.text) <= TEXT_PAGE_CHARACTERS:
        yield line
        return
    text, start = line.text, 0
    while start < len(text):
        end = start + TEXT_PAGE_CHARACTERS
        space = text.rfind(" ", start + 1, end) if end < len(text) else -1
        end = space if space > 0 else end
        yield Line(
            text=text[start:end], kind=line.kind, starts_paragraph=start == 0 and line.starts_paragraph
        )
        start = end


_READERS = {
    sniff.DOCX: "word",
    sniff.PPTX: "slides",
    sniff.XLSX: "sheets",
    sniff.XLS: "binary_sheets",
    sniff.XLSB: "binary_sheets",
    sniff.ODT: "opendocument",
    sniff.ODS: "opendocument",
    sniff.ODP: "opendocument",
    sniff.RTF: "rtf",
    sniff.HTML: "web",
    sniff.MARKDOWN: "markdown",
    sniff.CSV: "separated",
    sniff.EML: "mail",
    sniff.MBOX: "mails",
    sniff.MHTML: "mail",
    sniff.EPUB: "epub",
    sniff.TEXT: "plain",
}
_DAMAGED = "This file is damaged and cannot be opened. Save it again and upload the new copy."


def parser_for(content_type: str, content: bytes, *, password: str = "") -> Parser:
    """Open `content` with the parser for its kind.

    Raises:
        UnreadableDocumentError: the file is damaged or locked (code "password").
    """
    if content_type == sniff.PDF:
        from documents.pipeline.parsers.pdf import PdfParser

        return PdfParser(content, password=password)
    if content_type in sniff.IMAGES:
        from documents.pipeline.parsers.picture import PictureParser

        return PictureParser(content)
    if content_type in sniff.OOXML or content_type == sniff.XLS:
        from documents.pipeline.parsers.unlocking import unlocked

        opened = unlocked(content, password)
        content_type = content_type if opened is content else sniff.sniff(opened, "")
        content = opened
    if password and content_type in sniff.OPEN_DOCUMENT and content.startswith(b"PK"):
        from documents.pipeline.parsers import opendocument_lock

        content = opendocument_lock.unlocked(content, password)
    return PaperParser(paper_of(content_type, content))


def paper_of(content_type: str, content: bytes) -> Paper:
    """Read a file that is neither PDF nor picture.

    Raises:
        UnreadableDocumentError: the file is damaged, locked, a trap, or of no kind that can be read.
    """
    name = _READERS.get(content_type)
    if name is None:
        raise UnreadableDocumentError("Lumen cannot read this kind of file.", code="unsupported")
    read: Callable[[bytes], Paper] = import_module(f"documents.pipeline.parsers.{name}").read
    try:
        paper = read(content)
    except (RecursionError, LookupError, ValueError, ArithmeticError) as error:  # what torn files lead to
        raise UnreadableDocumentError(_DAMAGED) from error
    if content_type in sniff.OFFICE:
        paper.origin = OFFICE
    return paper
