"""Read kinds, senders, dates and sums of papers again: a JSON line for each paper that changes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from documents.management.workspaces import workspace_of
from documents.models import Document
from documents.understanding.understand import differences, understand
from lumen.common import jsonl


class Command(BaseCommand):
    help = "Understand the papers of a workspace again; what people set stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="print what would change, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = workspace_of(options["workspace"])
        papers = (
            Document.objects.in_workspace(workspace).readable().select_related("workspace", "correspondent")
        )
        for paper in papers.order_by("created_at").iterator(chunk_size=100):
            now = timezone.now()
            changes: Any = differences(paper, now=now)
            if not options["dry_run"]:
                understand(document_id=str(paper.pk), now=now)
            if changes:
                self.stdout.write(jsonl.line(id=str(paper.pk), filename=paper.filename, changes=changes))
