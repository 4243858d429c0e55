"""`load_ledger LEDGER.csv --workspace SLUG [--budgets BUDGETS.csv]`: a whole history, exactly as it is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lumen.common.errors import LumenError
from transactions.services import history


class Command(BaseCommand):
    help = "Load a ledger file into a workspace; loading it again adds nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ledger", type=Path)
        parser.add_argument("--workspace", required=True, help="slug; made if there is none")
        parser.add_argument("--budgets", type=Path, help="category,monthly_budget_inr")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = history.load_ledger(
                path=options["ledger"], slug=options["workspace"], budgets=options["budgets"]
            )
        except (LumenError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{report.added} added, {report.known} already there, {report.budgets} budgets set")
