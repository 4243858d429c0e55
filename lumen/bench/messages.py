"""How many messages a second are read, and how many become rows of the ledger."""

import json
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from accounts import services as accounts
from lumen.bench.report import Figure, Report
from transactions.models import Source
from transactions.parsing import read_message
from transactions.services import inbox, sources

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "messages.jsonl"
READ, ARRIVED = 2_000, 300
_TEN_LINES = re.compile(
    r"(?:rs\.?|inr|₹)\s*([\d,]+(?:\.\d+)?).*?(debited|credited|spent|received)", re.IGNORECASE | re.DOTALL
)


def measure_messages() -> Report:
    """Reading alone, against one regular expression; then the whole way into the ledger."""
    report = Report(f"Messages: {READ:,} read, {ARRIVED} from arrival to the ledger")
    samples = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    messages = [samples[number % len(samples)] for number in range(READ)]
    bare = _seconds(lambda: [_TEN_LINES.search(one["text"]) for one in messages])
    reading = _seconds(lambda: [_read(one) for one in messages])
    report.add(_rate("read", READ, reading, bare, "one regular expression"))
    arriving = _arrive(messages[:ARRIVED])
    report.add(
        _rate("arrive, read, record, announce", ARRIVED, arriving, reading * ARRIVED / READ, "reading")
    )
    return report


def _read(message: dict[str, Any]) -> object:
    return read_message(message["sender"], message["text"], datetime.fromisoformat(message["received_at"]))


def _seconds(call: Any) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _arrive(messages: list[dict[str, Any]]) -> float:
    user = get_user_model().objects.create_user(f"bench-{uuid4().hex[:8]}@example.com", "not used here")
    workspace = accounts.create_workspace(owner=user, name="Bench messages")
    source = sources.create_source(workspace=workspace, actor=user, name="Phone", kind=Source.Kind.SMS).source
    now = timezone.now() - timedelta(days=30)
    started = time.perf_counter()
    for number, one in enumerate(messages):
        moment = now + timedelta(minutes=number)
        inbox.receive(
            source=source,
            sender=one["sender"],
            text=one["text"],
            received_at=moment,
            stamp=moment.isoformat(),
        )
    return time.perf_counter() - started


def _rate(name: str, count: int, seconds: float, bare: float, against: str) -> Figure:
    rate = count / seconds
    return Figure(
        name=name, unit="msg/s", p50=rate, p95=rate, ratio=bare / seconds, baseline=against,
        note=f"{seconds:.2f} s",
    )  # fmt: skip
