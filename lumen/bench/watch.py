"""What judging costs: one payment, an import, a night, and the memory of ten thousand users."""

import random
import resource
from collections.abc import Iterator
from datetime import time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Workspace
from anomalies import judges, services
from lumen.bench.ledger import make_workspace
from lumen.bench.report import Figure, Report, milliseconds, timing
from transactions.models import Account, Category, Merchant, Transaction

if TYPE_CHECKING:
    from accounts.models import User

SIZES = (5_000, 50_000)
ARRIVALS, IMPORTED = 100, 10_000
USERS, USER_ROWS, MARKS = 10_000, 40, (1_000, 2_500, 5_000, 10_000)
FOREST_ROWS = 5_000


def measure_watch(*, with_users: bool = False) -> Report:
    """Scoring as the worker does it, on ledgers of two sizes; then an import and a night."""
    report = Report("Watch: judging payments")
    for rows in SIZES:
        workspace = make_workspace(rows)
        _add_arrivals(report, workspace, rows)
        if rows == FOREST_ROWS:
            _add_night(report, workspace)
    _add_import(report)
    if with_users:
        _add_users(report)
    return report


def _add_arrivals(report: Report, workspace: Workspace, rows: int) -> None:
    """One payment at a time; the first reads the past, later ones find the judge at hand."""
    judges.forget()
    timed = [str(row.pk) for row in _arriving(workspace, 1, name="first", is_timed=True)]
    first = milliseconds(
        lambda: services.judge_transactions(transaction_ids=timed, now=timezone.now()), times=1, warm=0
    )
    report.add(timing(f"first payment, {rows:,} rows in the past", first, note="reads the whole past"))
    for name, is_timed in (("one payment", True), ("one without a time of day", False)):
        new = _arriving(workspace, ARRIVALS + 2, name=name, is_timed=is_timed)
        times = milliseconds(partial(_judge_next, new), times=ARRIVALS)
        report.add(timing(f"{name}, {rows:,} rows in the past", times, baseline=first, against="the first"))


def _judge_next(new: Iterator[Transaction]) -> None:
    services.judge_transactions(transaction_ids=[str(next(new).pk)], now=timezone.now())


def _arriving(workspace: Workspace, count: int, *, name: str, is_timed: bool) -> Iterator[Transaction]:
    chance = random.Random(3)  # noqa: S311  sample data, not a secret
    merchants = list(Merchant.objects.in_workspace(workspace).order_by("pk")[:40])
    account = Account.objects.in_workspace(workspace).get(name="Bank")
    for number in range(count):
        amount = -Decimal(f"{chance.lognormvariate(6, 1):.2f}")
        yield Transaction.objects.create(
            workspace=workspace,
            account=account,
            kind=Transaction.Kind.EXPENSE,
            booked_on=timezone.localdate(),
            booked_at=time(14 + number // 60, number % 60) if is_timed else None,
            amount=amount,
            base_amount=amount,
            currency="INR",
            merchant=chance.choice(merchants),
            description=f"{name} {number}",
            origin=Transaction.Origin.SMS,
            fingerprint=f"{name}-{number}",
        )


def _add_import(report: Report) -> None:
    """Ten thousand rows of this week beside as many of the years before, judged in one task."""
    workspace = make_workspace(IMPORTED)
    judges.forget()
    rows = _week(workspace, IMPORTED)
    started = perf_counter()
    found = services.judge_transactions(transaction_ids=[str(row.pk) for row in rows], now=timezone.now())
    spent = perf_counter() - started
    report.add(
        Figure(
            name=f"{IMPORTED:,} imported rows of this week",
            unit="s",
            p50=spent,
            p95=spent,
            note=f"{len(found)} findings",
        )
    )


def _week(workspace: Workspace, count: int) -> list[Transaction]:
    chance = random.Random(4)  # noqa: S311  sample data, not a secret
    merchants = list(Merchant.objects.in_workspace(workspace).order_by("pk"))
    account = Account.objects.in_workspace(workspace).get(name="Bank")
    today = timezone.localdate()
    rows = []
    for number in range(count):
        amount = -Decimal(f"{chance.lognormvariate(6, 1):.2f}")
        rows.append(
            Transaction(
                workspace=workspace,
                account=account,
                kind=Transaction.Kind.EXPENSE,
                booked_on=today - timedelta(days=chance.randint(0, 6)),
                amount=amount,
                base_amount=amount,
                currency="INR",
                merchant=chance.choice(merchants),
                description=f"IMPORTED {number}",
                origin=Transaction.Origin.CSV,
                fingerprint=f"imported-{number}",
            )
        )
    return Transaction.objects.bulk_create(rows, batch_size=2_000)


def _add_night(report: Report, workspace: Workspace) -> None:
    def refit() -> None:
        services.train(workspace=workspace, now=timezone.now())

    times = milliseconds(refit, times=5, warm=1)
    report.add(timing(f"nightly refit, {FOREST_ROWS:,} rows", times))


def _add_users(report: Report) -> None:
    """A worker that judges one payment for each of many users must not grow with them."""
    judges.forget()
    owner = get_user_model().objects.create_user(f"bench-{uuid4().hex[:8]}@example.com", "not used here")
    at_first = 0.0
    for number in range(1, USERS + 1):
        _judge_a_user(owner, number)
        if number in MARKS:
            now = _resident()
            at_first = at_first or now
            report.add(
                Figure(
                    name=f"memory after {number:,} users",
                    unit="MiB",
                    p50=now,
                    p95=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                    ratio=now / at_first,
                    baseline=f"after {MARKS[0]:,}",
                )
            )


def _judge_a_user(owner: "User", number: int) -> None:
    chance = random.Random(number)  # noqa: S311  sample data, not a secret
    workspace = accounts.create_workspace(owner=owner, name=f"Bench {number}")
    account = Account.objects.create(workspace=workspace, name="Card")
    category = Category.objects.in_workspace(workspace).first()
    merchant = Merchant.objects.create(workspace=workspace, name="Corner", key="corner")
    today = timezone.localdate()
    rows = Transaction.objects.bulk_create(
        Transaction(
            workspace=workspace,
            account=account,
            kind=Transaction.Kind.EXPENSE,
            booked_on=today - timedelta(days=USER_ROWS - day),
            amount=amount,
            base_amount=amount,
            currency="INR",
            merchant=merchant,
            category=category,
            description="CORNER",
            origin=Transaction.Origin.SMS,
            fingerprint=f"user-{day}",
        )
        for day in range(USER_ROWS)
        for amount in [-Decimal(f"{chance.lognormvariate(5, 0.4):.2f}")]
    )
    services.judge_transactions(transaction_ids=[str(rows[-1].pk)], now=timezone.now())


def _resident() -> float:
    """Resident memory of this process now, in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20
