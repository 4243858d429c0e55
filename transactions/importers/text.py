"""From bytes to lines of cells: encoding and delimiter."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from lumen.common.errors import LumenError

_BOMS = [
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
_FOREIGN = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
]
DELIMITERS = (",", ";", "\t", "|", "~")
_SAMPLE_LINES = 200
_MAX_CELLS = 200


class UnreadableFileError(LumenError):
    status = 422
    code, title = "unreadable-file", "This file could not be read"


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the file with the number of its first line."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    encoding: str
    delimiter: str
    lines: tuple[Line, ...]


def read_sheet(content: bytes) -> Sheet:
    """Decode and split a delimited text file.

    Raises:
        UnreadableFileError: it is empty, no text, or has no columns; the sentence says what to do.
    """
    text, encoding = _decode(content)
    delimiter = _delimiter(text)
    lines = tuple(_split(text, delimiter))
    if max((len(line.cells) for line in lines), default=0) < 2:
        raise UnreadableFileError(
            "No columns were found in this file. Export the statement as CSV from your bank and try again."
        )
    return Sheet(encoding=encoding, delimiter=delimiter, lines=lines)


def _decode(content: bytes) -> tuple[str, str]:
    if not content.strip():
        raise UnreadableFileError("This file is empty. Choose a CSV file with at least one payment in it.")
    _refuse_foreign(content)
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _decoded(content, encoding), encoding.removesuffix("-sig")
    if guess := _utf16_without_mark(content):
        return _decoded(content, guess), guess
    if b"\x00" in content:
        raise UnreadableFileError(
            "This is not a text file. Export the statement as CSV from your bank and try again."
        )
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _single_byte(content)


def _refuse_foreign(content: bytes) -> None:
    for mark, name in _FOREIGN:
        if content.startswith(mark):
            raise UnreadableFileError(
                f"This is {name}, not a CSV file. Export the statement as CSV and try again."
            )


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            "The letters of this file are damaged. Save it again as CSV (UTF-8) and try again."
        ) from error


def _utf16_without_mark(content: bytes) -> str | None:
    head = content[:400]
    if len(head) < 4 or len(content) % 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.35 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.35 and not odd else None


def _single_byte(content: bytes) -> tuple[str, str]:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in content[:4000])
    if controls > 8:
        raise UnreadableFileError(
            "This is not a text file. Export the statement as CSV from your bank and try again."
        )
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def _delimiter(text: str) -> str:
    """The delimiter that gives the most lines the same, largest number of cells."""
    sample = "\n".join(text.splitlines()[:_SAMPLE_LINES])
    return max(DELIMITERS, key=lambda mark: (_regularity(sample, mark), -DELIMITERS.index(mark)))


def _regularity(sample: str, mark: str) -> int:
    widths = Counter(len(line.cells) for line in _split(sample, mark) if len(line.cells) > 1)
    return max((count * min(width, 12) for width, count in widths.items()), default=0)


def _split(text: str, delimiter: str) -> list[Line]:
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    lines: list[Line] = []
    previous = 0
    try:
        for cells in reader:
            number, previous = previous + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                lines.append(Line(number, tuple(cell.strip() for cell in cells[:_MAX_CELLS])))
    except csv.Error as error:
        raise UnreadableFileError(
            f"Line {reader.line_num} is not valid CSV. Export the statement again and try once more."
        ) from error
    return lines
