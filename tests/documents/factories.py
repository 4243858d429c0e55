"""Papers for tests."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Workspace
from documents import indexing, processing, services
from documents.models import Document, Page

SAMPLES = Path(__file__).resolve().parents[2] / "lumen" / "demo" / "files" / "documents"
RENT = "rent-agreement.pdf"
BILL = "electricity-bill-october-2026.pdf"
POLICY = "health-insurance-policy.docx"
WARRANTY = "fridge-warranty.md"
RECEIPT = "grocery-receipt-scan.pdf"
CONTRACT = "consulting-agreement.pdf"
_known: dict[bytes, tuple[dict[str, Any], list[dict[str, Any]]]] = {}


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def upload(content: bytes, name: str = "note.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_document(
    workspace: Workspace, content: bytes = b"The gate code is 4711.", name: str = "note.txt", **extra: Any
) -> Document:
    """A stored document that nobody has read yet."""
    stored = services.store_upload(
        workspace=workspace, actor=None, file=upload(content, name), name=name, queue=False
    )
    if extra:
        Document.objects.filter(pk=stored.document.pk).update(**extra)
        stored.document.refresh_from_db()
    return stored.document


def make_ready(workspace: Workspace, text: str, name: str = "note.txt", **extra: Any) -> Document:
    """A paper of one page that counts as read; search does not know it."""
    document = make_document(
        workspace, text.encode(), name, status="ready", page_count=1, pages_done=1, **extra
    )
    Page.objects.create(document=document, number=1, text=text)
    return document


def make_read(workspace: Workspace, name: str = WARRANTY, content: bytes | None = None) -> Document:
    """A document that has been read to the end.

    The first time through the whole pipeline; then its pages are known and only indexed again.
    """
    content = sample(name) if content is None else content
    if content in _known:
        fields, pages = _known[content]
        document = Document.objects.create(
            workspace=workspace, file=ContentFile(content, name=f"{uuid4()}-{name}"), **fields
        )
        Page.objects.bulk_create(Page(document=document, **page) for page in pages)
        indexing.index_document(document, on_progress=lambda done, total: None)
        return document
    document = make_document(workspace, content, name)
    processing.process(document_id=str(document.pk))
    document.refresh_from_db()
    kept = ("filename", "title", "content_type", "size", "sha256", "status", "page_count", "pages_done")
    columns = ("number", "text", "blocks", "width", "height", "origin")
    _known[content] = (
        {key: getattr(document, key) for key in kept},
        list(document.pages.values(*columns)),
    )
    return document


def a_pdf(*texts: str, password: str = "") -> bytes:
    """A PDF with one page for each text; an empty text gives an empty page."""
    import io

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    encryption = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(target, invariant=1, encrypt=encryption)
    for text in texts:
        for row, line in enumerate(text.splitlines()):
            canvas.drawString(72, 760 - 16 * row, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
