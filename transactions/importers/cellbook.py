"""The sheets of a workbook as text cells; runs in the child process only."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, ZipError

MAX_ROWS = 200_000
MAX_COLUMNS = 100
MAX_SHEETS = 60
LONGEST_CELL = 2_000
LOCKED = (
    "This workbook is locked with a password. Open it in a spreadsheet program, "
    "save a copy without the password, and upload that."
)
DAMAGED = (
    "This workbook is damaged and cannot be opened. Download it again, or save it as CSV, and upload that."
)


def parts(content: bytes) -> Iterator[dict[str, Any]]:
    """A part for each visible sheet: its name and its rows with their numbers."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        visible = [one for one in shown if one.visible == SheetVisibleEnum.Visible] or shown
        for sheet in visible[:MAX_SHEETS]:
            yield {"sheet": sheet.name, "rows": _rows(workbook, sheet.name)}
    except PasswordError:
        yield {"problem": LOCKED}
    except (ZipError, OSError, ValueError, KeyError):
        yield {"problem": DAMAGED}
    except Exception as error:  # noqa: BLE001  the library's errors have no common name; this is the boundary
        yield {"problem": LOCKED if "assword" in str(error) or "ncrypt" in str(error) else DAMAGED}


def _rows(workbook: CalamineWorkbook, name: str) -> list[tuple[int, list[str]]]:
    sheet = workbook.get_sheet_by_name(name)
    first = sheet.start[0] if sheet.start else 0
    rows = sheet.to_python(skip_empty_area=True, nrows=MAX_ROWS)
    found = (
        (first + at, [_text(cell) for cell in row[:MAX_COLUMNS]]) for at, row in enumerate(rows, start=1)
    )
    return [(number, cells) for number, cells in found if any(cells)]


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell[:LONGEST_CELL].strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else ""


def _number(value: float) -> str:
    """As a person would write it: without the traces of binary fractions."""
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return f"{value:.8f}".rstrip("0").rstrip(".")
