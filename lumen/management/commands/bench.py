"""Measure how fast Lumen is and how much memory it takes."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.core.management import call_command
from django.core.management.base import BaseCommand

from lumen import embedded
from lumen.bench import (
    imports,
    ledger,
    messages,
    papers_extract,
    papers_search,
    route,
    starts,
    stop,
    streams,
    watch,
    widget,
)
from lumen.bench.report import Report

NAMES = [
    "starts",
    "pages",
    "questions",
    "route",
    "streams",
    "messages",
    "imports",
    "extract",
    "embedding",
    "search",
    "watch",
    "widget",
    "stop",
]


class Command(BaseCommand):
    help = "Benchmarks on generated data, in the folder LUMEN_VAR; tables here, JSON in its folder bench/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", choices=[[], *NAMES])
        parser.add_argument("--rows", type=int, default=50_000, help="transactions for pages and questions")
        parser.add_argument(
            "--cold", action="store_true", help="also clone and install from nothing (minutes)"
        )

        parser.add_argument(
            "--million",
            action="store_true",
            help="also search a million passages in 1,000 workspaces (minutes)",
        )

        parser.add_argument(
            "--users", action="store_true", help="also watch the memory over 10,000 users (minutes)"
        )

        parser.add_argument(
            "--prepare",
            action="store_true",
            help="only make the passages that search looks through; they are kept for later runs",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for alias in ("default", "audit"):
            call_command("migrate", database=alias, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        current_app.conf.task_always_eager = True
        if options["prepare"]:
            papers_search.prepare_search(with_million=options["million"])
            return
        for measure in self._measures(options["names"] or NAMES, options):
            report = measure()
            self.stdout.write(report.as_text())
            report.save(embedded.var_dir() / "bench")

    def _measures(self, wanted: list[str], options: dict[str, Any]) -> list[Callable[[], Report]]:
        found: list[Callable[[], Report]] = []
        rows = options["rows"]
        if "starts" in wanted:
            found.append(lambda: starts.measure_starts(with_cold=options["cold"]))
        if {"pages", "questions", "route"} & set(wanted):
            workspace = ledger.make_workspace(rows)
            if "pages" in wanted:
                found.append(lambda: ledger.measure_pages(workspace, rows))
            if "questions" in wanted:
                found.append(lambda: ledger.measure_questions(workspace, rows))
            if "route" in wanted:
                found.append(lambda: route.measure_route(workspace))
        alone = {
            "streams": streams.measure_streams,
            "messages": messages.measure_messages,
            "imports": imports.measure_imports,
            "extract": papers_extract.measure_extract,
            "embedding": papers_search.measure_embedding,
            "search": lambda: papers_search.measure_search(with_million=options["million"]),
            "watch": lambda: watch.measure_watch(with_users=options["users"]),
            "widget": widget.measure_widget,
            "stop": stop.measure_stop,
        }
        found += [measure for name, measure in alone.items() if name in wanted]
        return found
