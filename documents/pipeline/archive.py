"""A zip of papers, opened within limits. What it says of its own sizes is not believed."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from documents.pipeline.parsed import UnreadableDocumentError

MAX_FILES = 2_000
MAX_BYTES = 1024**3
MAX_MEMBER_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200
SMALL_BYTES = 64 * 1024
BLOCK = 256 * 1024
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of a zip; `problem` says why it was not unpacked."""

    name: str
    folder: str
    content: bytes = b""
    problem: str = ""


def members(file: IO[bytes], *, password: str = "") -> Iterator[Member]:
    """The files of a zip in its order, one at a time; folders, links, hidden and empty files are left out.

    Raises:
        UnreadableDocumentError: it is damaged, locked (code "password"), or a trap ("too_large").
    """
    try:
        with zipfile.ZipFile(file) as archive:
            yield from _members(archive, password.encode())
    except _BROKEN as error:
        raise UnreadableDocumentError("This ZIP file is damaged. Download or make it again.") from error


def _members(archive: zipfile.ZipFile, password: bytes) -> Iterator[Member]:
    entries = [entry for entry in archive.infolist() if not _is_left_out(entry)]
    if len(entries) > MAX_FILES:
        raise UnreadableDocumentError(
            f"This ZIP file holds more than {MAX_FILES:,} files. Make smaller ones and upload those.",
            code="too_large",
        )
    left = MAX_BYTES
    for entry in entries:
        content = _unpacked(archive, entry, password, left)
        left -= len(content)
        yield _member(entry, content)


def _member(entry: zipfile.ZipInfo, content: bytes) -> Member:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    folder = "" if path.parent == PurePosixPath() else str(path.parent)
    if content.startswith(ZIP_MARKS) and path.suffix.lower() == ".zip":
        problem = f"{path.name}: a ZIP file inside a ZIP file is not opened. Upload it by itself."
        return Member(name=path.name, folder=folder, problem=problem)
    return Member(name=path.name, folder=folder, content=content)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, password: bytes, left: int) -> bytes:
    allowed = min(left, MAX_MEMBER_BYTES, max(SMALL_BYTES, entry.compress_size * MAX_RATIO))
    kept = bytearray()
    with _opened(archive, entry, password) as packed:
        while block := packed.read(BLOCK):
            kept += block
            if len(kept) > allowed:
                raise UnreadableDocumentError(
                    "This ZIP file unpacks to far more than its size, so Lumen does not open it. "
                    "Unpack it yourself and upload the files.",
                    code="too_large",
                )
    return bytes(kept)


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, password: bytes) -> IO[bytes]:
    try:
        return archive.open(entry, pwd=password or None)
    except NotImplementedError as error:
        raise UnreadableDocumentError(
            "This ZIP file is packed or locked in a way that Lumen cannot open. "
            "Unpack it yourself and upload the files.",
            code="unsupported",
        ) from error
    except RuntimeError as error:  # how zipfile tells that a password is missing or wrong
        raise UnreadableDocumentError(
            "This ZIP file is locked with a password. Give the password, or upload the files in it.",
            code="password",
        ) from error


def _is_left_out(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    is_noise = (
        "__MACOSX" in path.parts or path.name.startswith(".") or path.name in ("Thumbs.db", "desktop.ini")
    )
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return entry.is_dir() or is_noise or is_link or not entry.file_size
