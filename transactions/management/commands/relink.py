"""Link all payments of a workspace anew."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Workspace
from lumen.common.dates import today_in
from transactions.services import linking


class Command(BaseCommand):
    help = "Pair transfers, link refunds and find regular payments anew; run twice, it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']}.")
        linked = linking.link(workspace=workspace, today=today_in(workspace.time_zone, timezone.now()))
        self.stdout.write(json.dumps(asdict(linked)))
