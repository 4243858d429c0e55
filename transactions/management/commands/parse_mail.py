"""`manage.py parse_mail IN.jsonl`: what mails say, as JSON lines, without a database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from transactions.parsing.mail import Mail, MailReading, html_to_text, read_mail, read_opened
from transactions.sources.signatures import parse_moment


class Command(BaseCommand):
    help = "Reads mails from JSON lines {id, raw} or {id, sender, subject, html, received_at}."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                sys.stdout.write(json.dumps(_answer(line, number), ensure_ascii=False) + "\n")


def _answer(line: str, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
        found = _read(told)
    except (ValueError, KeyError, AttributeError) as error:
        raise CommandError(f"Line {number} is not a mail: {error}") from error
    items = [{"name": i.name, "quantity": i.quantity, "amount": None if i.amount is None else f"{i.amount:f}"} for i in found.items]
    return {"id": told.get("id"), **found.reading.as_dict(), "items": items}


def _read(told: dict[str, Any]) -> MailReading:
    received_at = parse_moment(told.get("received_at"))
    if told.get("raw"):
        return read_mail(str(told["raw"]), received_at=received_at)
    mail = Mail(
        sender=str(told.get("sender") or ""),
        subject=str(told.get("subject") or ""),
        text=html_to_text(str(told["html"])),
        sent_at=None,
    )
    return read_opened(mail, received_at=received_at)
