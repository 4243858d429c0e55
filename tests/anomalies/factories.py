"""Payments and findings for tests."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

from django.utils import timezone

from anomalies import services
from anomalies.facts import Facts, Notice
from anomalies.features import measure
from anomalies.judge import Judge
from anomalies.models import Finding
from anomalies.payments import Payment
from tests.transactions.factories import make_account, make_category, make_merchant
from transactions.models import Account, Transaction

FIRST_DAY = date(2025, 1, 1)
NOW = datetime(2025, 6, 10, 12, 0, tzinfo=UTC)


def a_payment(**changes: Any) -> Payment:
    """Lunch at the Udupi Corner at one o'clock, unless told otherwise."""
    facts: dict[str, Any] = {
        "key": str(uuid4()),
        "day": FIRST_DAY,
        "minute": 13 * 60,
        "merchant": "udupi corner",
        "name": "Udupi Corner",
        "category": "Food & Dining",
        "amount": 210.0,
        "currency": "INR",
        "account": "tideway",
    }
    facts.update(changes)
    facts.setdefault("original", facts["amount"] or 0.0)
    if "name" in changes and "merchant" not in changes:
        facts["merchant"] = changes["name"].casefold()
    return Payment(**facts)


def steady_life(days: int = 120, *, start: date = FIRST_DAY, seed: int = 5) -> list[Payment]:
    """Two or three ordinary payments a day, oldest first."""
    draw = Random(seed)
    payments = []
    for offset in range(days):
        day = start + timedelta(days=offset)
        lunch = round(draw.lognormvariate(5.35, 0.25), 2)
        payments.append(a_payment(day=day, minute=780 + draw.randrange(40), amount=lunch))
        ride = round(draw.lognormvariate(4.9, 0.3), 2)
        payments.append(a_payment(day=day, minute=1110, name="Tuk Tuk Go", category="Transport", amount=ride))
        if offset % 3 == 0:
            basket = round(draw.lognormvariate(6.1, 0.4), 2)
            payments.append(
                a_payment(day=day, minute=1180, name="QuickBasket", category="Groceries", amount=basket)
            )
    return payments


def judged(*payments: Payment, **options: Any) -> Judge:
    """A judge that has seen these."""
    judge = Judge(base_currency="INR", **options)
    for payment in payments:
        judge.judge(payment)
    return judge


def kinds(judge: Judge) -> list[str]:
    return [notice.kind for notice in judge.notices]


def an_account(workspace: Any, name: str) -> Account:
    existing = Account.objects.in_workspace(workspace).filter(name=name).first()
    return existing or make_account(workspace, name)


def store(workspace: Any, payments: list[Payment]) -> list[Transaction]:
    """Put payments into the ledger as rows of one workspace; keys become external ids."""
    accounts = {name: an_account(workspace, name) for name in {p.account for p in payments}}
    names = {p.name for p in payments}
    merchants = {name: make_merchant(workspace, name) for name in names}
    categories = {n: make_category(workspace, n) for n in {p.category for p in payments}}
    return Transaction.objects.bulk_create(
        Transaction(
            workspace=workspace,
            account=accounts[p.account],
            kind=Transaction.Kind.INCOME if p.is_income else Transaction.Kind.EXPENSE,
            booked_on=p.day,
            booked_at=None if p.minute is None else time(p.minute // 60, p.minute % 60),
            amount=Decimal(str(p.original)) * (1 if p.is_income else -1),
            currency=p.currency,
            base_amount=None if p.amount is None else Decimal(str(p.amount)) * (1 if p.is_income else -1),
            merchant=merchants[p.name],
            category=categories[p.category],
            description=p.name.upper(),
            origin=Transaction.Origin.SMS,
            external_id=p.key,
            fingerprint=uuid4().hex,
        )
        for p in payments
    )


def make_finding(workspace: Any, *, payment: Payment | None = None, **changes: Any) -> Finding:
    """A finding about an amount far above the usual, with a short past behind it."""
    past = [a_payment(day=FIRST_DAY + timedelta(days=n), amount=200.0 + n, minute=780) for n in range(8)]
    subject = payment or a_payment(day=FIRST_DAY + timedelta(days=20), amount=4100.0)
    existing = Transaction.objects.in_workspace(workspace).exists()
    rows = store(workspace, [subject] if existing else [*past, subject])
    kind = changes.pop("kind", "amount_far_above_usual")
    features = measure(judged(*past).history, subject)
    facts = Facts.of(kind, subject, "INR", features)
    notice = Notice(
        kind=kind,
        key=str(rows[-1].pk),
        merchant=str(rows[-1].merchant_id),
        day=subject.day,
        moment=subject.moment,
        facts=facts,
        others=[str(row.pk) for row in changes.pop("others", [])],
    )
    finding = services.record_notices(
        workspace=workspace, notices=[notice], model_version="test", now=NOW, is_quiet=True
    )[0]
    for field, value in changes.items():
        setattr(finding, field, value)
    finding.save()
    return finding


def today_payment(**changes: Any) -> Payment:
    return a_payment(day=timezone.localdate(), **changes)
