"""Take in whatever is put into a folder."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from documents.management.workspaces import workspace_of
from documents.watching import WatchedFolder
from lumen.common import jsonl

SECONDS = 3.0


class Command(BaseCommand):
    help = (
        "Take files in from a folder as soon as they stop growing, and move them to done/ or refused/ in it; "
        "prints a JSON line for each. Ctrl-C ends it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="PATH")
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--once", action="store_true", help="take in what is there, then end")
        parser.add_argument(
            "--every", type=float, default=SECONDS, metavar="SECONDS", help="between two looks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(options["path"])
        if not root.is_dir():
            raise CommandError(f"{root} is not a folder.")
        folder = WatchedFolder(root, workspace_of(options["workspace"]))
        try:
            self._watch(folder, every=max(0.05, options["every"]), is_once=options["once"])
        except KeyboardInterrupt:
            return

    def _watch(self, folder: WatchedFolder, *, every: float, is_once: bool) -> None:
        told: dict[str, str | None] = {}
        looks = 0
        while not is_once or looks < 2:
            if looks:
                time.sleep(every)
            looks += 1
            for taken in folder.look():
                if taken.status == "waiting" and told.get(taken.path) == taken.problem:
                    continue
                told[taken.path] = taken.problem
                self.stdout.write(jsonl.line(**asdict(taken)))
                self.stdout.flush()
            if not is_once:
                close_old_connections()
