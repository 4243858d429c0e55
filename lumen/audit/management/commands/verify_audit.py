"""Check every hash chain of the audit log."""

from typing import Any

from django.core.management.base import BaseCommand

from lumen.audit import services


class Command(BaseCommand):
    help = "Check the audit log's hash chains; exit status 1 and the first broken event otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        services.drain_outbox()
        count = 0
        for chain in sorted(services.chains()):
            if broken := services.verify_chain(chain=chain):
                self.stdout.write(
                    f"Chain {broken.chain} breaks at event {broken.position} "
                    f"({broken.action}, {broken.event_id}): {broken.reason}."
                )
                raise SystemExit(1)
            count += 1
        self.stdout.write(f"{count} chains hold.")
