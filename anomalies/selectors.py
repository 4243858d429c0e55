"""Reading: payments as the judge wants them, what was learnt, and findings with their company."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce

from anomalies import weights
from anomalies.detectors.cancelled import Cancellation
from anomalies.detectors.forest import Forest
from anomalies.learned import Answer, Learned, learned_from
from anomalies.models import Case, Feedback, Finding, TrainedModel
from anomalies.payments import NOON, Payment, looks_automatic
from anomalies.replay import order_of
from lumen.common.text import slug_key
from transactions.models import ImportBatch, ImportRow, Recurring, Transaction, TransactionQuerySet

if TYPE_CHECKING:
    from accounts.models import Workspace

JUDGED_KINDS = [Transaction.Kind.EXPENSE, Transaction.Kind.INCOME]
COMPARISON_ROWS = 8
CHART_ROWS = 60
_FIELDS = [
    *("pk", "booked_on", "booked_at", "merchant_id", "merchant__name", "description"),
    *("category__name", "base_amount", "amount", "currency", "account_id", "kind", "method"),
    "origin",
]


def _judged(workspace: "Workspace") -> TransactionQuerySet:
    return Transaction.objects.in_workspace(workspace).live().filter(kind__in=JUDGED_KINDS)


def payments_of(workspace: "Workspace", *, after: Payment | None = None) -> list[Payment]:
    """A workspace's payments by their own time, oldest first; one query.

    Args:
        after: only those that come later than this one.
    """
    rows = _judged(workspace)
    if after is not None:
        rows = rows.filter(booked_on__gte=after.day)
    found = rows.order_by().values_list(*_FIELDS)
    payments = [_payment(*row) for row in found.iterator(chunk_size=2_000)]
    if after is not None:
        payments = [p for p in payments if order_of(p) > order_of(after)]
    return sorted(payments, key=order_of)


def _payment(  # noqa: PLR0917  the columns of one row, in the order of the query
    pk: UUID,
    day: date,
    at: time | None,
    merchant_id: UUID | None,
    merchant_name: str | None,
    description: str,
    category: str | None,
    base_amount: Decimal | None,
    amount: Decimal,
    currency: str,
    account_id: UUID,
    kind: str,
    method: str,
    origin: str,
) -> Payment:
    return Payment(
        key=str(pk),
        day=day,
        minute=at.hour * 60 + at.minute if at else None,
        merchant=str(merchant_id) if merchant_id else slug_key(description),
        name=merchant_name or description or "an unnamed payee",
        category=category or "",
        amount=None if base_amount is None else abs(float(base_amount)),
        original=abs(float(amount)),
        currency=currency,
        account=str(account_id),
        source=origin,
        is_income=kind == Transaction.Kind.INCOME,
        is_automatic=looks_automatic(method=method, category=category or ""),
    )


@dataclass(frozen=True, slots=True)
class Stamp:
    """Changes whenever any earlier row was added, edited or removed."""

    count: int
    changed_at: datetime | None


def stamp_of(workspace: "Workspace", *, until: Payment) -> Stamp:
    """The stamp of all rows up to and including `until`; one query."""
    minute = NOON if until.minute is None else until.minute
    at, latest = time(minute // 60, minute % 60), time(minute // 60, minute % 60, 59, 999_999)
    rows = _judged(workspace).annotate(by_time=Coalesce("booked_at", time(NOON // 60)))
    is_same_moment = Q(by_time__gte=at, by_time__lte=latest, pk__lte=until.key)
    is_earlier = Q(by_time__lt=at) | is_same_moment
    rows = rows.filter(Q(booked_on__lt=until.day) | Q(booked_on=until.day) & is_earlier)
    found = rows.aggregate(count=Count("pk"), changed_at=Max("updated_at"))
    return Stamp(found["count"], found["changed_at"])


def stamp_after(workspace: "Workspace", stamp: Stamp, fresh: Sequence[Payment]) -> Stamp:
    """The stamp when `fresh` follow the rows of `stamp`; reads only those, however many came before."""
    if not fresh:
        return stamp
    keys = [payment.key for payment in fresh]
    newest = _judged(workspace).filter(pk__in=keys).aggregate(at=Max("updated_at"))["at"]
    changes = [at for at in (stamp.changed_at, newest) if at is not None]
    return Stamp(stamp.count + len(fresh), max(changes, default=None))


def last_day_of(workspace: "Workspace") -> date | None:
    found: date | None = _judged(workspace).aggregate(last=Max("booked_on"))["last"]
    return found


def external_ids(workspace: "Workspace", keys: Iterable[str]) -> dict[str, str]:
    """The ids other programs know payments by; our own where there is none. One query."""
    rows = Transaction.objects.in_workspace(workspace).filter(pk__in=set(keys))
    return {str(pk): name or str(pk) for pk, name in rows.values_list("pk", "external_id")}


# What was learnt


def feedback_in_force(workspace: "Workspace", now: datetime) -> list[Feedback]:
    """Newest first, with findings, payments and people; one query."""
    rows = Feedback.objects.in_workspace(workspace).in_force(now)
    return list(rows.select_related("finding__transaction__merchant", "user"))


def learned(workspace: "Workspace", now: datetime) -> Learned:
    """What the judge must know of people's answers; one query."""
    verdicts = Feedback.Verdict
    said = feedback_in_force(workspace, now)
    by_verdict = {verdict: [f for f in said if f.verdict == verdict] for verdict in verdicts}
    answers = [_answer(f, now) for f in by_verdict[verdicts.EXPECTED] + by_verdict[verdicts.NOT_ME]]
    return replace(
        learned_from(answers),
        muted_merchants=frozenset(merchant_key(f.finding) for f in by_verdict[verdicts.MUTE_MERCHANT]),
        muted_kinds=frozenset(mute_key(f.finding) for f in by_verdict[verdicts.MUTE_KIND]),
        honest_twins=frozenset(
            (merchant_key(f.finding), abs(float(f.finding.transaction.amount)))
            for f in by_verdict[verdicts.NOT_DUPLICATE]
        ),
        cancelled=cancellations(workspace),
    )


