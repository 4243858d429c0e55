"""What a file is, told by its content. Its name only decides between kinds of plain text."""

import io
from pathlib import PurePosixPath
from typing import IO

from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.sniff_kinds import (
    ARCHIVE,
    CAN_BE_LOCKED,
    CSV,
    DOCX,
    EML,
    EPUB,
    EXTENSIONS,
    HEIC,
    HTML,
    IMAGES,
    JPEG,
    MARKDOWN,
    MBOX,
    MHTML,
    ODP,
    ODS,
    ODT,
    OFFICE,
    OOXML,
    OPEN_DOCUMENT,
    PDF,
    PLAIN,
    PNG,
    PPTX,
    RTF,
    SUPPORTED,
    TEXT,
    TIFF,
    WEBP,
    XLS,
    XLSB,
    XLSX,
)
from documents.pipeline.sniff_packages import (
    OLE_MARK,
    PIECE_BYTES,
    ZIP_MARKS,
    kind_of_ole,
    kind_of_zip,
    locked,
    occurrences,
    refuse_bomb,
    unsupported,
)
from documents.pipeline.sniff_recordings import RECORDINGS, kind_of_recording
from documents.pipeline.sniff_text import SAMPLE_BYTES, is_text, kind_of_text

__all__ = [
    "ARCHIVE", "CAN_BE_LOCKED", "CSV", "DOCX", "EML", "EPUB", "EXTENSIONS", "HEIC", "HTML", "IMAGES", "JPEG",
    "MARKDOWN", "MBOX", "MHTML", "ODP", "ODS", "ODT", "OFFICE", "OOXML", "OPEN_DOCUMENT", "PDF", "PLAIN",
    "PNG", "PPTX", "RECORDINGS", "RTF", "SUPPORTED", "TEXT", "TIFF", "WEBP", "XLS", "XLSB", "XLSX",
    "locked", "refuse_bomb", "safe_name", "sniff", "sniff_file",
]  # fmt: skip
LONGEST_NAME = 200
PDF_MARK_WITHIN = 1024
HEAD_BYTES = 512
_BLANK = b"\x00 \t\r\n"
FIRST_WHITE = 9  # bytes below it stand in no text of one byte a letter
_PDF_PARTS = (b"endobj", b"startxref", b"trailer")
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_REFUSED = (
    (
        (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"),
        "This is a program.",
    ),
    (
        (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
        "Lumen opens archives only when they are ZIP.",
    ),
    ((b"GIF8", b"BM"), "Lumen cannot read this kind of picture."),
    ((b"RIFF",), "Lumen cannot read this kind of sound or film."),
    ((b"SQLite format 3",), "Lumen cannot read databases."),
)


def safe_name(name: str) -> str:
    """The last part of a name, without paths or control characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(c for c in last if c.isprintable() and c not in '<>:"/|?*').strip(" .")
    if not clean:
        return "document"
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{suffix[:10]}" if stem else clean[:LONGEST_NAME]


def sniff(content: bytes, name: str) -> str:
    """The content type of a file that is in memory; see `sniff_file`."""
    return sniff_file(io.BytesIO(content), name)


def sniff_file(file: IO[bytes], name: str) -> str:
    """The content type of a file; `ARCHIVE` for a zip that is a container of files.

    Most kinds show in the first bytes; a large file is never in memory whole.

    Raises:
        UnreadableDocumentError: it is empty, damaged, or of a kind Lumen cannot read.
    """
    file.seek(0)
    head = file.read(SAMPLE_BYTES)
    if not head.strip(_BLANK) and _is_blank(file):
        raise UnreadableDocumentError("This file is empty. Check the original and choose it again.")
    suffix = PurePosixPath(name.lower()).suffix
    if found := _by_mark(file, head, suffix):
        return found
    claimed = EXTENSIONS.get(suffix)
    if claimed == PDF and any(occurrences(file, part, most=1) for part in _PDF_PARTS):
        return PDF  # its first bytes are lost; the reader looks for the rest
    _refuse_marked(head)
    if not is_text(head):
        raise unsupported("Lumen cannot read this kind of file.")
    found = kind_of_text(head, suffix)
    if claimed and claimed not in PLAIN and found in (TEXT, CSV):
        kind = suffix.lstrip(".").upper()
        raise UnreadableDocumentError(
            f"This file is called .{kind.lower()} but its content is not {kind}. "
            "Open it in the program that made it, save it again, and upload the new copy."
        )
    return found


def _is_blank(rest: IO[bytes]) -> bool:
    """Whether nothing but white space follows."""
    return all(not piece.strip(_BLANK) for piece in iter(lambda: rest.read(PIECE_BYTES), b""))


def _by_mark(file: IO[bytes], head: bytes, suffix: str) -> str:
    """The kind of a file whose first bytes tell it."""
    if b"%PDF-" in head[:PDF_MARK_WITHIN]:
        return PDF
    for mark, kind in _PICTURES:
        if head.startswith(mark):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head.startswith(ZIP_MARKS):
        return kind_of_zip(file, suffix)
    if head.startswith(OLE_MARK):
        return kind_of_ole(file, suffix)
    return kind_of_recording(file, head)


def _refuse_marked(head: bytes) -> None:
    for marks, sentence in _REFUSED:
        if head.startswith(marks) and min(head[:HEAD_BYTES]) < FIRST_WHITE:
            raise unsupported(sentence)
