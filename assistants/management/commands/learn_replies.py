"""`learn_replies HISTORY.jsonl --assistant SLUG`: what people replied before teaches an assistant."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assistants.services import education
from lumen.common import jsonl
from lumen.common.errors import LumenError


class Command(BaseCommand):
    help = "Teach an assistant from {customer, reply, label?, at} lines; the same lines again teach nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("history", help="a file of JSON lines, - for standard input")
        parser.add_argument("--assistant", required=True, help="slug; made if there is none")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = jsonl.read(options["history"], needs="customer")
        try:
            learnt = education.teach(slug=options["assistant"], rows=rows)
        except LumenError as error:
            raise CommandError(error.detail) from error
        skipped = "".join(f", {count} {reason}" for reason, count in sorted(learnt.skipped.items()))
        self.stderr.write(f"{learnt.rows} rows: {learnt.learnt} learnt{skipped}; {learnt.topics} new topics")
