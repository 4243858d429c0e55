"""XLS and XLSB by python-calamine."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from documents.pipeline import sniff
from documents.pipeline.parsed import Line
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.markup import damaged
from documents.pipeline.parsers.number_formats import plain
from documents.pipeline.parsers.tables import sheet_lines

WHAT = "Excel file"
MAX_ROWS = 200_000
MAX_COLUMNS = 256
MAX_SHEETS = 300
LOCKED_RECORD = b"\x2f\x00\x36\x00"  # FILEPASS with its usual length


def read(content: bytes) -> Paper:
    """An old or a binary workbook, sheet by sheet.

    Raises:
        UnreadableDocumentError: it is damaged, locked or a bomb.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if content.startswith(b"PK"):
        sniff.refuse_bomb(content, WHAT)
    paper = Paper(sections=[])
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names[:MAX_SHEETS]:
            rows = list(_rows(book.get_sheet_by_name(name)))
            cells = sum(map(len, rows))
            if lines := list(sheet_lines(rows, cells=cells)):
                paper.sections.append([Line(text=name, is_heading=True, starts_paragraph=True), *lines])
    except PasswordError as error:
        raise sniff.locked(WHAT) from error
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise (sniff.locked(WHAT) if LOCKED_RECORD in content[:4096] else damaged(WHAT)) from error
    return paper


def _rows(sheet: Any) -> Iterator[list[str]]:
    is_gap = True
    for row in sheet.to_python(skip_empty_area=True, nrows=MAX_ROWS):
        cells = [_text(cell) for cell in row[:MAX_COLUMNS]]
        if any(cells):
            yield cells
        elif not is_gap:
            yield []
        is_gap = not any(cells)


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return plain(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else ""
