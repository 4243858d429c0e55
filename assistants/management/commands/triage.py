"""`triage IN.jsonl --assistant SLUG`: what messages are about, how sure, and what would be done."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assistants.models import Assistant
from assistants.services import triage
from assistants.triage.base import Reading
from assistants.triage.deciding import Decision
from lumen.common import jsonl


class Command(BaseCommand):
    help = "Read {id, text} lines: {id, label, confidence, in_scope_score, action, reason, nearest}."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("messages", help="a file of JSON lines, - for standard input")
        parser.add_argument("--assistant", required=True, help="slug, as learn_replies was given")

    def handle(self, *args: Any, **options: Any) -> None:
        assistant = Assistant.objects.kept().filter(slug=options["assistant"]).first()
        if assistant is None:
            raise CommandError(f"There is no assistant {options['assistant']}: teach it with learn_replies.")
        rows = list(jsonl.read(options["messages"]))
        readings = triage.read_all(assistant=assistant, texts=[row["text"] for row in rows])
        decisions = triage.decide_all(assistant=assistant, readings=readings)
        for row, reading, decision in zip(rows, readings, decisions, strict=True):
            self.stdout.write(jsonl.line(**as_line(row.get("id"), reading, decision)))


def as_line(key: object, reading: Reading, decision: Decision) -> dict[str, Any]:
    """One message as the contract has it."""
    return {
        "id": key,
        "label": reading.label,
        "confidence": reading.confidence,
        "in_scope_score": reading.in_scope_score,
        "action": decision.action,
        "reason": decision.reason,
        "nearest": [
            {"text": one.text, "label": one.label, "similarity": one.similarity} for one in reading.nearest
        ],
    }
