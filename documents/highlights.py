"""Showing why a passage was found: its words marked, cut to the part that matters."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents import terms
from documents.pipeline.sentences import is_list, paragraph_spans

SNIPPET = 280
LEAD = 60
_WORD = re.compile(r"[^\W_]+(?:[-/.,'’][^\W_]+)*")
_PIECE = re.compile(r"\s+")


def marked(text: str, words: list[str]) -> SafeString:
    """`text` as HTML with every word whose stem was looked for inside `<mark>`."""
    wanted = set(words)
    html: list[SafeString] = []
    at = 0
    for match in _WORD.finditer(text):
        if wanted.isdisjoint(terms.words(match.group())):
            continue
        html.append(format_html("{}<mark>{}</mark>", text[at : match.start()], match.group()))
        at = match.end()
    html.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((piece,) for piece in html))


def snippet(text: str, words: list[str]) -> SafeString:
    """About 280 characters around the first word that was looked for."""
    wanted = set(words)
    first = next(
        (m.start() for m in _WORD.finditer(text) if not wanted.isdisjoint(terms.words(m.group()))), 0
    )
    start = max(0, first - LEAD)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(text), start + SNIPPET)
    cut = _PIECE.sub(" ", text[start:end]).strip()
    return format_html("{}{}{}", "… " if start else "", marked(cut, words), " …" if end < len(text) else "")


def passage(text: str, start: int | None, end: int | None) -> SafeString:
    """A page's text as HTML with the stretch `start` to `end` inside `<mark>`; prose runs on."""
    shown = _reflowed(text)
    if start is None or end is None or not 0 <= start < end <= len(shown):
        return format_html("{}", shown)
    return format_html('{}<mark id="passage">{}</mark>{}', shown[:start], shown[start:end], shown[end:])


def _reflowed(text: str) -> str:
    """Line ends inside prose become spaces, so that every offset stays what it was."""
    parts, at = [], 0
    for start, end in paragraph_spans(text):
        paragraph = text[start:end]
        parts += [text[at:start], paragraph if is_list(paragraph) else paragraph.replace("\n", " ")]
        at = end
    return "".join([*parts, text[at:]])
