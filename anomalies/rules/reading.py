"""The workspace's rules and payments as the engine wants them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from anomalies.models import FindingRule
from anomalies.rules import wording
from anomalies.rules.engine import EACH, RulePayment, Spec, start_of
from lumen.common.text import fold, slug_key
from transactions.models import Transaction, TransactionQuerySet
from transactions.rules.facts import Facts as Asked
from transactions.services.filing import SOURCES

if TYPE_CHECKING:
    from accounts.models import Workspace

ASKED_KINDS = [Transaction.Kind.EXPENSE, Transaction.Kind.INCOME, Transaction.Kind.REFUND]
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
    specs: Iterable[Spec],
    *,
    since: date | None = None,
    until: date | None = None,
    keys: Iterable[str] | None = None,
) -> list[RulePayment]:
    """Payments, refunds and income that these rules may ask about, oldest first; one query.

    Args:
        since, until: half-open, by the payments' own day.
        keys: only these.
    """
    rows = Transaction.objects.in_workspace(workspace).live().between(since, until)
    rows = rows.filter(kind__in=ASKED_KINDS)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    asked = {str(condition.get("field")) for spec in specs for condition in spec.conditions}
    return sorted(_payments(rows, asked), key=lambda payment: (payment.moment, payment.key))


def _payments(rows: TransactionQuerySet, fields: set[str]) -> Iterator[RulePayment]:
    """Rows as payments; texts that no rule looks at are not read or folded."""
    columns = (*_FIELDS, "note") if "note" in fields else _FIELDS
    folded = _Folded()
    has_text = "text" in fields
    told = rows.order_by().values_list(*columns)
    for (
        pk, day, at, merchant_id, name, description, category, base, amount, currency, account, kind,
        method, origin, *note,
    ) in told.iterator(chunk_size=2_000):  # fmt: skip
        sign = -1 if kind == Transaction.Kind.REFUND else 1
        worth = amount if base is None else base
        is_income = kind == Transaction.Kind.INCOME
        yield RulePayment(
            key=str(pk),
            day=day,
            minute=at.hour * 60 + at.minute if at else None,
            merchant=str(merchant_id) if merchant_id else slug_key(description),
            name=name or description or "an unnamed payee",
            category=category or "",
            value=None if base is None else abs(base) * sign,
            original=abs(amount),
            currency=currency,
            is_refund=sign < 0,
            asked=Asked(
                text=fold(f"{description} {name or ''}") if has_text else "",
                merchant=folded[name or ""],
                note=fold(note[0]) if note else "",
                method=folded[method],
                amount=abs(worth) if is_income else -abs(worth),
                currency=currency,
                account=str(account),
                category=folded[category or ""],
                source=SOURCES.get(origin, origin),
                booked_on=day,
                booked_at=at,
                kind=kind,
            ),
        )


class _Folded(dict[str, str]):
    """Names folded once each."""

    def __missing__(self, text: str) -> str:
        self[text] = found = fold(text)
        return found


def since_of(specs: Iterable[Spec], day: date) -> date:
    """The first day that rules need to have seen to judge `day`."""
    return min((start_of(day, spec.window) for spec in specs if spec.measure != EACH), default=day)
