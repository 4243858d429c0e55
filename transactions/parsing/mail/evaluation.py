"""How well mails are read, over our own samples. `make evaluate` prints it.

The reader was mended after the samples were read for the first time, so they guard against slipping
back; `docs/quality.md` says what it read at first sight.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from lumen.common.text import slug_key
from transactions.parsing.mail.envelope import compose
from transactions.parsing.mail.reader import read_mail, read_opened
from transactions.parsing.mail.reading import MailReading

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "mails"
UNSEEN = SAMPLES.parent / "unseen" / "mails.jsonl"
_GROUPS = {"alert": "bank", "receipt": "receipt"}


def run() -> str:
    """Our own samples, and as totals only those that nobody looked at."""
    return f"{table(samples())}\n\n  unseen\n{table(unseen())}"


def table(mails: Iterable[dict[str, Any]]) -> str:
    """A line for each measure and kind of mail: right of all that state it."""
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for sample in mails:
        for name, is_right in judge(sample):
            total[sample["group"], name] += 1
            right[sample["group"], name] += is_right
    return "\n".join(
        f"  {group:9}{name:22}{right[group, name]:4}/{count:<4}{100 * right[group, name] / count:6.1f}%"
        for (group, name), count in sorted(total.items())
    )


def samples(folder: Path = SAMPLES) -> Iterator[dict[str, Any]]:
    """Every sample mail with what it must read as."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def unseen(path: Path = UNSEEN) -> Iterator[dict[str, Any]]:
    """The unseen mails in the shape of the others."""
    for line in path.read_text(encoding="utf-8").splitlines():
        mail = json.loads(line)
        outcome = "transaction" if mail["is_transaction"] else "not_money"
        stated = {name: value for name, value in (mail["expected"] or {}).items() if value is not None}
        yield {
            **mail,
            "group": _GROUPS.get(mail["kind"], "refuse"),
            "expected": {**stated, "outcome": outcome},
        }


def read_sample(sample: dict[str, Any]) -> MailReading:
    """What the reader makes of one sample."""
    received_at = datetime.fromisoformat(sample["received_at"])
    if "raw" in sample:
        return read_mail(sample["raw"], received_at=received_at)
    mail = compose(
        sender=sample["sender"],
        subject=sample["subject"],
        source=sample.get("html", ""),
        text=sample.get("text", ""),
    )
    return read_opened(mail, received_at=received_at)


def judge(sample: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each measure that the sample states, and whether the reading is right."""
    found, wanted = read_sample(sample), sample["expected"]
    if "items" in wanted:
        told = [[item.name, item.quantity, item.amount] for item in found.items]
        yield "items", told == [[name, count, Decimal(amount)] for name, count, amount in wanted["items"]]
    if wanted["outcome"] == "transaction":
        yield from _movement(found, wanted)
        return
    yield "no movement refused", not found.reading.is_transaction
    if "expects" in wanted:
        yield "expectation", _expects(found, wanted["expects"])


def _movement(found: MailReading, wanted: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    reading = found.reading
    told = (reading.outcome, reading.amount, reading.currency, reading.direction)
    right = ("transaction", Decimal(wanted["amount"]), wanted["currency"], wanted["direction"])
    yield "amount and direction", told == right
    if "merchant" in wanted:
        yield "merchant", _alike(reading.merchant or "", wanted["merchant"])
    if "balance" in wanted:
        yield "balance", reading.balance == Decimal(wanted["balance"])
    for name, label in (("account_last4", "last four"), ("reference", "reference")):
        if name in wanted:
            yield label, getattr(reading, name) == wanted[name]
    if "is_receipt" in wanted:
        yield "told to be a receipt", found.is_receipt == wanted["is_receipt"]


def _expects(found: MailReading, wanted: list[str]) -> bool:
    merchant, amount, currency = wanted
    told = found.expects
    return (
        told is not None
        and _alike(told.merchant, merchant)
        and (told.amount, told.currency) == (Decimal(amount), currency)
    )


def _alike(found: str, wanted: str) -> bool:
    one, other = slug_key(found), slug_key(wanted)
    return bool(one) and (one in other or other in one)
