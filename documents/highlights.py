"""Showing why a passage was found: its words marked, cut to the part that matters."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents import terms
from documents.pipeline.sentences import is_list, paragraph_spans
from documents.words import ENGLISH

SNIPPET = 280
LEAD = 60
_WORD = re.compile(r"[^\W_]+(?:[-/.,'’][^\W_]+)*")
_PIECE = re.compile(r"\s+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def marked(text: str, words: Iterable[str], language: str = ENGLISH) -> SafeString:
    """`text` as HTML with every word whose stem was looked for inside `<mark>`."""
    html: list[SafeString] = []
    at = 0
    for start, end in _found(text, set(words), language):
        html.append(format_html("{}<mark>{}</mark>", text[at:start], text[start:end]))
        at = end
    html.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((piece,) for piece in html))


def _found(text: str, wanted: set[str], language: str) -> Iterator[tuple[int, int]]:
    """Where words stand that were looked for, in order."""
    for match in _WORD.finditer(text):
        if _UNSPACED.search(match.group()):
            yield from _inside(match, wanted)
        elif not wanted.isdisjoint(terms.words(match.group(), language)):
            yield match.span()


def _inside(match: "re.Match[str]", wanted: set[str]) -> Iterator[tuple[int, int]]:
    """Script without spaces is looked for by pairs of signs; pairs that touch are one stretch."""
    start = end = -1
    for at in range(match.start(), match.end() - 1):
        if match.string[at : at + 2].casefold() not in wanted:
            continue
        if at > end:
            if end > 0:
                yield start, end
            start = at
        end = at + 2
    if end > 0:
        yield start, end


def snippet(text: str, words: Iterable[str], language: str = ENGLISH) -> SafeString:
    """About 280 characters around the first word that was looked for."""
    wanted = set(words)
    first = next(_found(text, wanted, language), (0, 0))[0]
    start = max(0, first - LEAD)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(text), start + SNIPPET)
    cut = _PIECE.sub(" ", text[start:end]).strip()
    words_html = marked(cut, wanted, language)
    return format_html("{}{}{}", "… " if start else "", words_html, " …" if end < len(text) else "")


def passage(text: str, start: int | None, end: int | None) -> SafeString:
    """A page's text as HTML with the stretch `start` to `end` inside `<mark>`; prose runs on."""
    shown = reflowed(text)
    if start is None or end is None or not 0 <= start < end <= len(shown):
        return format_html("{}", shown)
    return format_html('{}<mark id="passage">{}</mark>{}', shown[:start], shown[start:end], shown[end:])


def reflowed(text: str) -> str:
    """Line ends inside prose become spaces, so that every offset stays what it was."""
    parts, at = [], 0
    for start, end in paragraph_spans(text):
        paragraph = text[start:end]
        parts += [text[at:start], paragraph if is_list(paragraph) else paragraph.replace("\n", " ")]
        at = end
    return "".join([*parts, text[at:]])
