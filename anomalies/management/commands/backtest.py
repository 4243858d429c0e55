"""`manage.py backtest HISTORY.csv`: what Lumen would have said, as JSON lines, without a database."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anomalies import backtesting
from lumen.common.errors import LumenError


class Command(BaseCommand):
    help = "Judges each payment of a CSV with only that user's earlier ones."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="user,ts,merchant,category,amount,currency[,is_fraud]")
        parser.add_argument("--warmup-months", type=int, default=6)

    def handle(self, *args: Any, path: Path, warmup_months: int, **options: Any) -> None:
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                rows = backtesting.read_history(lines)
        except (OSError, UnicodeDecodeError, LumenError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        verdicts = backtesting.backtest(rows, warmup_months=warmup_months)
        for verdict in verdicts:
            sys.stdout.write(json.dumps(verdict.as_dict(), ensure_ascii=False) + "\n")
        if summary := backtesting.summarise(verdicts):
            sys.stdout.write(json.dumps({"summary": asdict(summary)}) + "\n")
