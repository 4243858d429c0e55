"""A generated ledger of many rows, and what pages and questions cost on it."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Workspace
from lumen.ai.answers import Answer
from lumen.bench.report import Report, milliseconds, timing
from lumen.dashboard.sections import SECTIONS
from transactions.models import Account, Category, Merchant, Transaction
from transactions.questions import answer_question

SEED = 7
MERCHANTS = 220
DAYS = 1_100
CATEGORIES = ["Groceries", "Food & Dining", "Transport", "Shopping", "Health", "Utilities", "Travel", "Rent"]
QUESTIONS = [
    "how much did I spend last month",
    "total spent on Groceries this year",
    "how many payments to Merchant 12",
    "average spend per day in October",
    "biggest purchase last month",
    "top 5 categories this year",
    "spend by month this year",
    "show payments above 4000 last month",
    "Merchant 7 last quarter",
    "did I spend more on Transport in September or October",
    "how much did I save in August",
    "median purchase",
]


def make_workspace(rows: int) -> Workspace:
    """A workspace with `rows` seeded transactions over three years, ending today."""
    user = get_user_model().objects.create_user(f"bench-{uuid4().hex[:8]}@example.com", "not used here")
    workspace = accounts.create_workspace(owner=user, name="Bench")
    Transaction.objects.bulk_create(_rows(rows, workspace), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE transactions_transaction")
    return workspace


def _rows(count: int, workspace: Workspace) -> Iterator[Transaction]:
    chance = random.Random(SEED)  # noqa: S311  sample data, not a secret
    account = Account.objects.create(workspace=workspace, name="Bank")
    categories = [Category.objects.get_or_create(workspace=workspace, name=name)[0] for name in CATEGORIES]
    merchants = Merchant.objects.bulk_create(
        Merchant(workspace=workspace, name=f"Merchant {n}", key=f"merchant {n}") for n in range(MERCHANTS)
    )
    today = timezone.localdate()
    for number in range(count):
        merchant = min(int(chance.expovariate(1 / 40)), MERCHANTS - 1)
        is_income = chance.random() < 0.02
        amount = Decimal(f"{chance.lognormvariate(6, 1):.2f}") * (1 if is_income else -1)
        yield Transaction(
            workspace=workspace,
            account=account,
            kind=Transaction.Kind.INCOME if is_income else Transaction.Kind.EXPENSE,
            booked_on=today - timedelta(days=chance.randint(0, DAYS)),
            amount=amount,
            base_amount=amount,
            currency="INR",
            merchant=merchants[merchant],
            category=categories[merchant % len(categories)],
            description=f"UPI/{number}/MERCHANT{merchant}",
            origin=Transaction.Origin.LEDGER,
            fingerprint=f"bench-{number}",
        )


def measure_pages(workspace: Workspace, rows: int) -> Report:
    """List page and dashboard as the server makes them, with their query counts."""
    report = Report(f"Pages: server time at {rows:,} transactions")
    client = Client(SERVER_NAME="localhost")
    client.force_login(workspace.members.get())
    baseline = milliseconds(lambda: client.get("/health", secure=True), times=40)
    listing = reverse("transactions:list")
    pages = {
        "transactions, first page": [listing],
        "transactions, one category and text": [f"{listing}?q=merchant&min=500"],
        "dashboard, frame": [reverse("home")],
        "dashboard, all sections": [reverse("dashboard:section", args=[s.name]) for s in SECTIONS],
    }
    for name, urls in pages.items():
        with CaptureQueriesContext(connection) as queries:
            _load(client, urls)
        note = f"{len(queries)} queries"  # before the timed requests, which reset the log
        values = milliseconds(partial(_load, client, urls), times=30)
        report.add(timing(name, values, baseline=baseline, against="/health", note=note))
    return report


def _load(client: Client, urls: list[str]) -> None:
    for url in urls:
        if client.get(url, secure=True).status_code != HTTPStatus.OK:
            raise RuntimeError(f"{url} did not answer: a wrong page must not be timed")


def _answer(workspace: Workspace, question: str, now: datetime) -> Answer:
    return answer_question(workspace=workspace, text=question, now=now, memory={})


def measure_questions(workspace: Workspace, rows: int) -> Report:
    """`ask` without a model, against one bare SUM over the same rows."""
    report = Report(f"Questions: ask at {rows:,} transactions, no model")
    now = timezone.now()

    def one_sum() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sum(base_amount) FROM transactions_transaction WHERE workspace_id = %s",
                [workspace.pk],
            )
            cursor.fetchone()

    baseline = milliseconds(one_sum, times=30)
    every: list[float] = []
    for question in QUESTIONS:
        with CaptureQueriesContext(connection) as queries:
            answer = _answer(workspace, question, now)
        values = milliseconds(partial(_answer, workspace, question, now), times=15)
        every.extend(values)
        note = f"{len(queries)} queries, {answer.status}"
        report.add(timing(question[:43], values, baseline=baseline, against="one SUM", note=note))
    report.add(
        timing("all questions", every, baseline=baseline, against="one SUM", note="bar: p95 under 300 ms")
    )
    return report
