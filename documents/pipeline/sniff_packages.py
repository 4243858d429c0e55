"""What a zip or an old Office container holds, told without unpacking it."""

import io
import zipfile
import zlib
from typing import IO

from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.sniff_kinds import (
    ARCHIVE,
    DOCX,
    EPUB,
    EXTENSIONS,
    ODP,
    ODS,
    ODT,
    OOXML,
    PPTX,
    SUPPORTED,
    XLS,
    XLSB,
    XLSX,
)

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_ZIP_RATIO = 200
MAX_PARTS = 20_000
MAX_ENTRIES = 50_000  # of any zip, before it is listed
SMALL_BYTES = 50_000
PIECE_BYTES = 1 << 20
_FOLDERS = (("word/", DOCX), ("ppt/", PPTX), ("xl/workbook.bin", XLSB), ("xl/", XLSX))
_OPEN = {
    "application/vnd.oasis.opendocument.text": ODT,
    "application/vnd.oasis.opendocument.spreadsheet": ODS,
    "application/vnd.oasis.opendocument.presentation": ODP,
    "application/epub+zip": EPUB,
}
_APPLE = ("index/document.iwa", "index.zip", "index/presentation.iwa")
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, NotImplementedError)


def locked(what: str) -> UnreadableDocumentError:
    """The sentence for a file that needs a password."""
    return UnreadableDocumentError(
        f"This {what} is locked with a password. Give the password, "
        "or save a copy without one and upload that.",
        code="password",
    )


def unsupported(what: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"{what} Save it as one of these and upload that: {SUPPORTED}.", code="unsupported"
    )


def occurrences(file: IO[bytes], mark: bytes, *, most: int) -> int:
    """How often some bytes stand in a file; counting ends at `most`. The file is not in memory whole."""
    file.seek(0)
    count, tail = 0, b""
    while count < most and (piece := file.read(PIECE_BYTES)):
        piece = tail + piece
        count += piece.count(mark)
        tail = piece[max(0, len(piece) - len(mark) + 1) :]
    return min(count, most)


def kind_of_zip(file: IO[bytes], suffix: str) -> str:
    """The kind of a zipped file; `ARCHIVE` for a plain zip.

    Raises:
        UnreadableDocumentError: it is damaged, a bomb, or of a kind Lumen cannot read.
    """
    _refuse_crowd(file)
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name.lower().lstrip("/") for name in archive.namelist()]
            mimetype = _mimetype(archive)
    except (*BROKEN_ZIP, RuntimeError) as error:
        raise UnreadableDocumentError(
            "This file is damaged and cannot be opened. Download or save it again and upload the new copy."
        ) from error
    if open_kind := next((kind for known, kind in _OPEN.items() if mimetype.startswith(known)), ""):
        return open_kind
    if "[content_types].xml" in names or EXTENSIONS.get(suffix) in OOXML:
        found = (kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names))
        if kind := next(found, ""):
            return kind
    if any(name in _APPLE for name in names):
        raise unsupported("Lumen cannot read files of Pages, Numbers or Keynote.")
    return EPUB if "meta-inf/container.xml" in names else ARCHIVE


def _refuse_crowd(file: IO[bytes]) -> None:
    """Listing a million names would cost more memory than all other requests together.

    Raises:
        UnreadableDocumentError: the zip lists far more files than anyone packs.
    """
    if occurrences(file, b"PK\x01\x02", most=MAX_ENTRIES + 1) > MAX_ENTRIES:
        raise UnreadableDocumentError(
            "This file holds far too many files, so Lumen does not open it. Upload the files you need.",
            code="too_large",
        )


def _mimetype(archive: zipfile.ZipFile) -> str:
    if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size > 200:
        return ""
    return archive.read("mimetype").decode("ascii", "replace").strip().lower()


def refuse_bomb(content: bytes, what: str) -> None:
    """Compare what a zip says it unpacks to with its size; unpacking stops at what it said.

    Raises:
        UnreadableDocumentError: it is damaged, or unpacks to far more than its size.
    """
    file = io.BytesIO(content)
    _refuse_crowd(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except BROKEN_ZIP as error:
        raise UnreadableDocumentError(
            f"This {what} is damaged and cannot be opened. Save it again and upload the new copy."
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = unpacked > MAX_UNPACKED_BYTES or unpacked > max(len(content), SMALL_BYTES) * MAX_ZIP_RATIO
    if is_bomb or len(entries) > MAX_PARTS:
        raise UnreadableDocumentError(
            f"This {what} unpacks to far more than its size, so Lumen does not open it. "
            "Save it again, or as PDF, and upload that.",
            code="too_large",
        )


def kind_of_ole(file: IO[bytes], suffix: str) -> str:
    """The kind of an old Office container. A locked new one keeps the kind its name tells.

    Raises:
        UnreadableDocumentError: a kind Lumen cannot read.
    """
    if _has_stream(file, "EncryptedPackage"):
        claimed = EXTENSIONS.get(suffix, "")
        return claimed if claimed in OOXML else DOCX
    if _has_stream(file, "Workbook") or _has_stream(file, "Book"):
        return XLS
    if _has_stream(file, "WordDocument"):
        raise unsupported("Lumen cannot read Word files of before 2007 (.doc).")
    if _has_stream(file, "PowerPoint Document"):
        raise unsupported("Lumen cannot read PowerPoint files of before 2007 (.ppt).")
    if _has_stream(file, "__properties_version1.0"):
        raise unsupported("Lumen cannot read mails saved by Outlook as .msg.")
    raise unsupported("Lumen cannot read this kind of Office file.")


def _has_stream(file: IO[bytes], name: str) -> bool:
    """Whether the directory of the container names a stream; names are UTF-16 and end with a zero."""
    return occurrences(file, name.encode("utf-16-le") + b"\x00\x00", most=1) > 0
