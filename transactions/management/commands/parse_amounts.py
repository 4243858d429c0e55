"""Read the amount a phrase names: JSON lines in, JSON lines out. Needs no database."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transactions.questions.amounts import read_amount


class Command(BaseCommand):
    help = "Reads {id, text} lines and prints {id, low, high, low_inclusive, high_inclusive, currency}."
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
    amount = read_amount(str(row["text"]))
    return {
        "id": row["id"],
        "low": _number(amount.low),
        "high": _number(amount.high),
        "low_inclusive": amount.low_inclusive,
        "high_inclusive": amount.high_inclusive,
        "currency": amount.currency,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
