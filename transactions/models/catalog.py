"""What transactions point at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class Account(RandomIdModel, TimestampedModel):
    class Kind(models.TextChoices):
        BANK = "bank", _("Bank account")
        CARD = "card", _("Credit card")
        WALLET = "wallet", _("Wallet")
        CASH = "cash", _("Cash")
        LOAN = "loan", _("Loan")
        INVESTMENT = "investment", _("Investments")
        OTHER = "other", _("Other")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BANK)
    institution = models.CharField(max_length=100, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    number_key = models.CharField(max_length=80, blank=True)  # as files name it: IBAN, bank and account id
    currency = models.CharField(max_length=3, default="INR")
    opening_balance = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    told_balance = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    told_balance_at = models.DateTimeField(null=True, blank=True)
    is_archived = models.BooleanField(default=False)

    objects = WorkspaceQuerySet["Account"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="account_name_once")]

    def __str__(self) -> str:
        return self.name


class Category(RandomIdModel):
    class Kind(models.TextChoices):
        EXPENSE = "expense", _("Spending")
        INCOME = "income", _("Income")
        TRANSFER = "transfer", _("Transfer")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EXPENSE)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")

    objects = WorkspaceQuerySet["Category"].as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="category_name_once")]

    def __str__(self) -> str:
        return self.name


class Merchant(RandomIdModel):
    """Whom money goes to or comes from, under the name people use."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)  # lumen.common.text.slug_key(name)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = WorkspaceQuerySet["Merchant"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="merchant_key_once")]

    def __str__(self) -> str:
        return self.name


class MerchantAlias(models.Model):
    """Another spelling, as banks write it, that means this merchant."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    merchant = models.ForeignKey(Merchant, models.CASCADE, related_name="aliases")
    key = models.CharField(max_length=200)

    objects = WorkspaceQuerySet["MerchantAlias"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="alias_key_once")]
        verbose_name_plural = "merchant aliases"

    def __str__(self) -> str:
        return self.key


class Budget(RandomIdModel, TimestampedModel):
    """How much of the base currency a category may cost in a calendar month."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, related_name="budgets")
    monthly_amount = models.DecimalField(max_digits=16, decimal_places=2)
    rolls_over = models.BooleanField(default=False)  # what a month leaves, or overspends, goes to the next
    starts_on = models.DateField(null=True, blank=True)  # first month that rolls over

    objects = WorkspaceQuerySet["Budget"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "category"], name="budget_once")]

    def __str__(self) -> str:
        return f"{self.category}: {self.monthly_amount}"


class BudgetMonth(models.Model):
    """Another amount for one month of a budget: December is not like March."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="months")
    month = models.DateField()  # its first day
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["budget", "month"], name="budget_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.amount}"


class RuleQuerySet(WorkspaceQuerySet["Rule"]):
    def kept(self) -> "RuleQuerySet":
        """Rules nobody deleted, in the order in which they are asked."""
        return self.filter(deleted_at__isnull=True)


class Rule(RandomIdModel, TimestampedModel):
    """When a payment fits these conditions, do this with it. The user's word comes first.

    `conditions` is a list of `{"field", "op", "value"}`, perhaps with `"not": true`; `match` says whether
    all or any must hold.
    """

    class Match(models.TextChoices):
        ALL = "all", _("all of these")
        ANY = "any", _("any of these")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)  # lower is asked first
    match = models.CharField(max_length=3, choices=Match, default=Match.ALL)
    conditions = models.JSONField(default=list)
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="+")
    rename_to = models.CharField(max_length=200, blank=True)
    add_tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    splits = models.JSONField(default=list, blank=True)  # [{"category": id, "share": "60%", "note": ""}]
    marks_transfer = models.BooleanField(default=False)
    ignores = models.BooleanField(default=False)  # such a payment is never recorded
    stops = models.BooleanField(default=False)  # where it holds, the rules below are not asked
    is_active = models.BooleanField(default=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # what it decided keeps naming it

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return self.name


class ExchangeRate(models.Model):
    """One unit of `currency` in `base`, on a day, as the workspace entered or its files said."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    base = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    source = models.CharField(max_length=40)

    objects = WorkspaceQuerySet["ExchangeRate"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "currency", "base", "on"], name="rate_once")
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on}: {self.rate} {self.base}"
