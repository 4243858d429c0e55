"""Plain text in any encoding, and Markdown."""

import re
from collections.abc import Iterator

from documents.pipeline.parsed import Line, ParsedPage, UnreadableDocumentError, page_of, pages_of_flow
from documents.pipeline.parsers.base import Outline

SAMPLE_BYTES = 200_000
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
_RULE = re.compile(r"^\s*([-*_=]\s*){3,}$|^\s*\|?[\s:|-]+\|[\s:|-]*$")


def decode(content: bytes) -> str:
    """Text in whatever encoding it was saved.

    Raises:
        UnreadableDocumentError: no encoding gives readable text.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(content[:SAMPLE_BYTES]).best()
    if best is None:
        raise UnreadableDocumentError(
            "The letters of this text file could not be made out. Save it as UTF-8 and upload that."
        )
    return content.decode(best.encoding, errors="replace")


class TextParser:
    """Paragraphs stand between empty lines; a form feed starts a page."""

    def __init__(self, content: bytes) -> None:
        text = decode(content)
        if "\f" in text.strip("\f"):
            parts = text.strip("\f").split("\f")
            self._pages = [page_of(n, self.lines(part)) for n, part in enumerate(parts, start=1)]
        else:
            self._pages = pages_of_flow(self.lines(text))
        self.outline = Outline(page_count=len(self._pages), title=self._title())

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        yield from self._pages[after:]

    def lines(self, text: str) -> list[Line]:
        lines, is_apart = [], True
        for raw in text.splitlines():
            if not raw.strip():
                is_apart = True
                continue
            lines.append(self.line(raw, is_apart=is_apart))
            is_apart = False
        return lines

    def line(self, raw: str, *, is_apart: bool) -> Line:
        return Line(text=raw, starts_paragraph=is_apart)

    def _title(self) -> str:
        first = self._pages[0]
        headings = (b for b in first.blocks if b.get("kind") == "heading")
        block = next(headings, None)
        return first.text[block["start"] : block["end"]] if block else ""


class MarkdownParser(TextParser):
    """Markdown as a reader sees it: without marks, but with its headings known as such."""

    def line(self, raw: str, *, is_apart: bool) -> Line:
        if _RULE.match(raw):
            return Line(text="")
        if heading := _HEADING.match(raw.strip()):
            return Line(text=_plain(heading.group(2)), is_heading=True, starts_paragraph=True)
        return Line(text=_plain(raw), starts_paragraph=is_apart)


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))
