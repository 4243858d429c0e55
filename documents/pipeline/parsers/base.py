"""A parser turns the bytes of one kind of file into pages, one at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from documents.pipeline.parsed import ParsedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is known before the first page is read.

    `warnings` are sentences about the whole file ("This file was damaged; ..."). Those about one page are
    `ParsedPage.warning`; a document with either kind is ready with warnings.
    """

    page_count: int
    title: str = ""
    warnings: tuple[str, ...] = ()


class Parser(Protocol):
    outline: Outline

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        """Yield the pages in order, without the first `after` ones.

        Raises:
            UnreadableDocumentError: nothing can be read from here on.
        """
        ...


def parser_for(content_type: str, content: bytes, *, password: str = "") -> Parser:
    """Open `content` with the parser for its kind.

    Raises:
        UnreadableDocumentError: the file is damaged or locked (code "password").
    """
    from documents.pipeline import sniff

    if content_type == sniff.PDF:
        from documents.pipeline.parsers.pdf import PdfParser

        return PdfParser(content, password=password)
    if content_type == sniff.DOCX:
        from documents.pipeline.parsers.word import WordParser

        return WordParser(content)
    if content_type in sniff.IMAGES:
        from documents.pipeline.parsers.picture import PictureParser

        return PictureParser(content)
    from documents.pipeline.parsers.plain import MarkdownParser, TextParser

    return MarkdownParser(content) if content_type == sniff.MARKDOWN else TextParser(content)
