"""Workbooks: XLSX, XLS, XLSB and ODS, opened apart and read like any other table."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from transactions.importers import apart, columns, stamps, tables
from transactions.importers.formats import Asked, Statement
from transactions.importers.text import Line, Sheet, UnreadableFileError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MAX_UNPACKED_BYTES = 600 * 1024 * 1024
MAX_ZIP_RATIO = 300
_TOO_LARGE = (
    "This workbook unpacks to far more than a statement needs, so Lumen does not open it. "
    "Save only the sheet with the payments as CSV and upload that."
)
_LOCKED = (
    "This workbook is locked with a password. Open it in a spreadsheet program, "
    "save a copy without the password, and upload that."
)
_GAVE_UP = (
    "Reading this workbook took too much time or memory, so Lumen stopped. "
    "Save the sheet with the payments as CSV and upload that."
)


def detects(content: bytes, _filename: str) -> bool:
    """A zip with sheets inside, or the container of old Excel files."""
    if content.startswith(_OLE):
        return True
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return b"xl/work" in content or b"[Content_Types].xml" in content[:200]
    is_excel = any(name.replace("\\", "/").lower().startswith("xl/workbook") for name in names)
    return is_excel or _ODS in content[:200]


def read(content: bytes, asked: Asked) -> Statement:
    """Read the sheet with the payments.

    Raises:
        UnreadableFileError: it is locked, damaged, too large, or has no payments.
    """
    _refuse_bomb(content)
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise UnreadableFileError(_LOCKED)
    kind = "xls" if content.startswith(_OLE) else "ods" if _ODS in content[:200] else "xlsx"
    parts = apart.parts_of("workbook", content, gave_up=_GAVE_UP)
    sheets = [_sheet(part, kind) for part in parts if part["rows"]]
    if not sheets:
        raise UnreadableFileError("This workbook is empty. Choose one with at least one payment in it.")
    return _best([_try(sheet, asked) for sheet in sheets])


def _refuse_bomb(content: bytes) -> None:
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return  # the reader says that it is damaged
    if unpacked > MAX_UNPACKED_BYTES or unpacked > max(len(content), 100_000) * MAX_ZIP_RATIO:
        raise UnreadableFileError(_TOO_LARGE)


def _sheet(part: dict[str, Any], kind: str) -> Sheet:
    lines = tuple(Line(number, tuple(cells)) for number, cells in part["rows"])
    return Sheet(encoding="", delimiter="", lines=lines, format=kind, name=part["sheet"][:100])


def _try(sheet: Sheet, asked: Asked) -> Statement | UnreadableFileError:
    if asked.layout and asked.layout.table and asked.layout.table != sheet.name:
        asked = replace(asked, layout=None)
    try:
        return _doubting_mixed_dates(tables.statement_of(sheet, asked), sheet)
    except UnreadableFileError as error:
        return error


def _best(tried: Sequence[Statement | UnreadableFileError]) -> Statement:
    """The sheet with the most payments; others that have some are named.

    Raises:
        UnreadableFileError: no sheet has any.
    """
    read = [one for one in tried if isinstance(one, Statement)]
    if not read:
        raise next(one for one in tried if isinstance(one, UnreadableFileError))
    best = max(read, key=lambda one: sum(not row.problem for row in one.rows))
    others = [one.layout.table for one in read if one is not best and one.layout]
    if not others:
        return best
    named = ", ".join(f"“{name}”" for name in others[:5])
    chosen = best.layout.table if best.layout else ""
    return replace(
        best,
        needs_review=f"Only the sheet “{chosen}” was read. There are payments in {named} too: "
        "save them as files of their own and import those as well.",
    )


def _doubting_mixed_dates(statement: Statement, sheet: Sheet) -> Statement:
    """A column where some dates are dates and some are text was once opened in the wrong country.

    A spreadsheet then turns round the dates whose day is at most 12 and leaves the others as text.
    """
    layout = statement.layout
    if layout is None:
        return statement
    cells = [columns.cell_of(line, layout.columns["date"]) for line in columns.body_of(sheet, layout)]
    dated = [cell for cell in cells if stamps.looks_like_date(cell)]
    real = sum(cell[:4].isdigit() for cell in dated)
    if not real or real == len(dated):
        return statement
    return replace(statement, layout=layout.changed(is_date_certain=False))
