"""Read the time a phrase names: JSON lines in, JSON lines out. Needs no database."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transactions.questions.periods import read_period


class Command(BaseCommand):
    help = (
        "Reads {id, text, ref} lines and prints {id, start, end}; end is exclusive, null is open "
        "or not found."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="a JSON-lines file")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            for line in Path(options["path"]).read_text(encoding="utf-8").split("\n"):
                if line.strip():
                    self.stdout.write(json.dumps(_answer(json.loads(line))))
        except (OSError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            raise CommandError(f"This file cannot be read as questions: {error}") from error


def _answer(row: dict[str, Any]) -> dict[str, Any]:
    period = read_period(str(row["text"]), today=datetime.fromisoformat(row["ref"]).date())
    return {
        "id": row["id"],
        "start": period.start.isoformat() if period.start else None,
        "end": period.end.isoformat() if period.end else None,
    }
