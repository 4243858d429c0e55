"""What a careful person does in the demo after money came in: plan, split, agree with the bank, teach."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import User, Workspace
from lumen.common.dates import add_months
from transactions.models import Account, Budget, Category, RawItem, Rule, Transaction
from transactions.services import budgets, corrections, reconciling, rules, splits, taught
from transactions.services.splits import Part
from transactions.services.verdicts import Correction

BUDGETS = {
    "Food & Dining": 9_000,
    "Groceries": 17_000,
    "Transport": 9_000,
    "Shopping": 24_000,
    "Entertainment": 2_500,
}
ROLLS_OVER = "Groceries"
RULES = [  # name, what the text contains, category, new name of the merchant, tags
    ("City bus", "pmpml", "Transport", "PMPML", []),
    ("House help", "kamala pawar", "Household Help", "", []),
    ("Health bills to claim", "hospital", "Health", "", ["claim"]),
]
SPLIT_SHOP, SPLIT_SHARE, SPLIT_CATEGORY, SPLIT_NOTE = (
    "DMart",
    Decimal("0.35"),
    "Home Supplies",
    "Buckets, a mop",
)
TAUGHT_SENDER, TAUGHT_AMOUNT, TAUGHT_NAME = "AX-JANATA", Decimal(1500), "Anita Kulkarni"


@dataclass(frozen=True, slots=True, kw_only=True)
class Housekeeping:
    """The demo's own person at work in one workspace, as of `now`."""

    workspace: Workspace
    user: User
    now: datetime
    today: date

    def rules(self) -> None:
        """Rules of their own, made once."""
        known = set(Rule.objects.in_workspace(self.workspace).values_list("name", flat=True))
        for name, contains, category, rename_to, tags in RULES:
            if name not in known:
                draft = rules.Draft(
                    name=name,
                    conditions=[{"field": "text", "op": "contains", "value": contains}],
                    category=self._category(category),
                    rename_to=rename_to,
                    add_tags=tags,
                )
                rules.save_rule(workspace=self.workspace, actor=self.user, rule=None, draft=draft)

    def budgets(self) -> None:
        """A plan for the month; what groceries leave goes on to the next since three months."""
        since = add_months(self.today.replace(day=1), -3)
        planned = set(Budget.objects.in_workspace(self.workspace).values_list("category__name", flat=True))
        for name, amount in BUDGETS.items():
            category = self._category(name)
            if category and name not in planned:
                budgets.set_budget(
                    workspace=self.workspace,
                    actor=self.user,
                    category=category,
                    monthly_amount=Decimal(amount),
                )
                if name == ROLLS_OVER:
                    budgets.set_roll_over(
                        workspace=self.workspace,
                        actor=self.user,
                        category=category,
                        rolls_over=True,
                        month=since,
                    )

    def split(self) -> None:
        """One large shop is two things."""
        rows = Transaction.objects.in_workspace(self.workspace).entries()
        row = rows.filter(merchant__name=SPLIT_SHOP).order_by("-booked_on").first()
        if row is None or row.is_split:
            return
        part = (row.amount * SPLIT_SHARE).quantize(Decimal("0.01"))
        parts = [
            Part(amount=row.amount - part, category=row.category),
            Part(amount=part, category=self._category(SPLIT_CATEGORY), note=SPLIT_NOTE),
        ]
        splits.split(workspace=self.workspace, actor=self.user, row=row, parts=parts, now=self.now)

    def reconcile(self, account: Account, closing: Decimal) -> None:
        """Agree last month's statement with the bank, row by row, where it adds up."""
        if account.reconciliations.exists():
            return
        kept = reconciling.begin(
            workspace=self.workspace,
            actor=self.user,
            account=account,
            statement_on=self.today.replace(day=1) - timedelta(days=1),
            statement_balance=closing,
            today=self.today,
        )
        reconciling.tick_exactly(workspace=self.workspace, reconciliation=kept, ids=None)
        reconciling.finish(workspace=self.workspace, actor=self.user, reconciliation=kept, now=self.now)

    def teach(self) -> None:
        """Say what a message of an unlisted bank means; the next of its shape is read by that."""
        item = (
            RawItem.objects.in_workspace(self.workspace)
            .filter(sender=TAUGHT_SENDER, correction__isnull=True)
            .order_by("received_at")
            .first()
        )
        if item is None:
            return
        told = Correction(
            outcome=RawItem.Outcome.TRANSACTION,
            amount=TAUGHT_AMOUNT,
            currency=self.workspace.base_currency,
            direction="credit",
            merchant=TAUGHT_NAME,
        )
        learnt = corrections.correct(
            item=item, actor=self.user, correction=told, learn=True, now=self.now
        ).template
        if learnt:
            taught.apply_to_earlier(template=learnt, actor=self.user, now=self.now)

    def _category(self, name: str) -> Category | None:
        return Category.objects.in_workspace(self.workspace).filter(name=name).first()
