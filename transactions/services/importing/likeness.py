"""Lines that look like a payment the ledger knows from somewhere else."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from transactions.models import Evidence, ImportBatch, Transaction
from transactions.services import matching
from transactions.services.importing.lines import Line, Status, Verdict

if TYPE_CHECKING:
    from accounts.models import Workspace

_CHUNK = 5_000
_MANY_AMOUNTS = 5_000  # more are not asked for one by one
_NEAREST = 15  # rows of one amount that are looked at before a day, and after it
_CERTAIN = 4
_MESSAGES = (Transaction.Origin.SMS, Transaction.Origin.MAIL)
_GUESSED = Q(origin__in=_MESSAGES, account__last4="", account__number_key="")
_Bucket = tuple[UUID | None, Decimal | None, str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    transaction_id: UUID
    booked_on: date
    names: tuple[str, str]
    references: frozenset[str]
    is_deleted: bool
    is_filed: bool  # a file of another make told it
    is_elsewhere: bool  # on an account that nothing identifies, because the message named none


def find(
    *, workspace: "Workspace", lines: Sequence[Line], kind: str, claimed: set[UUID]
) -> list[Verdict | None]:
    """For each line the ledger row it is or may be; strong matches are made first.

    Only a row of the same account (or of none, where a message named none), amount, currency and
    direction, at most three days apart, is looked at; and none that a file of the same make told,
    because such a file would tell it the same way.
    """
    found: list[Verdict | None] = [None] * len(lines)
    if not lines:
        return found
    buckets = _candidates(workspace, lines, kind, claimed)
    pairs = [
        (score, apart, n, candidate)
        for n, line in enumerate(lines)
        for bucket in (_bucket(line), _anywhere(line))
        for candidate, apart in _near(line, buckets.get(bucket, []))
        if (score := _score(line, candidate, apart))
    ]
    for score, _apart, n, candidate in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if found[n] is None and candidate.transaction_id not in claimed:
            claimed.add(candidate.transaction_id)
            found[n] = Verdict(_status(score, candidate), candidate.transaction_id, "likeness")
    return found


def _status(score: int, candidate: _Candidate) -> str:
    if candidate.is_deleted:
        return Status.PREVIOUSLY_DELETED
    return Status.DUPLICATE if score >= _CERTAIN else Status.SUSPICIOUS


def _bucket(line: Line) -> _Bucket:
    return line.account_id, line.row.amount, line.row.currency


def _anywhere(line: Line) -> _Bucket:
    """Where messages wait that named no account: they may be about any."""
    return None, line.row.amount, line.row.currency


def _candidates(
    workspace: "Workspace", lines: Sequence[Line], kind: str, claimed: Collection[UUID]
) -> dict[_Bucket, list[_Candidate]]:
    wanted = {bucket for line in lines for bucket in (_bucket(line), _anywhere(line))}
    accounts = {line.account_id for line in lines}
    buckets: dict[_Bucket, list[_Candidate]] = defaultdict(list)
    rows = _rows_near(workspace, lines, kind).values_list(
        "account_id", "amount", "currency", "pk", "booked_on", "merchant__name", "description", "reference",
        "deleted_at", "is_filed",
    )  # fmt: skip
    for account, amount, currency, pk, day, merchant, text, reference, deleted_at, is_filed in rows.iterator(
        chunk_size=_CHUNK
    ):
        bucket = (account if account in accounts else None, amount, currency)
        if bucket in wanted and pk not in claimed:
            buckets[bucket].append(
                _Candidate(
                    transaction_id=pk,
                    booked_on=day,
                    names=(merchant or "", text),
                    references=frozenset(matching.references(reference, text)),
                    is_deleted=deleted_at is not None,
                    is_filed=is_filed,
                    is_elsewhere=account not in accounts,
                )
            )
    return buckets


def _rows_near(workspace: "Workspace", lines: Sequence[Line], kind: str) -> "QuerySet[Any]":
    days = [line.row.booked_on for line in lines if line.row.booked_on]
    margin = timedelta(days=matching.POSSIBLE_DAYS)
    same_make = ImportBatch.objects.in_workspace(workspace).filter(reading__kind=kind)
    batches = list(same_make.values_list("pk", flat=True))
    told_alike = Evidence.objects.filter(import_row__batch__in=batches).values("transaction")
    told_by_file = Evidence.objects.filter(transaction=OuterRef("pk"), import_row__isnull=False)
    rows: QuerySet[Any] = (
        Transaction.objects.in_workspace(workspace)
        .filter(Q(account__in={line.account_id for line in lines}) | _GUESSED, split_of__isnull=True)
        .between(min(days) - margin, max(days) + margin + timedelta(days=1))
        .exclude(pk__in=told_alike)
        .annotate(is_filed=Exists(told_by_file))
        .order_by("booked_on", "pk")
    )
    amounts = {line.row.amount for line in lines if line.row.amount is not None}
    return rows.filter(amount__in=amounts) if len(amounts) <= _MANY_AMOUNTS else rows


def _near(line: Line, candidates: list[_Candidate]) -> list[tuple[_Candidate, int]]:
    """The candidates at most three days from the line, with how many days."""
    day = line.row.booked_on
    if day is None or not candidates:
        return []
    middle = bisect_left(candidates, day, key=lambda candidate: candidate.booked_on)
    around = candidates[max(0, middle - _NEAREST) : middle + _NEAREST]
    told = [(candidate, abs((candidate.booked_on - day).days)) for candidate in around]
    return [(candidate, apart) for candidate, apart in told if apart <= matching.POSSIBLE_DAYS]


def _score(line: Line, candidate: _Candidate, apart: int) -> int:
    """0 another payment, 1 to 3 perhaps the same, 4 and more certainly the same."""
    row = line.row
    mine = matching.references(row.reference, row.description)
    if mine & candidate.references and apart <= matching.CERTAIN_DAYS + 1:
        return 6
    is_contradicted = bool(mine and candidate.references)
    is_certain_day = apart == 0 if candidate.is_filed else apart <= matching.CERTAIN_DAYS
    if matching.is_same_party(row.merchant or row.description, candidate.names):
        if is_contradicted:
            return 1
        score = 5 - apart if is_certain_day else 3
    elif is_contradicted or candidate.is_filed or apart > matching.CERTAIN_DAYS:
        return 0
    else:
        score = 2 - apart
    is_faint = candidate.is_deleted or candidate.is_elsewhere
    return score if score >= _CERTAIN or not is_faint else 0
