"""How well messages are read, over our own samples. `make evaluate` prints it.

Our own samples were fixed for after they were written, so they guard against slipping back. How well
new messages are read the unseen ones say: of them only totals are printed, and nobody looks at failures.
"""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from lumen.common.text import slug_key
from transactions.parsing.messages import read_message
from transactions.parsing.reading import Reading

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "messages.jsonl"
UNSEEN = Path(settings.BASE_DIR) / "tests" / "samples" / "unseen" / "messages.jsonl"


def _amount_and_direction(reading: Reading, expected: dict[str, Any]) -> bool:
    return bool(reading.amount == Decimal(expected["amount"]) and reading.direction == expected["type"])


def _merchant(reading: Reading, expected: dict[str, Any]) -> bool:
    found, wanted = slug_key(reading.merchant or ""), slug_key(expected["merchant"])
    return bool(found) and (found in wanted or wanted in found)


def _last4(reading: Reading, expected: dict[str, Any]) -> bool:
    return bool(reading.account_last4 == expected["account_last4"])


def _balance(reading: Reading, expected: dict[str, Any]) -> bool:
    return reading.balance == Decimal(expected["balance"])


CHECKS: dict[str, tuple[str, Callable[[Reading, dict[str, Any]], bool]]] = {
    "amount and direction": ("amount", _amount_and_direction),
    "merchant": ("merchant", _merchant),
    "last four": ("account_last4", _last4),
    "balance": ("balance", _balance),
}


def run() -> str:
    """Our samples, then the unseen ones."""
    return f"{table(SAMPLES)}\n\n  unseen\n{table(UNSEEN)}"


def table(path: Path) -> str:
    """A line for each measure, India and elsewhere apart: right of all that state it."""
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        for name, is_right in _judge(sample):
            key = (name, "India" if sample["country"] == "IN" else "elsewhere")
            total[key] += 1
            right[key] += is_right
    return "\n".join(
        f"  {name:22}{place:11}{right[name, place]:4}/{count:<4}{100 * right[name, place] / count:6.1f}%"
        for (name, place), count in sorted(total.items())
    )


def _judge(sample: dict[str, Any]) -> list[tuple[str, bool]]:
    received_at = datetime.fromisoformat(sample["received_at"])
    reading = read_message(sample["sender"], sample["text"], received_at)
    if not sample["is_transaction"]:
        return [("no transaction refused", not reading.is_transaction)]
    expected = sample["expected"]
    return [(name, check(reading, expected)) for name, (fact, check) in CHECKS.items() if expected.get(fact)]
