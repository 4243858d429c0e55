"""Is this line in the ledger already? The bank's own id first, then its content, then likeness.

Every ledger row is given to one line at most, and lines of one file are never taken for each other.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from lumen.common.text import slug_key
from transactions.importers.rows import StatementRow
from transactions.models import ImportBatch, ImportRow, Transaction
from transactions.services.importing import likeness
from transactions.services.importing.lines import Line, Status, Verdict

if TYPE_CHECKING:
    from accounts.models import Workspace

_CHUNK = 5_000
_TELLING = (ImportBatch.State.COMMITTED, ImportBatch.State.UNDONE)  # undone: only rows that stayed
_Marks = tuple[str, str, str]  # the bank's id, the running balance, the clock time; empty where not told


@dataclass(slots=True)
class _Entry:
    """A ledger row that a file told before."""

    transaction_id: UUID
    is_deleted: bool
    marks: _Marks

    def verdict(self, known_by: str) -> Verdict:
        status = Status.PREVIOUSLY_DELETED if self.is_deleted else Status.DUPLICATE
        return Verdict(status, self.transaction_id, known_by)


def judge(
    *,
    workspace: "Workspace",
    lines: Sequence[Line],
    kind: str,
    claimed: set[UUID] | None = None,
    apart: Collection[int] = (),
) -> list[Verdict]:
    """Decide for every line what it is, in a constant number of queries a few thousand lines.

    Args:
        kind: what tells files of one make from others; what such a file brought is compared by content
            alone, because one bank writes one payment always the same.
        claimed: ledger rows that other lines of this file are; those found are added.
        apart: numbers of lines that a person said are another payment than what they look like.
    """
    claimed = set() if claimed is None else claimed
    found: dict[int, Verdict] = {}
    asked = [n for n, line in enumerate(lines) if line.account_id is not None and not line.row.problem]
    for step in (_by_id, _by_content):
        step(workspace, lines, [n for n in asked if n not in found], claimed, found)
    rest = [n for n in asked if n not in found and lines[n].row.line not in apart]
    alike = likeness.find(workspace=workspace, lines=[lines[n] for n in rest], kind=kind, claimed=claimed)
    found.update((n, verdict) for n, verdict in zip(rest, alike, strict=True) if verdict is not None)
    return [found.get(n) or _unknown(line) for n, line in enumerate(lines)]


def _unknown(line: Line) -> Verdict:
    return Verdict(Status.ERROR if line.row.problem else Status.NEW)


def content_key(line: Line) -> str:
    """What two tellings of one payment have in common: account, day, amount and words."""
    row = line.row
    content = (
        str(line.account_id),
        str(row.booked_on),
        f"{row.amount:.2f}",
        row.currency,
        slug_key(row.description or row.merchant),
        row.reference if any(c in "123456789" for c in row.reference) else "",
    )
    return hashlib.sha256("\x1f".join(content).encode("utf-8", "surrogatepass")).hexdigest()


def with_own_ids(rows: Sequence[StatementRow]) -> list[StatementRow]:
    """The rows without ids that the file gives to several of them: such an id names nothing."""
    times = Counter((row.section, row.external_id) for row in rows if row.external_id)
    return [replace(row, external_id="") if times[row.section, row.external_id] > 1 else row for row in rows]


def _by_id(
    workspace: "Workspace",
    lines: Sequence[Line],
    asked: list[int],
    claimed: set[UUID],
    found: dict[int, Verdict],
) -> None:
    """The bank's id names one movement of its account for ever; another amount is worth a look."""
    wanted = {(lines[n].account_id, lines[n].row.external_id): n for n in asked if lines[n].row.external_id}
    for account, external_id, told_amount, transaction_id, deleted_at in _told_ids(workspace, wanted):
        n = wanted.get((account, external_id))
        if n is None or n in found or transaction_id in claimed:
            continue
        claimed.add(transaction_id)
        if told_amount == f"{lines[n].row.amount:.2f}":
            found[n] = _Entry(transaction_id, deleted_at is not None, ("", "", "")).verdict("id")
        else:
            found[n] = Verdict(Status.SUSPICIOUS, transaction_id, "id")


