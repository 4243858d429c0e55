"""What the dashboard's sections show, computed by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Abs
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Workspace
from anomalies.detectors.recurring import rhythm_of
from anomalies.models import Finding
from anomalies.payments import Payment
from assistants.selectors import overview as customers
from documents.models import Document
from lumen.common.dates import add_months
from transactions.budgeting import BudgetLine, budget_lines
from transactions.models import ImportBatch, RawItem, Transaction

CASH_LINE_DAYS = 90
TOP_CATEGORIES = 7
TOP_BUDGETS = 5
LATEST_DOCUMENTS = 5
RHYTHM_DAYS, RHYTHM_MOST, RHYTHM_LOOK = 200, 14, 5
UPCOMING, UPCOMING_DAYS = 6, 30
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits for the person."""

    icon: str
    text: str
    url: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSoFar:
    """The running month up to `day` beside the one before up to the same day of the month."""

    day: date
    spent: Decimal
    spent_before: Decimal
    received: Decimal
    received_before: Decimal
    uncounted: int  # rows whose exchange rate is unknown

    @property
    def saved(self) -> Decimal:
        return self.received - self.spent

    @property
    def saved_before(self) -> Decimal:
        return self.received_before - self.spent_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A figure a day, oldest first."""

    labels: list[str]
    values: list[Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    label: str
    value: Decimal
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A regular payment that should come next; `amount` as it was last time."""

    label: str
    next_on: date
    amount: Decimal


def month_so_far(workspace: Workspace, today: date) -> MonthSoFar:
    """Money out (net of refunds) and in, this month and last, both up to the same day. One query."""
    start, before = today.replace(day=1), add_months(today.replace(day=1), -1)
    same_day = min(add_months(today, -1) + timedelta(days=1), start)
    now = Q(booked_on__gte=start)
    then = Q(booked_on__lt=same_day)
    spending = Q(kind__in=[Transaction.Kind.EXPENSE, Transaction.Kind.REFUND])
    income = Q(kind=Transaction.Kind.INCOME)
    rows = Transaction.objects.in_workspace(workspace).live().between(before, today + timedelta(days=1))
    sums = rows.aggregate(
        spent=Sum("base_amount", filter=now & spending, default=ZERO),
        spent_before=Sum("base_amount", filter=then & spending, default=ZERO),
        received=Sum("base_amount", filter=now & income, default=ZERO),
        received_before=Sum("base_amount", filter=then & income, default=ZERO),
        uncounted=Count("pk", filter=now & Q(base_amount__isnull=True)),
    )
    return MonthSoFar(
        day=today,
        spent=-sums["spent"],
        spent_before=-sums["spent_before"],
        received=sums["received"],
        received_before=sums["received_before"],
        uncounted=sums["uncounted"],
    )


def tightest_budgets(workspace: Workspace, today: date) -> list[BudgetLine]:
    """The budgets of this month of which the largest share is gone. Four queries."""
    lines = budget_lines(workspace, month=today)
    return sorted(lines, key=lambda line: (-line.percent, line.category.name))[:TOP_BUDGETS]


def cash_line(workspace: Workspace, today: date) -> Line:
    """Money in minus money out, added up day by day over the last 90 days. One query."""
    first = today - timedelta(days=CASH_LINE_DAYS - 1)
    rows = (
        Transaction.objects.in_workspace(workspace)
        .live()
        .exclude(kind=Transaction.Kind.TRANSFER)
        .between(first, today + timedelta(days=1))
        .order_by()
        .values("booked_on")
        .annotate(moved=Sum("base_amount", default=ZERO))
    )
    moved = {row["booked_on"]: row["moved"] for row in rows}
    labels, values, level = [], [], ZERO
    for offset in range(CASH_LINE_DAYS):
        day = first + timedelta(days=offset)
        level += moved.get(day, ZERO)
        labels.append(f"{day.day} {day:%b}")
        values.append(level)
    return Line(labels=labels, values=values if moved else [])


def top_categories(workspace: Workspace, today: date) -> list[Bar]:
    """Net spending of the running month by category, largest first. One query."""
    start = today.replace(day=1)
    rows = (
        Transaction.objects.in_workspace(workspace)
        .live()
        .spending()
        .between(start, today + timedelta(days=1))
        .order_by()
        .values("category__name", "category_id")
        .annotate(spent=-Sum("base_amount", default=ZERO))
        .filter(spent__gt=0)
        .order_by("-spent")[:TOP_CATEGORIES]
    )
    listing = reverse("transactions:list")
    return [
        Bar(
            label=row["category__name"] or _("No category"),
            value=row["spent"],
            url=f"{listing}?category={row['category_id'] or 'none'}&from={start}",
        )
        for row in rows
    ]


