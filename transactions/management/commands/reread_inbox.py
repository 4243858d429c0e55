"""`manage.py reread_inbox --workspace SLUG`: read every stored message again with today's parser."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Workspace
from transactions.services import inbox


class Command(BaseCommand):
    help = "Reads the inbox again after the parser was improved; never books a payment twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace “{options['workspace']}”.")
        told = inbox.reread(workspace=workspace, apply=not options["dry_run"])
        verb = "would change" if options["dry_run"] else "changed"
        self.stdout.write(f"{told.read} read, {told.changed} {verb}, {told.recorded} new transactions")
