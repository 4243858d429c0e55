"""CSV and its kin: the delimiter is found, and each value stands with its heading."""

import csv
import re

from documents.pipeline.encodings import decode
from documents.pipeline.parsers import plain
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.tables import sheet_lines
from documents.pipeline.sniff_text import HEAD_CHARACTERS, delimiter_of

LONGEST_FIELD = 1_000_000
MOST_LINES_IN_A_FIELD = 60  # more, and a quote was opened by mistake
_NAMED = re.compile(r"\A\s*\"?sep=(.)\"?\s*\n")


def read(content: bytes) -> Paper:
    """A table as text; lines as they stand when it is none after all.

    Raises:
        UnreadableDocumentError: no encoding gives readable text.
    """
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
    named = _NAMED.match(text)
    text = text[named.end() :] if named else text
    delimiter = named.group(1) if named else delimiter_of(text[:HEAD_CHARACTERS])
    rows = _rows(text, delimiter) if delimiter else []
    if not rows:
        return Paper(sections=[plain.lines_of(text)])
    return Paper(sections=[list(sheet_lines(rows, cells=sum(map(len, rows))))])


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_FIELD)
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        try:
            found = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, quoting=quoting)
            rows = [[cell.strip() for cell in row] for row in found]
        except csv.Error:
            continue
        if all(cell.count("\n") <= MOST_LINES_IN_A_FIELD for row in rows for cell in row):
            return rows
    return []