def cancellations(workspace: "Workspace") -> tuple[Cancellation, ...]:
    """What people said they had cancelled; one query."""
    rows = Recurring.objects.in_workspace(workspace).filter(cancelled_on__isnull=False, amount__lt=0)
    fields = ("merchant_id", "currency", "amount", "is_variable", "cancelled_on")
    return tuple(
        Cancellation(
            merchant=str(merchant),
            currency=currency,
            amount=abs(float(amount)),
            is_variable=varies,
            day=day,
        )
        for merchant, currency, amount, varies, day in rows.order_by("pk").values_list(*fields)
    )


def _answer(feedback: Feedback, now: datetime) -> Answer:
    finding = feedback.finding
    is_expected = feedback.verdict == Feedback.Verdict.EXPECTED
    is_recent = feedback.created_at > now - timedelta(days=weights.WATCH_DAYS)
    return Answer(
        merchant=merchant_key(finding),
        category=finding.features.get("category", ""),
        amount=_base_of(finding),
        leading=leading_signal(finding),
        is_expected=is_expected,
        is_watched=is_recent and not is_expected,
    )


def mute_key(finding: Finding) -> str:
    """What "mute this kind" silences: all of the kind, or of people's own rules the one that spoke."""
    return f"{finding.kind}:{finding.rule_id}" if finding.rule_id else finding.kind


def leading_signal(finding: Finding) -> str | None:
    codes = [reason["code"] for reason in finding.reasons if reason["code"] in weights.SIGNALS]
    return codes[0] if codes else None


def merchant_key(finding: Finding) -> str:
    """The merchant as the judge names it."""
    row = finding.transaction
    return str(row.merchant_id) if row.merchant_id else slug_key(row.description)


def _base_of(finding: Finding) -> float:
    amount = finding.transaction.base_amount
    return 0.0 if amount is None else abs(float(amount))


def newest_forest(workspace: "Workspace") -> Forest | None:
    """The workspace's latest trained forest, checked against its signature.

    Raises:
        TamperedModelError: its stored state was changed.
    """
    model = TrainedModel.objects.in_workspace(workspace).order_by("-trained_at").first()
    return Forest.from_bytes(bytes(model.state)) if model else None


# Findings and their company


def findings(
    workspace: "Workspace", *, state: str = "", kind: str = "", batch: ImportBatch | None = None
) -> Any:
    """Open ones first, then the newest; filtered where a filter is given.

    Args:
        batch: only about payments that this import recorded.
    """
    rows = Finding.objects.in_workspace(workspace).for_lists().open_first()
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if batch:
        rows = rows.filter(transaction__in=imported_by(batch))
    return rows


def imported_by(batch: ImportBatch) -> Any:
    """The ids of the payments an import recorded, as a subquery."""
    rows = ImportRow.objects.filter(batch=batch, is_included=True, transaction__isnull=False)
    return rows.order_by().values_list("transaction", flat=True)


def cases(workspace: "Workspace") -> Any:
    """Open ones first, then the latest settled; each with the number of steps done."""
    rows = Case.objects.in_workspace(workspace).annotate(done=Count("steps"))
    rows = rows.select_related(*(f"finding__transaction__{name}" for name in ("merchant", "account")))
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-created_at", "-pk")


def same_merchant(finding: Finding, *, limit: int) -> list[Transaction]:
    """The latest payments to this finding's merchant up to it, newest first, without itself."""
    subject = finding.transaction
    rows = Transaction.objects.in_workspace(finding.workspace).live().for_lists()
    rows = rows.filter(kind=subject.kind, booked_on__lte=subject.booked_on).exclude(pk=subject.pk)
    if subject.merchant_id:
        rows = rows.filter(merchant_id=subject.merchant_id)
    else:
        rows = rows.filter(merchant__isnull=True, description=subject.description)
    return list(rows.order_by("-booked_on", "-booked_at", "-pk")[:limit])
