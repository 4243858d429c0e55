"""Plain text in any encoding: paragraphs stand between empty lines, a form feed starts a page."""

from documents.pipeline.encodings import decode
from documents.pipeline.parsed import LIST, Line
from documents.pipeline.parsers.base import Paper

_BULLETS = ("- ", "* ", "• ", "– ", "· ")


def read(content: bytes) -> Paper:
    """A text file; pages where it has form feeds.

    Raises:
        UnreadableDocumentError: no encoding gives readable text.
    """
    text = decode(content).strip("\f")
    return Paper(sections=[lines_of(part) for part in text.split("\f")])


def lines_of(text: str) -> list[Line]:
    """Lines as they stand; the first after an empty one starts a paragraph."""
    lines, is_apart = [], True
    for raw in text.splitlines():
        if not raw.strip():
            is_apart = True
            continue
        kind = LIST if raw.lstrip().startswith(_BULLETS) else ""
        lines.append(Line(text=raw, kind=kind, starts_paragraph=is_apart))
        is_apart = False
    return lines
