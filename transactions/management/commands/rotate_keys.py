"""`manage.py rotate_keys [--dry-run]`: encrypt everything stored under the newest of `FERNET_KEYS`."""

from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from transactions.services import key_rotation


class Command(BaseCommand):
    help = "Puts a new key first in FERNET_KEYS to use; afterwards the old ones can be removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = "would change" if options["dry_run"] else "changed"
        try:
            for told in key_rotation.rotate_all(apply=not options["dry_run"]):
                self.stdout.write(f"{told.name}: {told.seen} seen, {told.changed} {verb}")
        except InvalidToken as error:
            raise CommandError(
                "Something is encrypted with a key that FERNET_KEYS does not hold. "
                "Put the old key back at its end and run this again."
            ) from error
