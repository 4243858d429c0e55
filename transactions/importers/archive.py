"""A zip of statements, opened within limits: each file in it is read as if it came alone."""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from transactions.importers import structured
from transactions.importers.formats import Asked, Statement
from transactions.importers.rows import StatementRow
from transactions.importers.text import UnreadableFileError

MAX_FILES = 500
MAX_BYTES = 100 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 64 * 1024
_CHUNK = 256 * 1024
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")

Reader = Callable[[bytes, Asked], Statement]


def detects(content: bytes, _filename: str) -> bool:
    """A zip that is no office document."""
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            return not any(name in _OFFICE for name in bundle.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return True


def read(content: bytes, asked: Asked, read_one: Reader) -> Statement:
    """All statements of the archive as one.

    Raises:
        UnreadableFileError: it is damaged, locked, a trap, or no file in it is a statement.
    """
    found: list[tuple[str, Statement]] = []
    refused: list[StatementRow] = []
    for name, inner in _files(content):
        if inner.startswith(b"PK\x03\x04") and detects(inner, name):
            refused.append(_left_out(name, "An archive within an archive is not opened."))
            continue
        try:
            found.append((name, read_one(inner, replace(asked, filename=name, layout=None))))
        except UnreadableFileError as error:
            refused.append(_left_out(name, error.detail))
    if not found:
        raise UnreadableFileError(
            refused[0].problem if refused else "There is no statement in this archive. Choose another file."
        )
    return _joined(found, refused, asked)


def _left_out(name: str, reason: str) -> StatementRow:
    return StatementRow(line=0, problem=f"{PurePosixPath(name).name[:60]}: {reason}"[:300])


def _files(content: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            return _within_limits(bundle)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise UnreadableFileError("This archive is damaged. Download it again.") from error
    except RuntimeError as error:
        raise UnreadableFileError(
            "This archive is locked with a password. Unpack it and import the statements in it."
        ) from error


def _within_limits(bundle: zipfile.ZipFile) -> list[tuple[str, bytes]]:
    """The files in it, read in pieces: what an archive says of its own sizes is not believed."""
    members = [one for one in bundle.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
    if len(members) > MAX_FILES:
        raise UnreadableFileError(
            f"This archive holds more than {MAX_FILES} files. Import the statements in smaller archives."
        )
    files, left = [], MAX_BYTES
    for member in members:
        allowed = min(left, max(_SMALL, member.compress_size * MAX_RATIO))
        inner = _unpacked(bundle, member, allowed)
        left -= len(inner)
        files.append((member.filename, inner))
    return files


def _unpacked(bundle: zipfile.ZipFile, member: zipfile.ZipInfo, allowed: int) -> bytes:
    kept = bytearray()
    with bundle.open(member) as packed:
        while piece := packed.read(_CHUNK):
            kept += piece
            if len(kept) > allowed:
                raise UnreadableFileError(
                    "This archive unpacks to far more than a bank statement holds, so it was not opened. "
                    "Unpack it yourself and import the statements in it."
                )
    return bytes(kept)


def _is_hidden(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(".")


def _joined(found: list[tuple[str, Statement]], refused: list[StatementRow], asked: Asked) -> Statement:
    sections, rows = structured.Sections(), []
    for name, statement in found:
        places = [
            sections.place_of(
                one if one.key else replace(one, name=one.name or PurePosixPath(name).stem[:100])
            )
            for one in statement.sections
        ]
        rows += [replace(row, section=places[row.section] if places else 0) for row in statement.rows]
    rows = [replace(row, line=number) for number, row in enumerate([*rows, *refused], 1)]
    first = found[0][1]
    formats = {statement.format for _name, statement in found}
    reviews = dict.fromkeys(one.needs_review for _name, one in found if one.needs_review)
    return Statement(
        format=first.format if len(formats) == 1 else "zip",
        encoding=first.encoding,
        delimiter=first.delimiter,
        sections=sections.as_tuple(),
        rows=structured.checked(rows, asked),
        needs_review=" ".join(reviews),
        note="" if rows else structured.NOTHING_IN_IT,
    )
