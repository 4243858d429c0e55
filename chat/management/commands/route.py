"""Show which tools would answer, without answering."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from accounts.models import Membership, User, Workspace
from chat.management.commands.ask import owner_of
from chat.questions import Dialogue
from lumen.ai.agent import meaning
from lumen.ai.agent.plans import Task
from lumen.common import jsonl


class Command(BaseCommand):
    help = (
        "Prints the plan for each message of a file of JSON lines {id, text}. Names of merchants and "
        "categories are those of --workspace; without it only the wording decides. ms is the whole time of "
        "planning, rules_ms without the sentence model, which is only asked where no rule is certain."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="IN.jsonl")
        parser.add_argument("--workspace", help="slug")

    def handle(self, *args: Any, **options: Any) -> None:
        membership = owner_of(options["workspace"]) if options["workspace"] else _nobody()
        now = timezone.now()
        names: dict[str, Any] = {}  # read once for all messages
        for row in jsonl.read(options["path"]):
            started, meant = time.perf_counter(), meaning.seconds_spent()
            plan = Dialogue(membership, looked_up=names).plan(str(row["text"]), now)
            seconds, meant = time.perf_counter() - started, meaning.seconds_spent() - meant
            told = {"id": row.get("id"), "plan": [_step(task) for task in plan.tasks]}
            times = {"ms": round(seconds * 1000, 2), "rules_ms": round((seconds - meant) * 1000, 2)}
            jsonl.write(self.stdout, told | times)  # type: ignore[arg-type]


def _step(task: Task) -> dict[str, Any]:
    return {"tool": task.choice.tool, "arguments": task.choice.arguments, "after": list(task.after)}


def _nobody() -> Membership:
    """The unsaved owner of an unsaved, empty workspace."""
    return Membership(workspace=Workspace(), user=User(), role=Membership.Role.OWNER)
