"""Do balances that banks told agree with the ledger; and saying what a difference is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, F, Q, Sum, When

from lumen.audit import services as audit
from transactions.linking.gaps import Entry, Told, drift_at, find_gaps
from transactions.models import Account, ToldBalance, Transaction
from transactions.services.announcing import announce_changed

if TYPE_CHECKING:
    from accounts.models import User, Workspace

LOOK_BACK = timedelta(days=400)
_DAY_END = time(23, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGap:
    """Between two told balances the rows do not add up.

    Attributes:
        told: the later of the balances: what "I know why" is said about.
        missing: what has to be added to the ledger; negative is money out that nobody recorded.
    """

    account: Account
    told: ToldBalance
    first: date
    last: date
    missing: Decimal

    @property
    def size(self) -> str:
        return f"{abs(self.missing):.2f}"

    @property
    def direction(self) -> str:
        return "out" if self.missing < 0 else "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the bank last told of an account, and what the ledger says for that moment."""

    account: Account
    told: Decimal
    at: datetime
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        return self.told - self.computed

    @property
    def opening_balance(self) -> Decimal:
        """The opening balance with which both agree."""
        return self.account.opening_balance + self.difference


def gaps_of(
    workspace: "Workspace", *, today: date, account: Account | None = None
) -> dict[UUID, list[AccountGap]]:
    """Gaps nobody explained, by account. Three queries, however many accounts and balances there are."""
    zone = ZoneInfo(workspace.time_zone)
    told = _told(workspace, datetime.combine(today - LOOK_BACK, time(0), zone), account)
    moments = {
        pk: [
            Told(key=one.pk, at=_local(one, zone), balance=one.balance, edge=_edge(one, zone)) for one in rows
        ]
        for pk, rows in told.items()
    }
    totals, entries = _moved(workspace, moments)
    found: dict[UUID, list[AccountGap]] = {}
    for pk, rows in told.items():
        by_key = {one.pk: one for one in rows}
        for gap in find_gaps(moments[pk], totals[pk], entries[pk]):
            later = by_key[gap.end.key]
            if not later.is_gap_accepted:
                found.setdefault(pk, []).append(
                    AccountGap(
                        account=later.account,
                        told=later,
                        first=gap.start.at.date(),
                        last=gap.end.at.date(),
                        missing=gap.missing,
                    )
                )
    return found


