"""Moves the sample files' calendar by whole months, so that the demo always ends today.

Days of the month stay as they are (rent stays on the third), clamped to shorter months.
"""

import re
from collections.abc import Callable
from datetime import date, datetime

from lumen.common.dates import add_months
from lumen.demo.scenario import LAST_MONTH

_FORMATS: list[tuple[str, str]] = [
    (r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", "%Y-%m-%d"),
    (r"(?<!\d)\d{2}/\d{2}/\d{4}(?!\d)", "%d/%m/%Y"),
    (r"(?<!\d)\d{2}-\d{2}-\d{4}(?!\d)", "%d-%m-%Y"),
    (r"(?<![\d/])\d{2}/\d{2}/\d{2}(?![\d/])", "%d/%m/%y"),
    (r"(?<!\d)\d{2}-[A-Z][a-z]{2}-\d{2}(?!\d)", "%d-%b-%y"),
    (r"(?<!\d)\d{1,2} [A-Z][a-z]{2} \d{4}(?!\d)", "%d %b %Y"),
]
_ANY = re.compile("|".join(f"(?P<f{i}>{pattern})" for i, (pattern, _) in enumerate(_FORMATS)))


def months_to_move(today: date) -> int:
    """How many months lie between the files' newest month and the month of `today`."""
    return (today.year - LAST_MONTH[0]) * 12 + today.month - LAST_MONTH[1]


def shift_text(text: str, months: int) -> str:
    """Move every date in a file's text."""
    return _ANY.sub(_mover(months), text)


def _mover(months: int) -> Callable[[re.Match[str]], str]:
    def move(match: re.Match[str]) -> str:
        layout = _FORMATS[int((match.lastgroup or "f0")[1:])][1]
        try:
            found = datetime.strptime(match.group(), layout).date()  # noqa: DTZ007  a calendar date
        except ValueError:
            return match.group()
        return add_months(found, months).strftime(layout)

    return move
