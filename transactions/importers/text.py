"""From bytes to lines of cells: encoding, delimiter, quotes."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from transactions.importers.decoding import UnreadableFileError, decoded

__all__ = ["DELIMITERS", "Line", "Sheet", "UnreadableFileError", "read_sheet", "sheet_of"]

DELIMITERS = (",", ";", "\t", "|", "~")
_SAMPLE_LINES = 200
_SAMPLE_CHARS = 200_000
_MAX_CELLS = 200
_MAX_CELL_LINES = 40  # more line breaks in one cell come from a quote that is never closed
_NO_COLUMNS = "No columns were found in this file. Export the statement as CSV from your bank and try again."


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the file with the number of its first line."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of cells; `name` is what a workbook calls it."""

    encoding: str
    delimiter: str
    lines: tuple[Line, ...]
    format: str = "csv"
    name: str = ""


def read_sheet(content: bytes) -> Sheet:
    """Decode and split a delimited text file.

    Raises:
        UnreadableFileError: it is empty, no text, or has no columns; the sentence says what to do.
    """
    text, encoding = decoded(content)
    return sheet_of(text, encoding)


def sheet_of(text: str, encoding: str) -> Sheet:
    """Split delimited text.

    Raises:
        UnreadableFileError: it has no columns.
    """
    text = _unwrapped(text.lstrip("\ufeff"))
    delimiter, text = _told_delimiter(text)
    delimiter = delimiter or _delimiter(text)
    lines = _lines(text, delimiter)
    if max((len(line.cells) for line in lines), default=0) < 2:
        raise UnreadableFileError(_NO_COLUMNS)
    return Sheet(
        encoding=encoding,
        delimiter=delimiter,
        lines=tuple(lines),
        format="tsv" if delimiter == "\t" else "csv",
    )


def _told_delimiter(text: str) -> tuple[str, str]:
    """Excel's first line `sep=;`, which keeps its place so that line numbers stay right."""
    first = text[:12].split("\n", 1)[0].strip().strip('"').lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4], "\n" + text.split("\n", 1)[-1]
    return "", text


def _unwrapped(text: str) -> str:
    """Take off quotes that surround whole lines, with the quotes inside doubled."""
    lines = text[:_SAMPLE_CHARS].splitlines()[:_SAMPLE_LINES]
    filled = [line.strip() for line in lines if line.strip()]
    wrapped = [line for line in filled if _is_wrapped(line)]
    if len(filled) < 2 or len(wrapped) < 0.9 * len(filled):
        return text
    return "\n".join(
        line.strip()[1:-1].replace('""', '"') if _is_wrapped(line.strip()) else line
        for line in text.splitlines()
    )


def _is_wrapped(line: str) -> bool:
    if len(line) < 5 or not (line[0] == line[-1] == '"'):
        return False
    inner = line[1:-1].replace('""', "")
    return '"' not in inner and any(mark in inner for mark in DELIMITERS)


def _delimiter(text: str) -> str:
    """The delimiter that gives the most lines the same, largest number of cells."""
    sample = "\n".join(text[:_SAMPLE_CHARS].splitlines()[:_SAMPLE_LINES])
    return max(DELIMITERS, key=lambda mark: (_regularity(sample, mark), -DELIMITERS.index(mark)))


def _regularity(sample: str, mark: str) -> int:
    if mark not in sample:
        return 0
    widths = Counter(len(line.cells) for line in _lines(sample, mark) if len(line.cells) > 1)
    return max((count * min(width, 12) for width, count in widths.items()), default=0)


def _lines(text: str, delimiter: str) -> list[Line]:
    """Split with quotes, or without where one that is never closed would swallow the rest."""
    try:
        lines = list(_split(text, delimiter, csv.QUOTE_MINIMAL))
    except csv.Error:
        lines = []
    if lines and not any(cell.count("\n") > _MAX_CELL_LINES for line in lines for cell in line.cells):
        return lines
    try:
        return list(_split(text, delimiter, csv.QUOTE_NONE))
    except csv.Error as error:
        raise UnreadableFileError(
            "This file is not valid CSV. Export the statement again and try once more."
        ) from error


def _split(text: str, delimiter: str, quoting: int) -> Iterator[Line]:
    csv.field_size_limit(1_000_000)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        skipinitialspace=True,
        quoting=quoting,  # type: ignore[arg-type]  # one of the two constants named above
    )
    previous = 0
    for cells in reader:
        number, previous = previous + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield Line(number, tuple([_clean(cell) for cell in cells[:_MAX_CELLS]]))


def _clean(cell: str) -> str:
    """Without the disguises that keep spreadsheets from changing a cell: `="007"`, `'007`."""
    cell = cell.strip()
    if cell[:1] in {"=", "'", '"', "\u200b", "\ufeff"}:
        cell = cell.strip("\u200b\ufeff").removeprefix("=").strip('"').removeprefix("'").strip()
        cell = cell.removesuffix("'") if cell.count("'") == 1 else cell
    return cell
