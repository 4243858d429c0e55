"""What a file is, told by its content; its name only decides between plain text and Markdown."""

import io
import zipfile
from pathlib import PurePosixPath

from documents.pipeline.parsed import UnreadableDocumentError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
PNG = "image/png"
JPEG = "image/jpeg"
IMAGES = frozenset({PNG, JPEG})
EXTENSIONS = {
    ".pdf": PDF, ".docx": DOCX, ".txt": TEXT, ".md": MARKDOWN, ".markdown": MARKDOWN,
    ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG,
}  # fmt: skip
SUPPORTED = "PDF, Word (DOCX), plain text, Markdown, PNG or JPEG"
HEAD_BYTES = 4096
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_ZIP_RATIO = 200
LONGEST_NAME = 200


def safe_name(name: str) -> str:
    """The last part of a name, without paths or control characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(c for c in last if c.isprintable() and c not in '<>:"/|?*').strip(" .")
    if not clean:
        return "document"
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{suffix[:10]}" if stem else clean[:LONGEST_NAME]


def sniff(content: bytes, name: str) -> str:
    """The content type of a file.

    Raises:
        UnreadableDocumentError: it is empty, of a kind Lumen cannot read, or not what its name says.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise UnreadableDocumentError("This file is empty. Check the original and choose it again.")
    found = _by_content(content, name)
    claimed = EXTENSIONS.get(PurePosixPath(name.lower()).suffix)
    if claimed and found != claimed and not _are_alike(found, claimed):
        kind = PurePosixPath(name).suffix.lstrip(".").upper()
        raise UnreadableDocumentError(
            f"This file is called .{kind.lower()} but its content is not {kind}. "
            "Open it in the program that made it, save it again, and upload the new copy."
        )
    if found is None:
        raise UnreadableDocumentError(
            f"Lumen cannot read this kind of file. Save it as {SUPPORTED} and upload that."
        )
    return found


def _are_alike(found: str | None, claimed: str) -> bool:
    """A picture named after another kind of picture, or text named as Markdown, is harmless."""
    return (found in IMAGES and claimed in IMAGES) or {found, claimed} == {TEXT, MARKDOWN}


def _by_content(content: bytes, name: str) -> str | None:
    head = content[:HEAD_BYTES]
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"PK\x03\x04"):
        return DOCX if _is_docx(content) else None
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and name.lower().endswith(".docx"):
        raise UnreadableDocumentError(
            "This Word file is locked with a password. Save a copy without one and upload that."
        )
    if not _is_text(content):
        return None
    return MARKDOWN if name.lower().endswith((".md", ".markdown")) else TEXT


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    sample = content[: 64 * 1024]
    if b"\x00" in sample:
        return False
    control = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in sample)
    return control <= len(sample) // 100


def _is_docx(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        return False
    if "word/document.xml" not in {entry.filename for entry in entries}:
        return False
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > max(len(content), 50_000) * MAX_ZIP_RATIO:
        raise UnreadableDocumentError(
            "This Word file unpacks to far more than its size, so Lumen does not open it. "
            "Save it again, or as PDF, and upload that."
        )
    return True
