"""Papers as one zip file: originals, text, what is known of each, and where answers cited them."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from documents.models import Document, DocumentQuerySet, DocumentVersion, Page, PaperExport

BATCH = 100
BLOCK = 1 << 20
README = """These are {count} papers of the workspace "{workspace}".

papers.jsonl      one line of JSON for each: names, dates, amounts, tags, and where its files are in here
originals/        the files as they were taken in; earlier versions end in "(version N)"
text/             what was read of each, page by page
citations.jsonl   passages that answers to you have cited: paper, page, words
"""
_FACTS = (
    *("id", "filename", "title", "folder", "source", "link", "content_type", "size", "sha256", "version"),
    *("status", "problem", "warnings", "page_count", "language", "kind", "issued_on", "due_on", "amount"),
    *("tax", "currency", "number", "gstin", "items", "fields", "created_at", "updated_at", "reviewed_at"),
)


def write_papers(*, export: PaperExport, target: IO[bytes]) -> int:
    """Write the zip file of one export into an open file; returns how many papers are in it."""
    papers = _papers(export)
    keys = list(papers.values_list("pk", flat=True))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(count=len(keys), workspace=export.workspace.name))
        names = _Names()
        rows = papers.prefetch_related("tags", "versions").iterator(chunk_size=BATCH)
        lines = [_as_json(_write_paper(archive, document, names)) for document in rows]
        archive.writestr("papers.jsonl", "".join(lines))
        archive.writestr("citations.jsonl", "".join(map(_as_json, _citations(export))))
    return len(keys)


def _papers(export: PaperExport) -> DocumentQuerySet:
    papers = Document.objects.in_workspace(export.workspace).live()
    if export.document_ids:
        papers = papers.filter(pk__in=export.document_ids)
    return papers.select_related("correspondent").order_by("created_at", "pk")


class _Names:
    """Names inside the archive: of each folder and file name one, without a way out of it."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, folder: str, filename: str) -> str:
        path = PurePosixPath(folder) / filename
        name, number = str(path), 1
        while name.lower() in self._taken:
            number += 1
            name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        self._taken.add(name.lower())
        return name


def _write_paper(archive: zipfile.ZipFile, document: Document, names: _Names) -> dict[str, Any]:
    name = names.new(document.folder, document.filename)
    facts = {key: getattr(document, key) for key in _FACTS}
    facts["correspondent"] = document.correspondent.name if document.correspondent else None
    facts["tags"] = [tag.name for tag in document.tags.all()]
    facts["original"] = _write_file(archive, f"originals/{name}", document)
    facts["earlier_versions"] = [
        _write_file(archive, f"originals/{name} (version {one.version})", one)
        for one in document.versions.all()
    ]
    facts["text"] = _write_text(archive, f"text/{name}.txt", document)
    return facts


def _write_file(archive: zipfile.ZipFile, inside: str, kept: Document | DocumentVersion) -> str | None:
    storage = kept.file.storage
    if not kept.file or not storage.exists(str(kept.file.name)):
        return None
    with (
        storage.open(str(kept.file.name), "rb") as source,
        archive.open(inside, "w", force_zip64=True) as copy,
    ):
        while block := source.read(BLOCK):
            copy.write(block)
    return inside


def _write_text(archive: zipfile.ZipFile, inside: str, document: Document) -> str | None:
    pages = Page.objects.filter(document=document).order_by("number").values_list("number", "text")
    if not pages.exists():
        return None
    with archive.open(inside, "w", force_zip64=True) as copy:
        for number, text in pages.iterator(chunk_size=BATCH):
            copy.write(f"[page {number}]\n{text}\n\n".encode())
    return inside


def _citations(export: PaperExport) -> Iterator[dict[str, Any]]:
    """The chat stands above papers, so its table is found by name; others' conversations stay theirs."""
    rows = apps.get_model("chat.Citation")._default_manager.filter(
        message__conversation__user=export.user, message__conversation__workspace=export.workspace
    )
    rows = rows.filter(document__in=_papers(export).values("pk")).order_by("pk")
    columns = ("document_id", "external_name", "page", "start", "end", "quote", "boxes")
    yield from rows.values(*columns, "message__created_at").iterator(chunk_size=500)


def _as_json(value: dict[str, Any]) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"
