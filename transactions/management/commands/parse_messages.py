"""`manage.py parse_messages IN.jsonl`: what bank messages say, as JSON lines, without a database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lumen.common.signatures import parse_moment
from transactions.parsing import read_message


class Command(BaseCommand):
    help = "Reads bank messages from JSON lines {id, sender, text, received_at}."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                sys.stdout.write(json.dumps(self._answer(line, number), ensure_ascii=False) + "\n")

    @staticmethod
    def _answer(line: str, number: int) -> dict[str, Any]:
        try:
            message = json.loads(line)
            sender, text = str(message.get("sender") or ""), str(message["text"])
        except (ValueError, KeyError, AttributeError) as error:
            raise CommandError(f"Line {number} is not a message: {error}") from error
        reading = read_message(sender, text, parse_moment(message.get("received_at")))
        return {"id": message.get("id"), **reading.as_dict()}
