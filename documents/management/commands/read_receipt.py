"""Read receipts without storing them: a JSON line a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from documents.understanding.receipts.files import ReadFile, read_files
from lumen.common import jsonl

NOTHING: dict[str, Any] = {
    "merchant": None, "date": None, "total": None, "currency": None, "tax": None, "items": [],
}  # fmt: skip


class Command(BaseCommand):
    help = "Print shop, date, total, tax and items of each receipt file as a JSON line."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [Path(path) for path in options["files"]]
        if missing := [str(path) for path in paths if not path.is_file()]:
            raise CommandError(f"Not found: {', '.join(missing)}.")
        for found in read_files(paths, today=timezone.localdate()):
            self.stdout.write(jsonl.line(**_facts(found)))
            self.stdout.flush()


def _facts(found: ReadFile) -> dict[str, Any]:
    if found.receipt is None:
        return {"path": str(found.path), **NOTHING, "confidence": 0.0, "seconds": found.seconds,
                "problem": found.problem}  # fmt: skip
    return {"path": str(found.path), **found.receipt.as_dict(), "seconds": found.seconds}
