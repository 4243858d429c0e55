"""The workspace's rules and payments as the engine wants them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce

from anomalies.models import FindingRule
from anomalies.payments import NOON
from anomalies.rules import wording
from anomalies.rules.engine import EACH, RulePayment, Spec, moment_of, start_of
from anomalies.rules.narrowing import narrowed
from lumen.common.text import fold, slug_key
from transactions.models import Transaction, TransactionQuerySet
from transactions.rules.conditions import Known
from transactions.rules.facts import Facts as Asked
from transactions.services.filing import SOURCES

if TYPE_CHECKING:
    from accounts.models import Workspace

Kind = Transaction.Kind
_SOURCES = {str(origin): source for origin, source in SOURCES.items()}
EXPENSE, INCOME, REFUND = (str(kind.value) for kind in (Kind.EXPENSE, Kind.INCOME, Kind.REFUND))
_FIELDS = (
    *("pk", "booked_on", "booked_at", "merchant_id", "merchant__name", "description", "category__name"),
    *("base_amount", "amount", "currency", "account_id", "kind", "method", "origin"),
)


def active_rules(workspace: "Workspace") -> list[FindingRule]:
    return list(FindingRule.objects.in_workspace(workspace).kept().filter(is_active=True))


def spec_of(rule: FindingRule, names: dict[str, str]) -> Spec:
    """What a rule says, saved or not.

    Args:
        names: of accounts and categories, by id.
    """
    return Spec(
        key=str(rule.pk),
        name=rule.name,
        subject=wording.subject_of(rule.conditions, names),
        conditions=tuple(rule.conditions),
        measure=rule.measure,
        window=rule.window,
        threshold=rule.threshold,
        level=rule.level,
    )


def payments_of(
    workspace: "Workspace",
    specs: Sequence[Spec],
    *,
    known: Known,
    since: date | None = None,
    until: date | None = None,
    keys: Iterable[str] | None = None,
) -> Iterator[RulePayment]:
    """Payments, refunds and income that these rules may ask about, oldest first; one query.

    Args:
        since, until: half-open, by the payments' own day.
        keys: only these.
    """
    rows = Transaction.objects.in_workspace(workspace).live().between(since, until)
    is_spent = not any(spec.is_about_income for spec in specs)
    rows = rows.filter(kind__in=[EXPENSE, REFUND] if is_spent else [EXPENSE, REFUND, INCOME])
    rows = rows.filter(narrowed(specs, known)) if keys is None else rows.filter(pk__in=list(keys))
    asked = {str(condition.get("field")) for spec in specs for condition in spec.conditions}
    by_time = Coalesce("booked_at", time(NOON // 60))
    return _payments(rows.order_by("booked_on", by_time, "pk"), asked)


def _payments(rows: TransactionQuerySet, fields: set[str]) -> Iterator[RulePayment]:
    """Rows as payments; texts that no rule looks at are not read or folded."""
    columns = (*_FIELDS, "note") if "note" in fields else _FIELDS
    folded = _Folded()
    has_text, has_account = "text" in fields, "account" in fields
    for (
        pk, day, at, merchant_id, name, description, category, base, amount, currency, account, kind,
        method, origin, *note,
    ) in rows.values_list(*columns).iterator(chunk_size=5_000):  # fmt: skip
        size, worth = abs(amount), None if base is None else abs(base)
        weight = size if worth is None else worth
        is_refund = kind == REFUND
        asked = Asked(
            text=fold(f"{description} {name or ''}") if has_text else "",
            merchant=folded[name or ""],
            note=fold(note[0]) if note else "",
            method=folded[method],
            amount=weight if kind == INCOME else -weight,
            currency=currency,
            account=str(account) if has_account else "",
            category=folded[category or ""],
            source=_SOURCES.get(origin, origin),
            booked_on=day,
            booked_at=at,
            kind=kind,
        )
        yield RulePayment(
            pk,
            day,
            moment_of(day, at),
            merchant_id or slug_key(description),
            name or description or "an unnamed payee",
            category or "",
            -worth if is_refund and worth is not None else worth,
            size,
            currency,
            asked,
            is_refund,
        )


class _Folded(dict[str, str]):
    """Names folded once each."""

    def __missing__(self, text: str) -> str:
        self[text] = found = fold(text)
        return found


def since_of(specs: Iterable[Spec], day: date) -> date:
    """The first day that rules need to have seen to judge `day`."""
    return min((start_of(day, spec.window) for spec in specs if spec.measure != EACH), default=day)
