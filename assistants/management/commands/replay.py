"""`replay HISTORY.jsonl --assistant-name NAME`: how an assistant would have done."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assistants.triage.replaying import WINDOW, Outcome, Replay, exchanges_of, window
from lumen.common import jsonl


class Command(BaseCommand):
    help = (
        "Judge {customer, reply, label?, at} lines one by one, each with only earlier ones; stores nothing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("history", help="a file of JSON lines, - for standard input")
        parser.add_argument("--assistant-name", default="", help="what to call it while it lives")
        parser.add_argument("--target", type=float, default=0.95, help="share of answers that must be right")
        parser.add_argument("--window", type=int, default=WINDOW, help="messages a line")

    def handle(self, *args: Any, **options: Any) -> None:
        size, target = options["window"], options["target"]
        if size < 1 or not 0 < target < 1:
            raise CommandError("A window has at least one message; a target lies between 0 and 1.")
        rows = list(jsonl.read(options["history"], needs="customer"))
        if all(row.get("at") for row in rows):
            rows.sort(key=lambda row: str(row["at"]))
        waiting: list[Outcome] = []
        start = 0
        for outcome in Replay(exchanges_of(rows), target).run():
            waiting.append(outcome)
            if len(waiting) == size or start + len(waiting) == len(rows):
                self.stdout.write(jsonl.line(**window(waiting, start).as_line()))
                start += len(waiting)
                waiting = []
