"""One exchange of a history: what a customer wrote and what a person replied."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lumen.common.jsonl import storable

LONGEST_LABEL = 120
LONGEST_QUESTION, LONGEST_REPLY = 4_000, 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`key` names the row: the same one read again, from whatever file, has the same key."""

    customer: str
    reply: str = ""
    label: str = ""
    at: datetime | None = None
    names: tuple[str, ...] = ()  # what is known of the customer: name, address
    key: str = ""


def rows_of(raw: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Rows of the contract, `{customer, reply, label?, at}`; two that are equal stay two."""
    seen: Counter[str] = Counter()
    for one in raw:
        row = _row(one)
        plain = "\x1f".join([row.customer, row.reply, row.label, row.at.isoformat() if row.at else ""])
        digest = hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
        seen[digest] += 1
        times = seen[digest]
        key = digest if times == 1 else hashlib.sha256(f"{digest} {times}".encode()).hexdigest()
        yield Row(
            customer=row.customer, reply=row.reply, label=row.label, at=row.at, names=row.names, key=key
        )


def _row(one: Mapping[str, Any]) -> Row:
    names = one.get("names") or ()
    return Row(
        customer=_text(one.get("customer"), LONGEST_QUESTION),
        reply=_text(one.get("reply"), LONGEST_REPLY),
        label=_label(one.get("label")),
        at=moment(one.get("at")),
        names=tuple(_text(name, 200) for name in names if isinstance(name, str))[:20],
    )


def _text(value: object, longest: int) -> str:
    return storable(value).strip()[:longest] if isinstance(value, str) else ""


def _label(value: object) -> str:
    if value is None or isinstance(value, (bool, dict, list)):
        return ""
    return " ".join(storable(str(value)).split())[:LONGEST_LABEL]


def moment(value: object) -> datetime | None:
    """A time in ISO 8601 or in seconds or milliseconds since 1970; nothing when it is neither."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _since_1970(float(value))
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        return _since_1970(float(value)) if value.strip().isdigit() else None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _since_1970(seconds: float) -> datetime | None:
    seconds = seconds / 1_000 if abs(seconds) > 1e11 else seconds
    if not math.isfinite(seconds) or not 0 <= seconds < 253_402_300_800:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)
