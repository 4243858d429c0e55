"""Run the project's own evaluations on its own samples."""

from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

EVALUATIONS = {
    "questions": "transactions.questions.evaluation",
    "exam": "lumen.bench.exam",
    "routing": "lumen.bench.routing",
    "messages": "transactions.parsing.evaluation",
    "mails": "transactions.parsing.mail.evaluation",
    "names": "transactions.enrichment.evaluation",
    "documents": "documents.evaluation",
    "receipts": "documents.understanding.evaluation",
    "anomalies": "anomalies.evaluation",
    "triage": "assistants.triage.evaluation",
    "replay": "assistants.triage.evaluation_replay",
    "speech": "lumen.ai.speech.evaluation",
    "shots": "lumen.bench.shots",
    "voice": "assistants.voice.evaluation",
}


class Command(BaseCommand):
    help = "Print how right Lumen is on its own samples: questions, messages, names, papers, anomalies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", choices=[[], *EVALUATIONS], help="all when none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        for alias in ("default", "audit"):
            call_command("migrate", database=alias, verbosity=0)
        for name in options["names"] or EVALUATIONS:
            self.stdout.write(f"\n== {name}")
            self.stdout.write(import_module(EVALUATIONS[name]).run())
