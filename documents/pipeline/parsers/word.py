"""DOCX by python-docx: paragraphs, tables and text boxes in their order."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from documents.pipeline.parsed import Line, ParsedPage, UnreadableDocumentError, page_of, pages_of_flow
from documents.pipeline.parsers.base import Outline

PAGE_BREAKS = './/w:lastRenderedPageBreak | .//w:br[@w:type="page"] | ./w:pPr/w:pageBreakBefore'


class WordParser:
    def __init__(self, content: bytes) -> None:
        try:
            word = docx.Document(io.BytesIO(content))
        except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise UnreadableDocumentError(
                "This Word file is damaged and cannot be opened. Save it again and upload the new copy."
            ) from error
        self._pages = _pages(word)
        self.outline = Outline(page_count=len(self._pages), title=word.core_properties.title or "")

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        yield from self._pages[after:]


def _pages(word: Any) -> list[ParsedPage]:
    """Pages as Word last laid them out; without that, pages of about 4,000 characters."""
    groups: list[list[Line]] = [[]]
    for element in word.element.body.iterchildren():
        if element.xpath(PAGE_BREAKS) and groups[-1]:
            groups.append([])
        groups[-1] += _lines_of(element, word)
    if len(groups) == 1:
        return pages_of_flow(groups[0])
    return [page_of(number, lines) for number, lines in enumerate(groups, start=1)]


def _lines_of(element: Any, word: Any) -> list[Line]:
    if element.tag == qn("w:p"):
        return _paragraph_lines(Paragraph(element, word))
    if element.tag == qn("w:tbl"):
        return _table_lines(Table(element, word))
    return [line for child in element.xpath(".//w:p") for line in _paragraph_lines(Paragraph(child, word))]


def _paragraph_lines(paragraph: Paragraph) -> list[Line]:
    style = (paragraph.style.name or "") if paragraph.style else ""
    is_heading = style.startswith(("Heading", "Title"))
    is_item = style.startswith("List")
    texts = paragraph.text.splitlines() or [""]
    boxes = [
        "".join(run.text or "" for run in node.iter(qn("w:t")))
        for node in paragraph._p.xpath(".//w:txbxContent//w:p")
    ]
    lines = [
        Line(text=text, is_heading=is_heading, starts_paragraph=index == 0 and not is_item)
        for index, text in enumerate(texts)
    ]
    return lines + [Line(text=text, starts_paragraph=True) for text in dict.fromkeys(boxes)]


def _table_lines(table: Table) -> list[Line]:
    lines = []
    for index, row in enumerate(table.rows):
        cells = list(dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells))
        lines.append(Line(text=" | ".join(filter(None, cells)), starts_paragraph=index == 0))
    return lines
