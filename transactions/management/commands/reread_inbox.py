"""`manage.py reread_inbox --dry-run|--apply [--workspace SLUG]`: read stored messages with today's parser."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Workspace
from transactions.services import inbox


class Command(BaseCommand):
    help = "Reads the inbox again after the parser was improved; never books a payment twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", help="only this one")
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--dry-run", action="store_true", help="only tell what would change")
        how.add_argument("--apply", action="store_true", help="change it")

    def handle(self, *args: Any, **options: Any) -> None:
        workspaces = Workspace.objects.order_by("pk")
        if slug := options["workspace"]:
            workspaces = workspaces.filter(slug=slug)
            if not workspaces:
                raise CommandError(f"There is no workspace “{slug}”.")
        for workspace in workspaces:
            self._tell(workspace, inbox.reread(workspace=workspace, apply=options["apply"]), options)

    def _tell(self, workspace: Workspace, told: inbox.Reread, options: dict[str, Any]) -> None:
        verb = "changed" if options["apply"] else "would change"
        self.stdout.write(
            f"{workspace.slug}: {told.read} read, {told.changed} {verb}, {told.recorded} new transactions"
        )
        for (before, after), count in sorted(told.outcomes.items(), key=lambda one: (-one[1], one[0])):
            self.stdout.write(f"  {before} -> {after}: {count}")
        if told.doubted:
            self.stdout.write(
                f"  {told.doubted} payments stay, although the reader now takes them for none: "
                "the inbox lists them under “Parser changed its mind”"
            )
