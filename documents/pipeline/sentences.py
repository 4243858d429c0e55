"""Where sentences begin and end; a row of a table or list counts as one."""

import re
from statistics import mean

SHORT_LINE = 50
_ABBREVIATIONS = frozenset(
    """
    rs mr mrs ms dr prof st no nos vs etc eg ie fig sec art cl para p pp approx inc ltd co pvt dept govt
    jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m e.g i.e u.s s
    """.split()  # noqa: SIM905  read as words
)
_END = re.compile(r"""[.!?।॥؟۔。！？]["'”’»)\]]*(?:\s+|$)|[।॥؟۔]|[。！？]["”’」』）]*""")
_WORD_BEFORE = re.compile(r"([\w.]+)$")
_PARAGRAPH = re.compile(r"\n\s*\n")

Span = tuple[int, int]


def paragraph_spans(text: str) -> list[Span]:
    """Stretches of `text` between empty lines."""
    spans, start = [], 0
    for gap in _PARAGRAPH.finditer(text):
        spans.append((start, gap.start()))
        start = gap.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Sentences of `text[start:end]` as offsets into `text`."""
    end = len(text) if end is None else end
    spans: list[Span] = []
    for a, b in paragraph_spans(text[start:end]):
        first, last = start + a, start + b
        split = row_spans if is_list(text[first:last]) else _prose_spans
        spans += split(text, first, last)
    return spans


def is_list(paragraph: str) -> bool:
    """Rows of facts rather than wrapped prose."""
    lines = paragraph.split("\n")
    if len(lines) < 2:
        return False
    if sum(line.lstrip().startswith(("- ", "* ", "• ")) for line in lines) >= len(lines) / 2:
        return True
    follows_on = sum(line[:1].islower() for line in lines[1:])
    return mean(map(len, lines)) < SHORT_LINE and follows_on <= 0.25 * (len(lines) - 1)


def row_spans(text: str, start: int, end: int) -> list[Span]:
    """Lines of `text[start:end]` as offsets into `text`."""
    spans, at = [], start
    for line in text[start:end].split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _prose_spans(text: str, start: int, end: int) -> list[Span]:
    spans, at = [], start
    for mark in _END.finditer(text, start, end):
        if _ends_sentence(text, mark, end):
            spans.append((at, _trimmed(text, at, mark.end())))
            at = mark.end()
    if text[at:end].strip():
        spans.append((at, _trimmed(text, at, end)))
    return [(a, b) for a, b in spans if b > a]


def _ends_sentence(text: str, mark: re.Match[str], end: int) -> bool:
    if mark.group()[0] != ".":
        return True
    word = _WORD_BEFORE.search(text, max(0, mark.start() - 20), mark.start())
    before = word.group(1).lower() if word else ""
    if before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha()):
        following = text[mark.end() : mark.end() + 1]
        return before in {"a.m", "p.m", "etc"} and following.isupper()
    if (
        before.isdigit()
        and len(before) <= 2
        and text[mark.start() - len(before) - 1 : mark.start() - len(before)] in {"", "\n"}
    ):
        return False  # the number of a list item
    following = text[mark.end() : mark.end() + 1]
    return mark.end() >= end or not following.islower()


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
