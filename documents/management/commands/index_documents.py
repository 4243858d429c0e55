"""Take files in and read them at once: a JSON line a file."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services as accounts
from accounts.models import User, Workspace
from documents import processing, services
from documents.management.jsonl import as_line
from documents.models import Document

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
        for path in _files(paths):
            self.stdout.write(as_line(**index_one(workspace, path)))
            self.stdout.flush()


def _workspace(slug: str) -> Workspace:
    found = Workspace.objects.filter(slug=slug).first()
    if found:
        return found
    owner = User.objects.filter(email=NOBODY).first() or User.objects.create_user(NOBODY)
    return accounts.create_workspace(owner=owner, name=slug, slug=slug)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(child for child in path.rglob("*") if child.is_file())
        else:
            yield path


def index_one(workspace: Workspace, path: Path) -> dict[str, Any]:
    """Store and read one file in this process."""
    started = time.perf_counter()
    facts: dict[str, Any] = {"path": str(path), "document_id": None, "status": "refused"}
    facts |= {"pages": 0, "chunks": 0, "seconds": 0.0, "problem": None}
    try:
        with path.open("rb") as handle:
            stored = services.store_upload(
                workspace=workspace, actor=None, file=File(handle), name=path.name, queue=False
            )
    except services.RefusedUploadError as error:
        return facts | {"problem": error.detail, "seconds": _since(started)}
    processing.process(document_id=str(stored.document.pk))
    document = Document.objects.get(pk=stored.document.pk)
    return facts | {
        "document_id": str(document.pk),
        "status": document.status,
        "pages": document.pages.count(),
        "chunks": document.chunks.count(),
        "problem": document.problem or stored.note or None,
        "seconds": _since(started),
    }


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)