def _told_ids(workspace: "Workspace", wanted: Collection[tuple[UUID | None, str]]) -> Iterator[Any]:
    if not wanted:
        return
    accounts = {account for account, _external_id in wanted}
    told = _committed(workspace).filter(account__in=accounts).exclude(fields__external_id="")
    for account, external_id, amount, transaction_id, deleted_at in told.values_list(
        "account_id",
        KT("fields__external_id"),
        KT("fields__amount"),
        "transaction_id",
        "transaction__deleted_at",
    ).iterator(chunk_size=_CHUNK):
        yield account, external_id, amount, transaction_id, deleted_at
    rows = Transaction.objects.in_workspace(workspace).filter(account__in=accounts)
    for account, external_id, amount, transaction_id, deleted_at in _in_chunks(
        rows, "external_id", [external_id for _account, external_id in wanted]
    ).values_list("account_id", "external_id", "amount", "pk", "deleted_at"):
        yield account, external_id, f"{amount:.2f}", transaction_id, deleted_at


def _in_chunks(rows: "QuerySet[Any]", field: str, values: Sequence[str]) -> "QuerySet[Any]":
    return rows.filter(**{f"{field}__in": values})


def _committed(workspace: "Workspace") -> "QuerySet[ImportRow]":
    return ImportRow.objects.filter(
        batch__workspace=workspace, batch__state__in=_TELLING, transaction__isnull=False
    )


def _by_content(
    workspace: "Workspace",
    lines: Sequence[Line],
    asked: list[int],
    claimed: set[UUID],
    found: dict[int, Verdict],
) -> None:
    """Equal content is one payment; of several equal lines each is one occurrence."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for n in asked:
        by_key[content_key(lines[n])].append(n)
    keys = list(by_key)
    for start in range(0, len(keys), _CHUNK):
        for key, entries in _told_content(workspace, keys[start : start + _CHUNK]).items():
            free = [entry for entry in entries.values() if entry.transaction_id not in claimed]
            free.sort(key=lambda entry: entry.is_deleted)
            marked = [(n, _marks_of(lines[n].row)) for n in by_key[key]]
            for n, entry in _paired(marked, free):
                found[n] = entry.verdict("content")
                claimed.add(entry.transaction_id)


def _told_content(workspace: "Workspace", keys: list[str]) -> dict[str, dict[UUID, _Entry]]:
    told: dict[str, dict[UUID, _Entry]] = defaultdict(dict)
    rows = _committed(workspace).filter(fingerprint__in=keys)
    for key, transaction_id, deleted_at, *marks in rows.values_list(
        "fingerprint",
        "transaction_id",
        "transaction__deleted_at",
        KT("fields__external_id"),
        KT("fields__balance"),
        KT("fields__booked_at"),
    ):
        own = told[key].setdefault(
            transaction_id, _Entry(transaction_id, deleted_at is not None, ("", "", ""))
        )
        id_, balance, clock = (mine or other or "" for mine, other in zip(own.marks, marks, strict=True))
        own.marks = (id_, balance, clock)
    return told


def _marks_of(row: StatementRow) -> _Marks:
    balance = "" if row.balance is None else f"{row.balance:f}"
    return row.external_id, balance, row.booked_at.isoformat() if row.booked_at else ""


def _paired(lines: list[tuple[int, _Marks]], entries: list[_Entry]) -> Iterator[tuple[int, _Entry]]:
    """Lines with the entries they are: those that agree on most marks first, none that contradict."""
    waiting, free = dict(lines), {entry.transaction_id: entry for entry in entries}
    mine = Counter(_mask(marks) for marks in waiting.values())
    theirs = Counter(_mask(entry.marks) for entry in entries)
    masks = sorted(((m & t, m, t) for m in mine for t in theirs), key=lambda one: -one[0].bit_count())
    for common, m, t in masks:
        by_marks: dict[_Marks, list[_Entry]] = defaultdict(list)
        for entry in reversed(list(free.values())):
            if _mask(entry.marks) == t:
                by_marks[_shared(entry.marks, common)].append(entry)
        for n in [n for n, marks in waiting.items() if _mask(marks) == m]:
            if fitting := by_marks.get(_shared(waiting[n], common)):
                entry = fitting.pop()
                del waiting[n], free[entry.transaction_id]
                yield n, entry


def _mask(marks: _Marks) -> int:
    return sum(1 << place for place, mark in enumerate(marks) if mark)


def _shared(marks: _Marks, common: int) -> _Marks:
    first, second, third = (mark if common >> place & 1 else "" for place, mark in enumerate(marks))
    return first, second, third
