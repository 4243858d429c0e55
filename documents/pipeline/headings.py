"""Headings of a page and how they stand under each other."""

import re
from dataclasses import dataclass

from documents.pipeline.parsed import HEADING, ParsedPage
from documents.pipeline.sentences import paragraph_spans

LONGEST_HEADING = 90
SHOWN_CHARACTERS = 80
LONGEST_PATH = 200
GUESSED = 6  # the level of a heading that only looks like one
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s")


@dataclass(frozen=True, slots=True)
class Heading:
    start: int
    text: str
    level: int  # 1 is the highest


def headings_of(page: ParsedPage) -> list[Heading]:
    """Those the parser saw, and short lines that look like one."""
    known = {block["start"]: block.get("level", 0) for block in page.blocks if block.get("kind") == HEADING}
    spans = paragraph_spans(page.text)
    found = []
    for index, (start, end) in enumerate(spans):
        text = page.text[start:end]
        if start in known or (index + 1 < len(spans) and looks_like_heading(text)):
            line = text.split("\n")[0][:SHOWN_CHARACTERS]
            level = known.get(start) or _numbered_level(line) or (1 if start in known else GUESSED)
            found.append(Heading(start, line, level))
    return found


def looks_like_heading(text: str) -> bool:
    """A short line that begins like a title and does not end like a sentence."""
    return (
        "\n" not in text
        and 3 <= len(text) <= LONGEST_HEADING
        and text[0].isalnum()
        and not text[0].islower()
        and text[-1] not in ".,;:!?-।。؟"
        and sum(c.isalpha() for c in text) > 0.6 * len(text)
    )


def path_of(headings: tuple[Heading, ...]) -> str:
    """Headings from the highest to the nearest; the middle ones go first when it grows too long."""
    texts = list(dict.fromkeys(heading.text for heading in headings))
    while len(" › ".join(texts)) > LONGEST_PATH and len(texts) > 1:
        texts.pop(len(texts) // 2 - 1 if len(texts) > 2 else 0)
    return " › ".join(texts)


def _numbered_level(line: str) -> int:
    """ "4." is the first level, "4.2" the second."""
    number = _NUMBER.match(line)
    return number.group(1).count(".") + 1 if number else 0
