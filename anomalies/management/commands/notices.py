"""`manage.py notices --workspace SLUG --from DATE`: every notice a history gives, as JSON lines."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Workspace
from anomalies import selectors, services, wording
from anomalies.facts import Notice
from anomalies.judge import Judge
from anomalies.learned import Learned

FEED_ONLY = {"unusual_pattern"}  # shown on the page of findings, never told


class Command(BaseCommand):
    help = "Prints every notice the workspace's history gives from a day on. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--from", dest="since", required=True, type=date.fromisoformat)

    def handle(self, *args: Any, workspace: str, since: date, **options: Any) -> None:
        found = Workspace.objects.filter(slug=workspace).first()
        if found is None:
            raise CommandError(f"There is no workspace {workspace}.")
        told = Learned(cancelled=selectors.cancellations(found))
        judge = Judge(base_currency=found.base_currency, learned=told)
        notices = services.notices_since(judge, found, since=since)
        worth = [notice for notice in notices if notice.kind not in FEED_ONLY]
        names = selectors.external_ids(found, [key for n in worth for key in (n.key, *n.others)])
        for notice in worth:
            line = _line(notice, names)
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _line(notice: Notice, names: dict[str, str]) -> dict[str, Any]:
    words = wording.describe(notice.facts)
    return {
        "date": notice.day.isoformat(),
        "kind": notice.kind,
        "ids": [names[key] for key in (*notice.others, notice.key)],
        "merchant": notice.facts.merchant,
        "text": words.text,
        "reasons": words.reasons,
    }
