"""Markdown as a reader sees it: without marks, but with headings, lists and tables known as such."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from documents.pipeline.encodings import decode
from documents.pipeline.parsed import LIST, Line
from documents.pipeline.parsers import plain
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.tables import table_lines

LARGEST = 3_000_000  # characters; beyond, marks are left in
LONGEST_PARAGRAPH = 20_000
LONGEST_ROW = 2_000
_TABLE = re.compile(r"[^\n]*\|[^\n]*\n[ \t|:-]*-[ \t|:-]*\n")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?\n)---\s*(?:\n|\Z)", re.DOTALL)
_FRONT_FIELD = re.compile(
    r"^(title|author|date|lang)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE
)
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL | re.IGNORECASE)


def read(content: bytes) -> Paper:
    """A Markdown file as one flow; its title is the first heading or what its front matter says.

    Raises:
        UnreadableDocumentError: no encoding gives readable text.
    """
    text = decode(content)
    known: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        known = {name.lower(): value for name, value in _FRONT_FIELD.findall(front.group(1))}
        text = text[front.end() :]
    lines = list(_lines(text)) if _is_ordinary(text) else plain.lines_of(text)
    heading = next((line.text for line in lines if line.is_heading), "")
    return Paper(
        sections=[lines],
        title=known.get("title") or heading,
        author=known.get("author", ""),
        language=known.get("lang", ""),
    )


def _is_ordinary(text: str) -> bool:
    """Whether marks can be told in time: that takes the square of a paragraph's length."""
    if len(text) > LARGEST:
        return False
    return all(
        len(paragraph) <= LONGEST_PARAGRAPH
        or (_TABLE.match(paragraph) and max(map(len, paragraph.splitlines())) <= LONGEST_ROW)
        for paragraph in _BLANK_LINE.split(text)
    )


def _lines(text: str) -> Iterator[Line]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"]).parse(text)
    walk = _Walk()
    for token in tokens:
        yield from walk.take(token)


@dataclass(slots=True)
class _Walk:
    """Where in the tree of blocks the next words stand."""

    depth: int = 0  # of lists
    starts_item: bool = True
    is_heading: bool = False
    rows: list[list[str]] = field(default_factory=list)

    def take(self, token: Any) -> Iterator[Line]:
        match token.type:
            case "list_item_open":
                self.depth += 1
                self.starts_item = True
            case "list_item_close":
                self.depth -= 1
            case "heading_open":
                self.is_heading = True
            case "tr_open":
                self.rows.append([])
            case "table_close":
                yield from table_lines(self.rows, has_header=True)
                self.rows = []
            case "inline":
                yield from self.words(_inline(token.children))
            case "fence" | "code_block" | "html_block":
                yield from plain.lines_of(
                    _TAG.sub(" ", token.content) if "html" in token.type else token.content
                )

    def words(self, texts: list[str]) -> Iterator[Line]:
        if self.rows:
            self.rows[-1].append(" ".join(texts))
            return
        kind = LIST if self.depth and self.starts_item else ""
        yield from _paragraph(texts, is_heading=self.is_heading, kind=kind, depth=self.depth)
        self.starts_item, self.is_heading = False, False


def _paragraph(texts: list[str], *, is_heading: bool, kind: str, depth: int) -> Iterator[Line]:
    if is_heading:
        yield Line(text=" ".join(texts), is_heading=True, starts_paragraph=True)
        return
    for index, text in enumerate(texts):
        yield Line(text=text, kind=kind, starts_paragraph=not index and not depth)


def _inline(children: list[Any]) -> list[str]:
    """The lines of a paragraph: text, code, descriptions of pictures; marks and tags left out."""
    lines = [""]
    for one in children:
        match one.type:
            case "text" | "code_inline":
                lines[-1] += one.content
            case "image":
                lines[-1] += one.content
            case "softbreak" | "hardbreak":
                lines.append("")
            case "html_inline" if one.content.lower().startswith("<br"):
                lines.append("")
    return [line for line in lines if line.strip()]
