"""`manage.py parse_mail IN.jsonl`: what mails say, as JSON lines, without a database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lumen.common.signatures import parse_moment
from transactions.parsing.mail import MailReading, compose, read_mail, read_opened
from transactions.parsing.reading import Reading


class Command(BaseCommand):
    help = "Reads mails from JSON lines {id, raw} or {id, sender, subject, html, received_at}."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        for line in lines:
            if line.strip():
                self.stdout.write(json.dumps(answer(line), ensure_ascii=False))


def answer(line: str) -> dict[str, Any]:
    """What one line's mail says; a line that holds none is unreadable, and the others go on."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        reading = Reading(outcome="unreadable", reason="This line is not a mail")
        return {"id": None, **reading.as_dict(), "items": []}
    found = _read(told)
    items = [
        {"name": i.name, "quantity": i.quantity, "amount": None if i.amount is None else f"{i.amount:f}"}
        for i in found.items
    ]
    return {"id": told.get("id"), **found.reading.as_dict(), "items": items}


def _read(told: dict[str, Any]) -> MailReading:
    received_at = parse_moment(told.get("received_at"))
    if told.get("raw"):
        return read_mail(str(told["raw"]), received_at=received_at)
    mail = compose(
        sender=_text(told, "sender", "from"),
        subject=_text(told, "subject"),
        source=_text(told, "html"),
        text=_text(told, "text", "body", "snippet"),
    )
    return read_opened(mail, received_at=received_at)


def _text(told: dict[str, Any], *names: str) -> str:
    return next((str(told[name]) for name in names if told.get(name)), "")
