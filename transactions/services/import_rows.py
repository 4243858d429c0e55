"""What each line of a file will become: new, known, or to be looked at."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

from lumen.common.text import fold, slug_key
from transactions.enrichment import categories, kinds, merchants
from transactions.importers.columns import Layout
from transactions.importers.statement import StatementRow
from transactions.models import Account, ImportBatch, ImportRow, Rule
from transactions.services import matching
from transactions.services.ledger import TransactionDraft
from transactions.services.matching import Told

if TYPE_CHECKING:
    from accounts.models import Workspace

Status = ImportRow.Status
_DEFAULT_ACCOUNT = "Main account"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """A line with what will become of it, and the ledger row it already is."""

    row: StatementRow
    status: str
    fingerprint: str = ""
    transaction_id: Any = None
    merchant: str = ""
    category: str = ""

    def as_row(self) -> dict[str, Any]:
        """The values of an `ImportRow`."""
        told = {
            key: _plain(value) for key, value in asdict(self.row).items() if key not in {"line", "problem"}
        }
        return {
            "line": self.row.line,
            "status": self.status,
            "is_included": self.status == Status.NEW,
            "fields": {**told, "named": self.merchant, "filed": self.category},
            "fingerprint": self.fingerprint,
            "problem": self.row.problem[:300],
            "transaction_id": self.transaction_id,
        }


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def proposed_name(layout: Layout) -> str:
    """What the account of a file is called until somebody says otherwise."""
    short = matching.short_institution(layout.institution)
    if layout.last4:
        return f"{short} ••{layout.last4}".strip()
    return short or _DEFAULT_ACCOUNT


def account_proposed(workspace: "Workspace", layout: Layout) -> Account | None:
    """The account a file is about, by its digits, its bank, or the name it would get."""
    told = matching.account_told(workspace=workspace, institution=layout.institution, last4=layout.last4)
    if told is not None:
        return told
    own = Account.objects.in_workspace(workspace)
    if named := own.filter(name=proposed_name(layout)).first():
        return named
    if layout.institution and not layout.last4:
        at_bank = list(own.filter(institution=layout.institution)[:2])
        return at_bank[0] if len(at_bank) == 1 else None
    return None


def judge(
    *, workspace: "Workspace", account: Account | None, rows: Sequence[StatementRow]
) -> list[JudgedRow]:
    """Decide for every line what it will become, in a constant number of queries."""
    readable = [row for row in rows if not row.problem]
    keys = dict(zip((row.line for row in readable), fingerprints(account, readable), strict=True))
    seen = _already_imported(workspace, list(keys.values())) if account else {}
    unseen = [row for row in readable if keys[row.line] not in seen]
    known = _known_otherwise(workspace, account, unseen) if account else {}
    named = _names(workspace, readable)
    judged = []
    for row in rows:
        status, transaction_id = _status(row, keys.get(row.line, ""), seen, known)
        merchant, category = named.get(row.line, ("", ""))
        judged.append(
            JudgedRow(
                row=row,
                status=status,
                fingerprint=keys.get(row.line, ""),
                transaction_id=transaction_id,
                merchant=merchant,
                category=category,
            )
        )
    return judged


def _status(
    row: StatementRow, key: str, seen: dict[str, tuple[Any, bool]], known: dict[int, matching.Known]
) -> tuple[str, Any]:
    if row.problem:
        return Status.ERROR, None
    if key in seen:
        transaction_id, is_deleted = seen[key]
        return (Status.PREVIOUSLY_DELETED if is_deleted else Status.DUPLICATE), transaction_id
    match = known.get(row.line)
    if match is None:
        return Status.NEW, None
    return (Status.DUPLICATE if match.is_certain else Status.SUSPICIOUS), match.transaction.pk


def fingerprints(account: Account | None, rows: Sequence[StatementRow]) -> list[str]:
    """A key for each line: its content, and which of several equal lines it is.

    The running balance is part of the content where the file has one, so that equal payments of
    one day stay apart when a file is split.
    """
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        content = (
            str(account.pk) if account else "",
            str(row.booked_on),
            f"{row.amount:.2f}",
            row.currency,
            slug_key(row.description or row.merchant),
            row.reference if any(c in "123456789" for c in row.reference) else "",
            "" if row.balance is None else f"{row.balance:.2f}",
            row.booked_at.isoformat() if row.booked_at else "",
        )
        base = hashlib.sha256("\x1f".join(content).encode()).hexdigest()[:56]
        seen[base] += 1
        keys.append(f"{base}-{seen[base]}")
    return keys


def _already_imported(workspace: "Workspace", keys: list[str]) -> dict[str, tuple[Any, bool]]:
    """Fingerprint -> the ledger row it became, and whether that was deleted since."""
    rows = ImportRow.objects.filter(
        batch__workspace=workspace,
        batch__state=ImportBatch.State.COMMITTED,
        transaction__isnull=False,
        fingerprint__in=keys,
    ).values_list("fingerprint", "transaction_id", "transaction__deleted_at")
    return {key: (transaction_id, deleted is not None) for key, transaction_id, deleted in rows}


def _known_otherwise(
    workspace: "Workspace", account: Account | None, rows: Sequence[StatementRow]
) -> dict[int, matching.Known]:
    told = [
        Told(
            account_id=account.pk if account else None,
            booked_on=row.booked_on or date.min,
            amount=row.amount or Decimal(0),
            currency=row.currency,
            merchant=row.merchant,
            description=row.description,
            reference=row.reference,
        )
        for row in rows
    ]
    found = matching.find_known(workspace=workspace, told=told, kind="file")
    return {row.line: match for row, match in zip(rows, found, strict=True) if match}


def _names(workspace: "Workspace", rows: Sequence[StatementRow]) -> dict[int, tuple[str, str]]:
    """The merchant and category each line will get, for the preview."""
    rules = [
        categories.TextRule(fold(rule.contains), rule.category)
        for rule in Rule.objects.in_workspace(workspace).filter(is_active=True).select_related("category")
    ]
    found = {}
    for row in rows:
        named = merchants.named_merchant(row.description, told=row.merchant)
        choice = categories.choose(
            text=f"{row.description} {named.name if named else ''}",
            kind=kinds.detect_kind(row.description or row.merchant, row.amount or Decimal(0)),
            told=row.category,
            told_by=categories.FILE,
            rules=rules,
            habit=None,
        )
        found[row.line] = (named.name if named else "", choice.name)
    return found


def judge_again(*, batch: ImportBatch, account: Account, rows: Sequence[ImportRow]) -> None:
    """Just before recording: rows that came in another way meanwhile are left out.

    A row that a person included although it is known stays included.
    """
    fresh = [row for row in rows if row.status == Status.NEW and row.is_included]
    readable = [row for row in rows if row.status != Status.ERROR]
    keys = fingerprints(account, [_statement_row(row) for row in readable])
    for row, key in zip(readable, keys, strict=True):
        row.fingerprint = key
    seen = _already_imported(batch.workspace, keys)
    unseen = [row for row in fresh if row.fingerprint not in seen]
    known = _known_otherwise(batch.workspace, account, [_statement_row(row) for row in unseen])
    for row in fresh:
        match = known.get(row.line)
        told = seen.get(row.fingerprint) or (
            (match.transaction.pk, False) if match and match.is_certain else None
        )
        if told:
            row.status = Status.PREVIOUSLY_DELETED if told[1] else Status.DUPLICATE
            row.is_included, row.transaction_id = False, told[0]
    for row in rows:
        if not row.is_included and row.status != Status.DUPLICATE:
            row.transaction_id = None


def _statement_row(row: ImportRow) -> StatementRow:
    told = {key: value for key, value in row.fields.items() if key not in {"named", "filed"}}
    told["booked_on"] = date.fromisoformat(told["booked_on"]) if told["booked_on"] else None
    told["booked_at"] = time.fromisoformat(told["booked_at"]) if told["booked_at"] else None
    for name in ("amount", "balance"):
        told[name] = None if told[name] is None else Decimal(told[name])
    return StatementRow(line=row.line, **told)


def draft_of(row: ImportRow, account: Account) -> TransactionDraft:
    """The ledger row a line asks for."""
    told = _statement_row(row)
    if told.booked_on is None or told.amount is None:
        raise ValueError(f"line {row.line} has no date or amount")
    return TransactionDraft(
        account=account,
        booked_on=told.booked_on,
        booked_at=told.booked_at,
        amount=told.amount,
        currency=told.currency,
        merchant=told.merchant,
        category=told.category,
        description=told.description,
        method=told.method,
        reference=told.reference,
        note=told.note,
    )


def save_outcomes(rows: Sequence[ImportRow]) -> None:
    """Save what became of the rows in one statement; `bulk_update` takes a second a thousand rows."""
    columns = ([], [], [], [], [])  # type: tuple[list[Any], ...]
    for row in rows:
        values = (row.pk, row.transaction_id, row.fingerprint, row.status, row.is_included)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE transactions_importrow AS r SET transaction_id = v.transaction_id,"
            " fingerprint = v.fingerprint, status = v.status, is_included = v.is_included"
            " FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::boolean[])"
            " AS v(id, transaction_id, fingerprint, status, is_included) WHERE r.id = v.id",
            columns,
        )


def tell_balance(account: Account, rows: Sequence[ImportRow]) -> None:
    """The balance after the newest line is what the account holds, as far as the file says so."""
    from django.utils import timezone

    told = [_statement_row(row) for row in rows if row.status != Status.ERROR and row.fields.get("balance")]
    days = [row.booked_on for row in told if row.booked_on]
    if not days:
        return
    is_newest_first = days[0] > days[-1]
    latest = [row for row in told if row.booked_on == max(days)]
    last = latest[0] if is_newest_first else latest[-1]
    at = timezone.make_aware(datetime.combine(max(days), last.booked_at or time(23, 59)))
    if account.told_balance_at is None or account.told_balance_at <= at:
        account.told_balance, account.told_balance_at = last.balance, at
        account.save(update_fields=["told_balance", "told_balance_at", "updated_at"])