def _told(workspace: "Workspace", since: datetime, account: Account | None) -> dict[UUID, list[ToldBalance]]:
    """Balances by account; what messages say of cards is their limit as often as what is owed."""
    rows = (
        ToldBalance.objects.in_workspace(workspace)
        .filter(at__gte=since, account__is_archived=False)
        .exclude(account__kind=Account.Kind.CARD, raw_item__isnull=False)
        .select_related("account")
        .order_by("at", "pk")
    )
    if account is not None:
        rows = rows.filter(account=account)
    found: dict[UUID, list[ToldBalance]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return {pk: told for pk, told in found.items() if len(told) > 1}


def _local(told: ToldBalance, zone: ZoneInfo) -> datetime:
    return told.at.astimezone(zone)


def _edge(told: ToldBalance, zone: ZoneInfo) -> str:
    """A file tells what was there before its first day and after its last."""
    if told.batch_id is None:
        return ""
    clock = told.at.astimezone(zone).time()
    return "start" if clock == time(0) else "end" if clock >= _DAY_END else ""


def _moved(
    workspace: "Workspace", moments: dict[UUID, list[Told]]
) -> tuple[dict[UUID, dict[date, Decimal]], dict[UUID, list[Entry]]]:
    """What each day moved, and the single rows of the days on which a balance was told."""
    totals: dict[UUID, dict[date, Decimal]] = defaultdict(dict)
    entries: dict[UUID, list[Entry]] = defaultdict(list)
    if not moments:
        return totals, entries
    first = min(told[0].at.date() for told in moments.values())
    rows = _entries(workspace).filter(account__in=list(moments), booked_on__gte=first)
    for pk, on, total in rows.values_list("account", "booked_on").annotate(total=Sum("moved")).order_by():
        totals[pk][on] = total or Decimal(0)
    told_on = Q()
    for pk, told in moments.items():
        told_on |= Q(account=pk, booked_on__in={one.at.date() for one in told})
    for pk, on, at, moved in rows.filter(told_on).values_list("account", "booked_on", "booked_at", "moved"):
        entries[pk].append(Entry(on=on, at=at, amount=moved or Decimal(0)))
    return totals, entries


def _entries(workspace: "Workspace") -> Any:
    """Rows with `moved`: in the currency of their account."""
    rows = Transaction.objects.in_workspace(workspace).entries()
    same = When(currency=F("account__currency"), then=F("amount"))
    return rows.annotate(moved=Case(same, default=F("base_amount")))


def agreement_of(account: Account) -> Agreement | None:
    """The latest told balance beside what the ledger says for its moment. Two queries.

    `None` where no bank told any, or only a card's messages, which tell its limit as often.
    """
    told, at = account.told_balance, account.told_balance_at
    if told is None or at is None or account.kind == Account.Kind.CARD:
        return None
    local = at.astimezone(ZoneInfo(account.workspace.time_zone))
    rows = _entries(account.workspace).filter(account=account)
    before = rows.filter(booked_on__lt=local.date()).aggregate(total=Sum("moved", default=Decimal(0)))[
        "total"
    ]
    entries = [
        Entry(on=on, at=clock, amount=moved or Decimal(0))
        for on, clock, moved in rows.filter(booked_on=local.date()).values_list(
            "booked_on", "booked_at", "moved"
        )
    ]
    edge = "end" if local.time() >= _DAY_END else ""
    moment = Told(key=0, at=local, balance=told, edge=edge)
    drift = drift_at(moment, account.opening_balance + before, entries)
    return Agreement(account=account, told=told, at=at, computed=told - drift)


def balance_line(account: Account, *, today: date, days: int) -> list[tuple[date, Decimal]]:
    """What the account held at the end of each day, oldest first. One query."""
    sums = dict(
        _entries(account.workspace)
        .filter(account=account, booked_on__lte=today)
        .values_list("booked_on")
        .annotate(total=Sum("moved"))
        .order_by("booked_on")
    )
    start = max(today - timedelta(days=days), min(sums, default=today))
    level = account.opening_balance + sum(
        (total or Decimal(0) for on, total in sums.items() if on < start), Decimal(0)
    )
    line = []
    for offset in range((today - start).days + 1):
        day = start + timedelta(days=offset)
        level += sums.get(day) or Decimal(0)
        line.append((day, level))
    return line


@transaction.atomic
def accept(*, workspace: "Workspace", actor: "User", told: ToldBalance) -> None:
    """A person knows why it does not add up; it is not asked again."""
    told = ToldBalance.objects.in_workspace(workspace).select_for_update().get(pk=told.pk)
    told.is_gap_accepted = True
    told.save(update_fields=["is_gap_accepted"])
    audit.record(
        workspace=workspace,
        actor=actor,
        action="balance_gap.accepted",
        account_id=told.account_id,
        told_balance_id=told.pk,
    )


@transaction.atomic
def agree_on_opening(*, workspace: "Workspace", actor: "User", account: Account) -> Account:
    """Set the opening balance so that the ledger says what the bank last told."""
    account = (
        Account.objects.in_workspace(workspace)
        .select_for_update(of=("self",))
        .select_related("workspace")
        .get(pk=account.pk)
    )
    agreement = agreement_of(account)
    if agreement is not None and agreement.difference:
        account.opening_balance = agreement.opening_balance
        account.save(update_fields=["opening_balance", "updated_at"])
        audit.record(workspace=workspace, actor=actor, action="account.opening_set", account_id=account.pk)
        announce_changed(workspace, count=0)
    return account
