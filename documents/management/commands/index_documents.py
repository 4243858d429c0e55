"""Take files in and read them at once: a JSON line a file."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User, Workspace
from documents import processing, services
from documents.models import Document
from documents.understanding.understand import understand
from lumen.common import jsonl

NOBODY = "papers@localhost"


class Command(BaseCommand):
    help = "Read files into a workspace (made when missing) and print a JSON line for each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="files or folders")
        parser.add_argument("--workspace", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [Path(path) for path in options["paths"]]
        if missing := [str(path) for path in paths if not path.exists()]:
            raise CommandError(f"Not found: {', '.join(missing)}.")
        workspace = _workspace(options["workspace"])
        for path, folder in _files(paths):
            for line in index_one(workspace, path, folder):
                self.stdout.write(jsonl.line(**line))
                self.stdout.flush()


def _workspace(slug: str) -> Workspace:
    found = Workspace.objects.filter(slug=slug).first()
    if found:
        return found
    owner = User.objects.filter(email=NOBODY).first() or User.objects.create_user(NOBODY)
    return accounts.create_workspace(owner=owner, name=slug, slug=slug)


def _files(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each file, and where it lay in the folder that was named."""
    for path in paths:
        if path.is_dir():
            for child in sorted(child for child in path.rglob("*") if child.is_file()):
                inside = child.parent.relative_to(path)
                yield child, "" if inside == Path() else str(inside)
        else:
            yield path, ""


def index_one(workspace: Workspace, path: Path, folder: str = "") -> Iterator[dict[str, Any]]:
    """Store and read one file in this process, then what came inside it (a zip, a mail)."""
    started = time.perf_counter()
    try:
        with path.open("rb") as handle:
            stored = services.store_upload(
                workspace=workspace,
                actor=None,
                file=File(handle),
                name=path.name,
                queue=False,
                source=Document.Source.COMMAND,
                folder=folder,
            )
    except (services.RefusedUploadError, OSError) as error:
        told = error.detail if isinstance(error, services.RefusedUploadError) else str(error.strerror)
        yield _line(str(path), started, status="refused", problem=told)
        return
    inner = processing.process(document_id=str(stored.document.pk), queue=False)
    yield _read(str(path), stored.document.pk, started, stored.note)
    for key in inner:
        yield from _inner(path, key)


def _inner(path: Path, key: UUID) -> Iterator[dict[str, Any]]:
    started = time.perf_counter()
    name = Document.objects.values_list("filename", flat=True).get(pk=key)
    deeper = processing.process(document_id=str(key), queue=False)
    yield _read(f"{path}/{name}", key, started, "")
    for one in deeper:
        yield from _inner(path / name, one)


def _read(path: str, key: UUID, started: float, note: str) -> dict[str, Any]:
    understand(document_id=str(key), now=timezone.now())
    document = Document.objects.filter(pk=key).first()
    if document is None:  # a zip whose files are documents now
        return _line(path, started, status="unpacked")
    return _line(
        path,
        started,
        document_id=str(document.pk),
        status=document.status,
        pages=document.pages.count(),
        chunks=document.chunks.count(),
        problem=document.problem or note or " ".join(document.warnings) or None,
    )


def _line(path: str, started: float, **told: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {"path": path, "document_id": None, "status": "", "pages": 0, "chunks": 0}
    return facts | {"seconds": round(time.perf_counter() - started, 3), "problem": None} | told
