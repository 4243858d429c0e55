"""Answer questions from the papers of a workspace: a JSON line a question."""

import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from documents.answers import answer_question
from documents.management.workspaces import workspace_of
from documents.vectors import query_vector
from lumen.ai.answers import Citation
from lumen.common import jsonl


class Command(BaseCommand):
    help = "Print a cited answer for each {id, text} of a JSON lines file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("questions", metavar="IN.jsonl")
        parser.add_argument("--workspace", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = workspace_of(options["workspace"])
        query_vector("warm")
        for row in jsonl.read(options["questions"]):
            started = time.perf_counter()
            answer = answer_question(workspace=workspace, text=row["text"], now=timezone.now())
            self.stdout.write(
                jsonl.line(
                    id=row.get("id"),
                    status="ok" if answer.status == "ok" else "no_answer",
                    text=answer.text,
                    citations=[_citation(citation) for citation in answer.citations],
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )
            )


def _citation(citation: Citation) -> dict[str, Any]:
    shown = ("document", "external_name", "page", "quote", "boxes")
    return {key: value for key, value in asdict(citation).items() if key in shown}
