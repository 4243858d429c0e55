"""Answer questions from a file, offline and in process."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Membership
from chat.questions import Dialogue
from chat.turns import contract_answer
from lumen.common import jsonl

YEARS = range(1900, 2200)
WARM_UP = "how much did I spend last month"


class Command(BaseCommand):
    help = (
        "Answers the questions in a file of JSON lines {id, text, dialogue, turn, ref} and prints one "
        "JSON line each. Turns of one dialogue share a conversation. No language model is asked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="IN.jsonl")
        parser.add_argument("--workspace", required=True, help="slug")
        parser.add_argument("--now", help="ISO 8601 moment that questions refer to; the clock without it")

    def handle(self, *args: Any, **options: Any) -> None:
        membership = owner_of(options["workspace"])
        default = moment(options["now"]) if options["now"] else timezone.now()
        dialogues: dict[str, Dialogue] = {}
        Dialogue(membership).plan(WARM_UP, default)  # modules load here, not inside the first time
        for row in jsonl.read(options["path"]):
            dialogue = Dialogue(membership)
            if row.get("dialogue"):
                dialogue = dialogues.setdefault(str(row["dialogue"]), dialogue)
            now = moment(str(row["ref"])) if row.get("ref") else default
            started = time.perf_counter()
            answer = dialogue.ask(str(row["text"]), now)
            elapsed = round((time.perf_counter() - started) * 1000, 1)
            answered = {"id": row.get("id"), **contract_answer(answer, answer.text), "ms": elapsed}
            jsonl.write(self.stdout, answered)  # type: ignore[arg-type]


def moment(text: str) -> datetime:
    """An aware moment from ISO 8601.

    Raises:
        CommandError: it is none, says no offset, or is beyond any ledger.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not an ISO 8601 moment.") from None
    if parsed.tzinfo is None:
        raise CommandError(f"{text} has no offset from UTC, such as +05:30.")
    if parsed.year not in YEARS:
        raise CommandError(f"{text} is not in the years {YEARS[0]} to {YEARS[-1]}.")
    return parsed


def owner_of(slug: str) -> Membership:
    """The workspace's owner, in whose name a command asks.

    Raises:
        CommandError: there is no such workspace.
    """
    members = Membership.objects.filter(workspace__slug=slug).select_related("workspace", "user")
    owner = members.filter(role=Membership.Role.OWNER).first() or members.first()
    if owner is None:
        raise CommandError(f"There is no workspace {slug} with a member.")
    return owner
