"""How well receipts are read: `python manage.py evaluate receipts` prints this table.

240 receipts are made from numbers (`makers`, `shops`) and 20 are written by hand the way readers of
pictures give them (`written`). One half of each was looked at while the reader was made, the other
only as totals. 30 of the unseen ones are drawn as scans, and read through the whole reader of pictures.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from rapidfuzz import fuzz

from documents.understanding.evaluation.drawing import draw
from documents.understanding.evaluation.makers import make
from documents.understanding.likeness import Taught, nearest_labels, words_of
from documents.understanding.receipts.files import read_files
from documents.understanding.receipts.reader import Receipt, read_rows
from documents.understanding.receipts.rows import rows_of_text

TODAY = date(2026, 11, 21)
WRITTEN = Path(__file__).parent / "written.jsonl"
LATER = Path(__file__).parent / "written_later.jsonl"  # when the reader was done; then used to mend it
SEEN, ALL = 120, 240
DRAWN = range(SEEN, SEEN + 30)
SAME_NAME = 80  # of 100, as strings are compared


@dataclass(frozen=True, slots=True)
class Truth:
    merchant: str
    day: date
    total: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many of `count` receipts had each right."""

    name: str
    count: int
    merchant: int
    day: int
    total: int
    currency: int


def run() -> str:
    """The table, a line a set."""
    sets = [
        score("made, seen", _made(range(SEEN))),
        score("made, unseen", _made(range(SEEN, ALL))),
        score("written, seen", _written(WRITTEN, first=0, step=2)),
        score("written, unseen", _written(WRITTEN, first=1, step=2)),
        score("written later, mended", _written(LATER, first=0, step=1)),
        score("drawn as scans, unseen", _drawn()),
    ]
    head = f"{'receipts':<26}{'n':>5}{'total %':>9}{'date %':>9}{'merchant %':>12}{'currency %':>12}"
    return "\n".join([head, *map(_line, sets), suggestions()])


def suggestions() -> str:
    """How right the tagger is: each made receipt in turn is new, the others are what people reviewed."""
    taught = [
        Taught(words_of(sample.text), frozenset({("shop", sample.merchant), ("tag", sample.currency)}))
        for sample in map(make, range(SEEN))
    ]
    offered = right = 0
    for index, one in enumerate(taught):
        found = nearest_labels(one.words, [*taught[:index], *taught[index + 1 :]])
        offered += len(found)
        right += len(one.labels & set(found))
    wanted = sum(len(one.labels) for one in taught)
    share, recall = 100 * right / max(1, offered), 100 * right / wanted
    return f"suggested labels: {share:.1f}% of {offered} right, {recall:.1f}% of {wanted} found"


def _line(one: Score) -> str:
    total, day, merchant, currency = (
        100 * value / one.count for value in (one.total, one.day, one.merchant, one.currency)
    )
    return f"{one.name:<26}{one.count:>5}{total:>9.1f}{day:>9.1f}{merchant:>12.1f}{currency:>12.1f}"


def score(name: str, pairs: Iterable[tuple[Truth, Receipt | None]]) -> Score:
    """Compare what was read with what is true."""
    count = merchant = day = total = currency = 0
    for truth, receipt in pairs:
        count += 1
        if receipt is None:
            continue
        merchant += bool(receipt.merchant and is_same_name(receipt.merchant.name, truth.merchant))
        day += bool(receipt.day and receipt.day.value == truth.day)
        total += bool(receipt.total and receipt.total.value == truth.total)
        currency += receipt.currency == truth.currency
    return Score(name, count, merchant, day, total, currency)


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings name one shop, spaces aside."""
    first, second = one.casefold(), other.casefold()
    glued = fuzz.partial_ratio(first.replace(" ", ""), second.replace(" ", ""))
    return max(fuzz.token_set_ratio(first, second), glued) >= SAME_NAME


def _made(numbers: Iterable[int]) -> Iterator[tuple[Truth, Receipt | None]]:
    for number in numbers:
        sample = make(number)
        truth = Truth(sample.merchant, sample.day, sample.total, sample.currency)
        yield truth, read_rows(rows_of_text(sample.text), today=TODAY)


def _written(path: Path, *, first: int, step: int) -> Iterator[tuple[Truth, Receipt | None]]:
    for line in path.read_text(encoding="utf-8").splitlines()[first::step]:
        told = json.loads(line)
        day = date.fromisoformat(told["date"])
        truth = Truth(told["merchant"], day, Decimal(told["total"]), told["currency"])
        yield truth, read_rows(rows_of_text(told["text"]), today=TODAY)


def _drawn() -> Iterator[tuple[Truth, Receipt | None]]:
    with tempfile.TemporaryDirectory() as folder:
        samples = [make(number) for number in DRAWN]
        paths = [Path(folder) / f"{sample.number}.png" for sample in samples]
        for sample, path in zip(samples, paths, strict=True):
            draw(sample).save(path)
        for sample, found in zip(samples, read_files(paths, today=TODAY), strict=True):
            yield Truth(sample.merchant, sample.day, sample.total, sample.currency), found.receipt
