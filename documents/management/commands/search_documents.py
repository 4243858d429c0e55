"""Search the papers of a workspace: a JSON line a question."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents.management.workspaces import workspace_of
from documents.search import search
from documents.vectors import query_vector
from lumen.common import jsonl


class Command(BaseCommand):
    help = "Print the best passages for each {id, text} of a JSON lines file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("questions", metavar="IN.jsonl")
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("-k", type=int, default=10, help="passages a question")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = workspace_of(options["workspace"])
        search(workspace=workspace, text="warm", vector=query_vector("warm"))
        for row in jsonl.read(options["questions"]):
            started = time.perf_counter()
            vector = query_vector(row["text"])
            hits = search(workspace=workspace, text=row["text"], k=options["k"], vector=vector)
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            results = [
                {
                    "document": str(hit.document_id),
                    "external_name": hit.filename,
                    "page": hit.page,
                    "text": hit.text,
                    "score": hit.score,
                    "boxes": hit.boxes,
                }
                for hit in hits
            ]
            self.stdout.write(jsonl.line(id=row.get("id"), results=results, ms=milliseconds))
