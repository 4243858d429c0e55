"""Show which tools would answer, without answering."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from accounts.models import Membership, User, Workspace
from chat.management.commands.ask import owner_of
from chat.questions import Dialogue
from lumen.common import jsonl


class Command(BaseCommand):
    help = (
        "Prints the plan for each message of a file of JSON lines {id, text}. Names of merchants and "
        "categories are those of --workspace; without it only the wording decides."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="IN.jsonl")
        parser.add_argument("--workspace", help="slug")

    def handle(self, *args: Any, **options: Any) -> None:
        membership = owner_of(options["workspace"]) if options["workspace"] else _nobody()
        now = timezone.now()
        for row in jsonl.read(options["path"]):
            started = time.perf_counter()
            plan = Dialogue(membership).plan(str(row["text"]), now)
            elapsed = round((time.perf_counter() - started) * 1000, 2)
            tasks = [
                {"tool": task.choice.tool, "arguments": task.choice.arguments, "after": list(task.after)}
                for task in plan.tasks
            ]
            jsonl.write(self.stdout, {"id": row.get("id"), "plan": tasks, "ms": elapsed})  # type: ignore[arg-type]


def _nobody() -> Membership:
    """The unsaved owner of an unsaved, empty workspace."""
    return Membership(workspace=Workspace(), user=User(), role=Membership.Role.OWNER)
