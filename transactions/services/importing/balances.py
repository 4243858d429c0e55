"""What a file says the accounts hold, before its first line and after its last."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Min
from django.db.models.fields.json import KT

from transactions.importers.rows import StatementRow
from transactions.models import Account, ImportBatch, ToldBalance
from transactions.services.importing.lines import Status, statement_row

_MIDNIGHT, _DAY_END = time(0, 0), time(23, 59)


def tell(batch: ImportBatch) -> dict[str, list[str | None]]:
    """Keep the balances of a file; the newest becomes what its account is told to hold.

    Returns:
        Account id -> its told balance and moment before, then after.
    """
    zone = ZoneInfo(batch.workspace.time_zone)
    told: dict[str, list[str | None]] = {}
    by_id = {str(a.pk): a for a in Account.objects.in_workspace(batch.workspace)}
    for number, section in enumerate(batch.reading["sections"]):
        account = by_id[section["account"]]
        found = list(_told(batch, number, section, zone))
        ToldBalance.objects.bulk_create(
            [
                ToldBalance(workspace=batch.workspace, account=account, at=at, balance=balance, batch=batch)
                for at, balance in dict(found).items()
            ],
            ignore_conflicts=True,
        )
        if found and (change := _newest(account, *max(found, key=lambda one: one[0]))):
            told.setdefault(str(account.pk), change[:2])[2:] = change[2:]
    return told


def _newest(account: Account, at: datetime, balance: Decimal) -> list[str | None] | None:
    if account.told_balance_at is not None and account.told_balance_at > at:
        return None
    before = [_text(account.told_balance), _text(account.told_balance_at)]
    account.told_balance, account.told_balance_at = balance, at
    account.save(update_fields=["told_balance", "told_balance_at", "updated_at"])
    return [*before, _text(balance), _text(at)]


def _text(value: Decimal | datetime | None) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime) else f"{value:.2f}"


def _told(
    batch: ImportBatch, number: int, section: dict[str, Any], zone: ZoneInfo
) -> Iterator[tuple[datetime, Decimal]]:
    rows = batch.rows.filter(fields__section=number).exclude(status=Status.ERROR)
    days = rows.aggregate(first=Min(KT("fields__booked_on")), last=Max(KT("fields__booked_on")))
    first, last = (date.fromisoformat(day) if day else None for day in (days["first"], days["last"]))
    opening = section["opening_balance"] and Decimal(section["opening_balance"])
    closing = section["closing_balance"] and Decimal(section["closing_balance"])
    on = date.fromisoformat(section["closing_on"]) if section["closing_on"] else last
    clock = _DAY_END
    if first and last and (run := _running(batch, number, first, last)):
        opening = run[0] if opening in {None, ""} else opening
        if closing in {None, ""}:
            closing, clock = run[1], run[2]
    if first and isinstance(opening, Decimal):
        yield datetime.combine(first, _MIDNIGHT, zone), opening
    if on and isinstance(closing, Decimal):
        yield datetime.combine(on, clock, zone), closing


def _running(
    batch: ImportBatch, number: int, first: date, last: date
) -> tuple[Decimal, Decimal, time] | None:
    """Balance before the first line and after the last, from the column of running balances."""
    days = [first.isoformat(), last.isoformat()]
    kept = batch.rows.filter(fields__section=number, fields__booked_on__in=days).exclude(status=Status.ERROR)
    rows = [told for row in kept.order_by("line") if (told := statement_row(row)).balance is not None]
    if not rows:
        return None
    if _is_newest_first(rows):
        rows.reverse()
    start, end = rows[0], rows[-1]
    if start.booked_on != first or end.booked_on != last or start.balance is None or end.balance is None:
        return None
    return start.balance - (start.amount or 0), end.balance, end.booked_at or _DAY_END


def _is_newest_first(rows: list[StatementRow]) -> bool:
    days = [row.booked_on for row in rows if row.booked_on]
    if days[0] != days[-1]:
        return days[0] > days[-1]
    falling = sum(a.balance == (b.balance or 0) + (a.amount or 0) for a, b in pairwise(rows))
    rising = sum(b.balance == (a.balance or 0) + (b.amount or 0) for a, b in pairwise(rows))
    return falling > rising