def tasks(workspace: Workspace, today: date) -> list[Task]:
    """What waits for the person, most pressing first. Seven counts."""
    findings = Finding.objects.in_workspace(workspace).filter(state=Finding.State.OPEN).count()
    imports = ImportBatch.objects.in_workspace(workspace).filter(state=ImportBatch.State.PREVIEW).count()
    unread = _unreadable(workspace, today).count()
    papers = Document.objects.in_workspace(workspace).live().filter(status=Document.Status.FAILED).count()
    bare = _without_category(workspace, today).count()
    waiting = customers.waiting(workspace)
    asking, drafts = waiting["enquiries"], waiting["drafts"]
    listing = reverse("transactions:list")
    month = today - timedelta(days=30)
    found = [
        (asking, "users", "warning", reverse("assistants:inbox"),
         ngettext("%(n)d customer waits for a person", "%(n)d customers wait for a person", asking)),
        (drafts, "edit", "info", reverse("assistants:inbox"),
         ngettext("%(n)d draft waits for your decision", "%(n)d drafts wait for your decision", drafts)),
        (findings, "alert", "warning", reverse("anomalies:list"),
         ngettext("%(n)d payment looks unusual", "%(n)d payments look unusual", findings)),
        (imports, "upload", "info", reverse("transactions:import"),
         ngettext("%(n)d statement waits for your go", "%(n)d statements wait for your go", imports)),
        (papers, "file", "negative", reverse("documents:list"),
         ngettext("%(n)d document could not be read", "%(n)d documents could not be read", papers)),
        (unread, "inbox", "info", f"{reverse('transactions:inbox')}?outcome=unreadable",
         ngettext("%(n)d message was not understood", "%(n)d messages were not understood", unread)),
        (bare, "tag", "info", f"{listing}?category=none&from={month}",
         ngettext("%(n)d payment has no category", "%(n)d payments have no category", bare)),
    ]  # fmt: skip
    return [
        Task(icon=icon, text=text % {"n": n}, url=url, tone=tone) for n, icon, tone, url, text in found if n
    ]


def _unreadable(workspace: Workspace, today: date) -> "QuerySet[RawItem]":
    since = today - timedelta(days=30)
    return RawItem.objects.in_workspace(workspace).filter(
        outcome=RawItem.Outcome.UNREADABLE, received_at__date__gte=since
    )


def _without_category(workspace: Workspace, today: date) -> "QuerySet[Transaction]":
    rows = Transaction.objects.in_workspace(workspace).live().purchases()
    return rows.filter(category=None, booked_on__gte=today - timedelta(days=30))


def upcoming(workspace: Workspace, today: date) -> list[Charge]:
    """Regular payments expected in the next 30 days, soonest first. Two queries.

    Only merchants that charge between three times and about fortnightly in the last 200 days are looked
    at: what comes more often is a habit, not a date to know.
    """
    rows = (
        Transaction.objects.in_workspace(workspace)
        .live()
        .purchases()
        .between(today - timedelta(days=RHYTHM_DAYS), today + timedelta(days=1))
        .filter(merchant__isnull=False, base_amount__isnull=False)
    )
    counts = rows.order_by().values("merchant").annotate(n=Count("pk")).filter(n__gte=3, n__lte=RHYTHM_MOST)
    latest = rows.filter(merchant__in=counts.values("merchant")).order_by("booked_on")
    by_merchant: dict[str, list[Payment]] = {}
    for name, day, amount in latest.values_list("merchant__name", "booked_on", "base_amount"):
        by_merchant.setdefault(name, []).append(_payment(name, day, amount or ZERO))
    charges = [charge for name, past in by_merchant.items() if (charge := _next_charge(name, past, today))]
    return sorted(charges, key=lambda charge: charge.next_on)[:UPCOMING]


def _payment(name: str, day: date, amount: Decimal) -> Payment:
    return Payment(
        key="",
        day=day,
        minute=None,
        merchant=name,
        name=name,
        category="",
        amount=-float(amount),
        original=-float(amount),
        currency="",
        account="",
    )


def _next_charge(name: str, past: list[Payment], today: date) -> Charge | None:
    rhythm = rhythm_of(past[-RHYTHM_LOOK:])
    if rhythm is None or not today <= rhythm.due <= today + timedelta(days=UPCOMING_DAYS):
        return None
    return Charge(label=name, next_on=rhythm.due, amount=Decimal(f"{rhythm.last_amount:.2f}"))


def largest_payments(workspace: Workspace, today: date) -> Sequence[Transaction]:
    """The five largest purchases of the last week."""
    rows = Transaction.objects.in_workspace(workspace).live().purchases().for_lists()
    recent = rows.between(today - timedelta(days=6), today + timedelta(days=1))
    return list(recent.filter(base_amount__isnull=False).order_by(Abs("base_amount").desc())[:5])


def latest_documents(workspace: Workspace) -> Sequence[Document]:
    return list(Document.objects.in_workspace(workspace).live().order_by("-created_at")[:LATEST_DOCUMENTS])


def is_empty(workspace: Workspace) -> bool:
    """Whether nothing has been brought in yet."""
    return not (
        Transaction.objects.in_workspace(workspace).live().exists()
        or Document.objects.in_workspace(workspace).live().exists()
    )
