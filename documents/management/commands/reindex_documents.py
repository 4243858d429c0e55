"""Make the passages of papers anew where the model or the way of making them has changed."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents import indexing
from documents.management.workspaces import workspace_of
from documents.reindexing import reindex


class Command(BaseCommand):
    help = "Make outdated passages anew from the stored pages; search goes on meanwhile. Can be interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", metavar="SLUG", help="only this workspace")
        parser.add_argument("--dry-run", action="store_true", help="only say how many documents are outdated")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = workspace_of(options["workspace"]) if options["workspace"] else None
        outdated = indexing.outdated_documents()
        total = (outdated.in_workspace(workspace) if workspace else outdated).count()
        self.stdout.write(f"{total} outdated")
        if options["dry_run"]:
            return
        started = time.perf_counter()
        for number, one in enumerate(reindex(workspace=workspace), start=1):
            told = "made anew" if one.was_replaced else "changed meanwhile"
            self.stdout.write(f"{number} of {total}: {one.document.filename}, {told}")
        self.stdout.write(f"done in {time.perf_counter() - started:.1f} s")
