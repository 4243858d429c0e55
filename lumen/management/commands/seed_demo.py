"""Make the demo workspaces."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lumen.demo.seeding import Seeder


class Command(BaseCommand):
    help = "Make the demo household and print shop from the sample files; does nothing when they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()

        def say(line: str) -> None:
            self.stdout.write(f"   demo | {line}")
            self.stdout.flush()

        Seeder(now=timezone.now(), say=say).run()
        say(f"ready after {time.perf_counter() - started:.0f} s")
