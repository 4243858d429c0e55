"""How many of the sample phrases of time and amounts the two grammars read right, class by class."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from transactions.questions.amounts import Amount, read_amount
from transactions.questions.periods import Period, read_period

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "questions"


def period_rows() -> list[list[str]]:
    """Class, day of asking, phrase, and the period it means: start and end (exclusive), `-` where open."""
    return _rows("periods.tsv")


def amount_rows() -> list[list[str]]:
    """Class, phrase, and the amount it means: an interval and a currency, `-` where it names none."""
    return _rows("amounts.tsv")


def _rows(name: str) -> list[list[str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def written_period(period: Period) -> str:
    return f"{period.start or '-'} {period.end or '-'}"


def written_amount(amount: Amount) -> str:
    if amount.low is None and amount.high is None:
        return "-"
    left, right = "[" if amount.low_inclusive else "(", "]" if amount.high_inclusive else ")"
    interval = f"{left}{_plain(amount.low)},{_plain(amount.high)}{right}"
    return f"{interval} {amount.currency or ''}".strip()


def _plain(value: Decimal | None) -> str:
    return "-" if value is None else f"{value.normalize():f}"


def summary() -> str:
    """A line a class: right, of all, percent."""
    times = (
        (f"time, {name}", written_period(read_period(text, today=date.fromisoformat(day))) == expected)
        for name, day, text, expected in period_rows()
    )
    amounts = (
        (f"amounts, {name}", written_amount(read_amount(text)) == expected)
        for name, text, expected in amount_rows()
    )
    return "\n".join((*_lines(times), *_lines(amounts)))


def _lines(results: Iterable[tuple[str, bool]]) -> Iterator[str]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for name, is_right in results:
        groups[name].append(is_right)
    for name, right in sorted(groups.items()):
        yield f"  {name:15s} {sum(right):4d}/{len(right):<4d} {100 * sum(right) / len(right):5.1f}%"
